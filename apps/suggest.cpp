// suggest: weights and views for a number of functions, from a channel's spectrum (docs/tools.md).

#include "common/common_options.hpp"
#include "common/run_tool.hpp"
#include "suggest/options.hpp"
#include "suggest/run.hpp"

int main(int argc, char** argv) {
  using namespace eigenviews::apps;
  CLI::App app("Weights and views for d functions, from the spectrum of a channel.", "suggest");
  SuggestOptions options;
  add_suggest_options(app, options);
  leave(run_tool(app, argc, argv, [&] {
    std::string command_line = "suggest";
    for (int i = 1; i < argc; ++i) command_line += std::string(" ") + argv[i];
    return run_suggest(options, resolved_config(app), command_line);
  }));
}
