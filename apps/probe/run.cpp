#include "probe/run.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "common/progress_bar.hpp"
#include "common/run_tool.hpp"
#include "core/errors.hpp"
#include "probe/readouts.hpp"
#include "probe/results.hpp"
#include "report/json_text.hpp"

namespace eigenviews::apps {

int run_probe(ProbeOptions options,
              const std::string& config,
              const std::string& command_line,
              const NetworkParts& parts) {
  const bool with_torch = static_cast<bool>(parts.linear);
  validate(options, with_torch);
  apply_common_options(options.common,
                       with_torch ? Devices::processor_and_gpu : Devices::processor);
  report::OutputFolder folder(options.common.out, "probe.json");
  install_interrupt_handler();
  ProgressBar bar(!options.common.quiet && !options.common.no_progress);
  const core::ProgressListener show = [&](const core::ProgressEvent& event) { bar.show(event); };
  const std::string cache = options.no_cache ? "" : (folder.path() / "features.npz").string();
  const ProbeFeatures features = collect_features(options, parts, cache, show);
  std::vector<ReadoutResult> readouts;
  try {
    readouts = run_readouts(options, features.set, parts, show);
  } catch (const core::Interrupted&) {
    if (cache.empty() || options.ckpt.empty()) throw;
    bar.clear();
    fmt::print(stderr, "probe: interrupted; the features are kept in {}\n", cache);
    return exit_interrupted;
  }
  bar.clear();

  const ProbeResults results{options, features, readouts, command_line, config};
  write_probe(results, folder);
  if (options.common.json) {
    fmt::print("{}", report::json_text(probe_json(results)));
  } else if (!options.common.quiet) {
    fmt::print("{}results in {}\n", probe_table(results), folder.path().string());
  }
  return results.sound() ? exit_done : exit_check_failed;
}

}  // namespace eigenviews::apps
