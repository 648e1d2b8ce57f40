#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "probe/feature_set.hpp"
#include "probe/readouts.hpp"
#include "report/output_folder.hpp"

namespace eigenviews::apps {

/// Everything that one run of probe found.
struct ProbeResults {
  const ProbeOptions& options;
  const ProbeFeatures& features;
  const std::vector<ReadoutResult>& readouts;
  std::string command_line;
  std::string config;

  [[nodiscard]] bool sound() const;  ///< of every read-out.
};

/// probe.json (docs/file_formats.md).
[[nodiscard]] nlohmann::ordered_json probe_json(const ProbeResults& results);

/// The table for the terminal.
[[nodiscard]] std::string probe_table(const ProbeResults& results);

/// "clean", or "mean of the original and 15 views: ssl:...".
[[nodiscard]] std::string views_text(const ProbeResults& results);

/// Writes probe.json, config.toml, report.html and, where asked for, scores.npz, and commits them.
void write_probe(const ProbeResults& results, report::OutputFolder& folder);

}  // namespace eigenviews::apps
