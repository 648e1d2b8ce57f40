// kernel_eig: the exact singular functions of an augmentation channel (docs/tools.md).

#include "common/common_options.hpp"
#include "common/run_tool.hpp"
#include "kernel_eig/options.hpp"
#include "kernel_eig/run.hpp"

int main(int argc, char** argv) {
  using namespace eigenviews::apps;
  CLI::App app("Exact singular functions of an augmentation channel, with a certificate.",
               "kernel_eig");
  KernelEigOptions options;
  add_kernel_eig_options(app, options);
  leave(run_tool(app, argc, argv, [&] {
    std::string command_line = "kernel_eig";
    for (int i = 1; i < argc; ++i) command_line += std::string(" ") + argv[i];
    return run_kernel_eig(options, resolved_config(app), command_line);
  }));
}
