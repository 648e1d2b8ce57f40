// validate: every statement of the theory, measured, with controls that must fail (docs/tools.md).

#include <filesystem>

#include "common/common_options.hpp"
#include "common/run_tool.hpp"
#include "validate/options.hpp"
#include "validate/run.hpp"

int main(int argc, char** argv) {
  using namespace eigenviews::apps;
  CLI::App app("Measures the claims of the theory and their negative controls.", "validate");
  ValidateOptions options;
  add_validate_options(app, options);
  leave(run_tool(app, argc, argv, [&] {
    std::string command_line = "validate";
    for (int i = 1; i < argc; ++i) command_line += std::string(" ") + argv[i];
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    return run_validate(options, program, resolved_config(app), command_line);
  }));
}
