// sweep: trains, compares and probes over a grid of settings (docs/tools.md).

#include <filesystem>

#include "common/common_options.hpp"
#include "common/run_tool.hpp"
#include "sweep/options.hpp"
#include "sweep/run.hpp"

int main(int argc, char** argv) {
  using namespace eigenviews::apps;
  CLI::App app("Trains, compares and probes over a grid of settings.", "sweep");
  SweepOptions options;
  add_sweep_options(app, options);
  leave(run_tool(app, argc, argv, [&] {
    std::string command_line = "sweep";
    for (int i = 1; i < argc; ++i) command_line += std::string(" ") + argv[i];
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    return run_sweep(options, program, resolved_config(app), command_line);
  }));
}
