// probe: what a linear or a nearest-neighbour read-out finds in features (docs/tools.md).

#include "common/common_options.hpp"
#include "common/run_tool.hpp"
#include "probe/options.hpp"
#include "probe/run.hpp"
#ifdef EIGENVIEWS_WITH_TORCH
#include "probe/network/network_parts.hpp"
#endif

int main(int argc, char** argv) {
  using namespace eigenviews::apps;
  CLI::App app("Read-outs of learned features: linear, ridge, logistic, nearest neighbours.",
               "probe");
  ProbeOptions options;
  add_probe_options(app, options);
  leave(run_tool(app, argc, argv, [&] {
    std::string command_line = "probe";
    for (int i = 1; i < argc; ++i) command_line += std::string(" ") + argv[i];
#ifdef EIGENVIEWS_WITH_TORCH
    return run_probe(options, resolved_config(app), command_line, network_parts());
#else
    return run_probe(options, resolved_config(app), command_line, {});
#endif
  }));
}
