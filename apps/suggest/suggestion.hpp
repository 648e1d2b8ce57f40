#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

// Which weight of a loss keeps d modes of a spectrum, and how many views estimate them best.
namespace eigenviews::apps {

/// Eigenvalues of T*T that features can learn, with what is not known of them.
struct Spectrum {
  Eigen::VectorXd values;  ///< descending; without the constant where features are centred.
  Eigen::VectorXd errors;  ///< a standard error of each; 0 where the channel is exact.
  bool complete = false;   ///< no other mode exists.
};

/// The weights of one loss that keep every mode that d features can have.
struct WeightAdvice {
  std::string loss;
  Eigen::Index functions = 0;  ///< d
  Eigen::Index modes = 0;      ///< min(d, modes with s > 0).
  double above = 0;            ///< the threshold: weights beyond it keep them.
  double above_error = 0;      ///< its standard error, from those of the eigenvalues.
  /// Twice the threshold: under the reformulated loss the weakest of the modes then has scale
  /// sqrt(1/2) or more. At most 1 for `barlow-twins`, whose closed form ends there.
  double suggested = 0;
  /// Steps of gradient descent at half the largest stable size that bring the tangent of the
  /// largest angle from 1 to .1, near the minimum at `suggested` (theory::steps_to_tangent);
  /// `reformulated` alone, and only where a mode beyond d is known.
  std::optional<double> steps;
};

/// Nothing where there is no such weight: no mode with s > 0, or a threshold of `barlow-twins`
/// above 1.
/// @throws core::InputError  an unknown loss, d < 1, a spectrum that is not complete and has fewer
///                           than d values.
[[nodiscard]] std::optional<WeightAdvice> weight_advice(const Spectrum& spectrum,
                                                        const std::string& loss,
                                                        Eigen::Index functions);

/// Views of each original at a fixed number of encoder calls in a step.
struct ViewsAdvice {
  double for_strongest = 0;    ///< m* = 1 + 1/s_1 for the estimate of the largest eigenvalue,
  double for_weakest = 0;      ///< and of the smallest one that d features keep.
  std::int64_t views = 0;      ///< for_weakest rounded, between 2 and the budget.
  std::int64_t originals = 0;  ///< budget / views.
};

/// @throws core::InputError  no value with s > 0, d < 1, budget < 2.
[[nodiscard]] ViewsAdvice views_advice(const Spectrum& spectrum,
                                       Eigen::Index functions,
                                       std::int64_t budget);

}  // namespace eigenviews::apps
