// compare_subspace: a learned span against the exact one (docs/tools.md).

#include "common/common_options.hpp"
#include "common/run_tool.hpp"
#include "compare_subspace/options.hpp"
#include "compare_subspace/run.hpp"
#ifdef EIGENVIEWS_WITH_TORCH
#include "train_ssl/checkpoint_functions.hpp"
#endif

int main(int argc, char** argv) {
  using namespace eigenviews::apps;
  CLI::App app("The span of learned features against the exact singular functions.",
               "compare_subspace");
  CompareOptions options;
  add_compare_options(app, options);
  leave(run_tool(app, argc, argv, [&] {
    std::string command_line = "compare_subspace";
    for (int i = 1; i < argc; ++i) command_line += std::string(" ") + argv[i];
#ifdef EIGENVIEWS_WITH_TORCH
    return run_compare(options, resolved_config(app), command_line, checkpoint_reader());
#else
    return run_compare(options, resolved_config(app), command_line, {});
#endif
  }));
}
