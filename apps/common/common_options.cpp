#include "common/common_options.hpp"

#include <sstream>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "core/threads.hpp"
#include "core/version.hpp"
#include "kernel/blas_threads.hpp"

namespace eigenviews::apps {

void add_common_options(CLI::App& app, CommonOptions& options, const std::string& default_out) {
  options.out = default_out;
  app.add_option("--out", options.out, "Folder for the results")->capture_default_str();
  app.add_option("--seed", options.seed, "Seed of every random stream")->capture_default_str();
  app.add_option("--threads", options.threads, "Threads; 0: all processors")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  app.add_option("--device", options.device, "auto, cpu or cuda[:i]")->capture_default_str();
  app.set_config("--config", "", "Read options from a TOML file; the command line wins");
  app.allow_config_extras(CLI::config_extras_mode::error);  // a misspelt key is no comment
  app.add_flag("--json", options.json, "Print the summary, and nothing else, on standard output");
  app.add_flag("--quiet", options.quiet, "Print nothing but errors");
  app.add_flag("--no-progress", options.no_progress, "No progress bar");
  app.set_version_flag("--version", "eigenviews " + std::string(core::version()));
  app.get_formatter()->column_width(36);
}

void apply_common_options(const CommonOptions& options, Devices devices) {
  const bool cuda = options.device.rfind("cuda", 0) == 0;
  if (cuda && devices == Devices::processor) {
    core::reject("--device",
                 "this tool runs on the processor only",
                 options.device,
                 "use --device cpu or auto");
  }
  if (!cuda && options.device != "auto" && options.device != "cpu") {
    core::reject_unknown("--device", "device", options.device, {"auto", "cpu", "cuda"});
  }
  if (options.threads > 0) core::set_thread_count(options.threads);
  kernel::set_blas_threads(core::thread_count());
  constexpr double start_up_bytes = 16e6;
  core::require_memory("start-up",
                       start_up_bytes,
                       "raise the limit (ulimit -v) or use fewer --threads");
}

std::string resolved_config(const CLI::App& app) {
  std::istringstream all(app.config_to_str(/*default_also=*/true, /*write_description=*/false));
  std::string kept;
  for (std::string line; std::getline(all, line);) {
    if (line.rfind("out=", 0) != 0) kept += line + '\n';
  }
  return kept;
}

}  // namespace eigenviews::apps
