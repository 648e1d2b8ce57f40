#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>

#include "theory/mode_ranges.hpp"

// How many modes a loss of train_ssl keeps, by its name: the closed forms of minimiser.hpp,
// water_filling.hpp and barlow_twins.hpp under one roof. `beta` is what train_ssl takes: beta of
// `reformulated`, covariance weight / invariance weight of `vicreg` with an active hinge, lambda of
// `barlow-twins`; `spectral` is `reformulated` at 1/2. Source: docs/theory.md, 2.8 to 2.18.
namespace eigenviews::theory {

/// The number of modes that the minimum over d features has: d_eff(beta), or K(beta, d).
/// @param eigenvalues  of centred features (without_constant), at least min(d, all that exist).
/// @returns nothing where there is no closed form: another loss, lambda > 1.
/// @throws core::InputError  values, beta not positive, d < 1.
[[nodiscard]] std::optional<Eigen::Index> kept_modes(
    const std::string& loss,
    const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
    double beta,
    Eigen::Index functions);

/// The weights for which d features have exactly K = min(d, number of positive values) modes: all
/// that they can have. For `spectral`, whose weight is 1/2: (0, 1/2].
/// @returns nothing where there is no closed form, or no weight keeps so many.
[[nodiscard]] std::optional<WeightRange> keeps_all_modes(
    const std::string& loss,
    const Eigen::Ref<const Eigen::VectorXd>& eigenvalues,
    Eigen::Index functions);

}  // namespace eigenviews::theory
