#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "nn/trainer.hpp"

namespace eigenviews::apps {

/// One line of metrics.csv.
struct MetricsRow {
  nn::StepRecord record;
  double alignment = NAN;   ///< cluster alignment with the exact functions; NaN: not measured.
  double images_per_s = 0;  ///< originals a second since the line before.
  double views_per_s = 0;
};

/// metrics.csv in memory, rewritten whole with every checkpoint, so that the file always belongs to
/// the checkpoint beside it. A number that was not measured is an empty field.
class Metrics {
 public:
  void add(const MetricsRow& row);
  /// The lines of an earlier file up to `step`, for --resume; a missing file has none.
  void read(const std::filesystem::path& path, std::int64_t step);
  void write(const std::filesystem::path& path) const;
  [[nodiscard]] const std::vector<MetricsRow>& rows() const { return rows_; }

 private:
  std::vector<std::string> earlier_;
  std::vector<MetricsRow> rows_;
};

}  // namespace eigenviews::apps
