#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

namespace eigenviews::apps {

/// Options that every tool has (docs/tools.md).
struct CommonOptions {
  std::string out;
  std::uint64_t seed = 0;
  int threads = 0;  ///< 0: all processors.
  std::string device = "auto";
  bool json = false;
  bool quiet = false;
  bool no_progress = false;
};

/// Adds the options, --config and --version to a tool; `options` must outlive it.
void add_common_options(CLI::App& app, CommonOptions& options, const std::string& default_out);

/// Where a tool can run.
enum class Devices { processor, processor_and_gpu };

/// Applies --threads to our loops and to BLAS, and refuses a --device that the tool cannot use.
/// @throws core::InputError  unknown device, or cuda where the tool runs on the processor only.
void apply_common_options(const CommonOptions& options, Devices devices = Devices::processor);

/// The resolved options as TOML; `tool --config FILE --out DIR` repeats the run. The output folder
/// is not part of it.
[[nodiscard]] std::string resolved_config(const CLI::App& app);

}  // namespace eigenviews::apps
