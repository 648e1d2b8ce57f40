#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

#include "nn/trainer.hpp"

namespace eigenviews::apps {

/// What the outputs of one step's batch say of the functions.
struct BatchSpectrum {
  double effective_rank = NAN;  ///< of the covariance of the batch; 0: all features are constant.
  /// Of the batch's own pencil (C+, C), descending, at most 16; empty where the batch is too small:
  /// as many functions as originals.
  Eigen::VectorXd ritz_values;
};

/// @param outputs  (batch views) x d, row i views + j is view j of original i; finite.
[[nodiscard]] BatchSpectrum batch_spectrum(const torch::Tensor& outputs,
                                           std::int64_t views,
                                           bool centred);

/// One line of metrics.csv.
struct MetricsRow {
  nn::StepRecord record;
  BatchSpectrum spectrum;
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
