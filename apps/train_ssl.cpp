// train_ssl: a network trained for invariance under an augmentation channel (docs/tools.md).

#include "common/common_options.hpp"
#include "common/run_tool.hpp"
#include "train_ssl/options.hpp"
#include "train_ssl/run.hpp"

int main(int argc, char** argv) {
  using namespace eigenviews::apps;
  CLI::App app("Trains a network on views drawn from an augmentation channel.", "train_ssl");
  TrainSslOptions options;
  add_train_ssl_options(app, options);
  leave(run_tool(app, argc, argv, [&] {
    std::string command_line = "train_ssl";
    for (int i = 1; i < argc; ++i) command_line += std::string(" ") + argv[i];
    return run_train_ssl(options, resolved_config(app), command_line);
  }));
}
