#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "sweep/row.hpp"

// The cells of a sweep without their seeds.
namespace eigenviews::apps {

/// Mean over seeds; the standard error of the mean is 0 for one seed.
struct Mean {
  double value = NAN;
  double error = 0;
  int count = 0;
};

/// What several seeds of one setting gave. Only cells that are "done" count.
struct Setting {
  std::string loss;
  double beta = NAN, proj_dim = NAN, views = NAN, width = NAN, originals = NAN;
  Mean accuracy, alignment, active_modes, train_seconds;
  Eigen::VectorXd eigenvalues;                              ///< of the first seed that has them.
  Eigen::VectorXd curve_steps, curve_seconds, curve_score;  ///< means over seeds.
};

/// The settings of all finished cells, in the order of their first rows. Accuracy is that of the
/// linear read-out; the curve is of accuracy, or of alignment where no cell has one.
[[nodiscard]] std::vector<Setting> settings_of(const std::vector<Row>& rows);

/// Whether a setting has an accuracy.
[[nodiscard]] bool any_accuracy(const std::vector<Setting>& settings);

/// What cells are chosen by: accuracy, or alignment where no setting has one. NaN is never best.
[[nodiscard]] const Mean& score(const Setting& setting, bool by_accuracy);

/// Those for which `keep` holds.
template <class Keep>
[[nodiscard]] std::vector<Setting> filter(const std::vector<Setting>& settings, Keep&& keep) {
  std::vector<Setting> kept;
  for (const Setting& setting : settings) {
    if (keep(setting)) kept.push_back(setting);
  }
  return kept;
}

/// The different finite values of a member, ascending.
[[nodiscard]] std::vector<double> values_of(const std::vector<Setting>& settings,
                                            double Setting::*member);

/// The names of the losses, in the order in which they come.
[[nodiscard]] std::vector<std::string> losses_of(const std::vector<Setting>& settings);

/// The setting with the largest score, or nothing where none has one.
[[nodiscard]] std::optional<Setting> best(const std::vector<Setting>& settings, bool by_accuracy);

}  // namespace eigenviews::apps
