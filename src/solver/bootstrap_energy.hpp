#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace eigenviews::solver {

using Eigen::Index;

struct EnergyInterval {
  double low = 0;   ///< 2.5 % quantile
  double high = 0;  ///< 97.5 % quantile
};

/// Percentile intervals (95 %) of the captured energy of each cluster (captured_energy.hpp) where
/// the points are a sample: originals are drawn with replacement, all views of one together, and
/// the energies are computed again under the new weights, |Q_F^T Q_c|^2 / mult with Q_c an
/// orthonormal basis of the cluster's functions under these weights.
///
/// @param features, exact  n x p and n x k.
/// @param clusters         runs of 0, ..., k-1.
/// @param weights          n positive probabilities.
/// @param originals        n is a multiple of it; points i n/originals, ... belong to original i.
/// @param repeats          draws, >= 2; the quantiles of 200 are known to about 1.5 %.
/// @return one interval a cluster. They say how the finite set of originals moves the figure, not
///         that the exact functions themselves are estimates.
/// @throws core::InputError  shapes, entries or weights, as captured_energy; repeats < 2; originals
///                           that do not divide n.
/// Cost: repeats * n (p + k)^2 multiply-adds. Accuracy: Gram matrices, so the square of the
/// conditions of F: directions below 1e-7 of the largest are left out.
/// Source: B. Efron, R. Tibshirani, An Introduction to the Bootstrap (1993), section 13.3.
[[nodiscard]] std::vector<EnergyInterval> bootstrap_energy(
    const Eigen::Ref<const Eigen::MatrixXd>& features,
    const Eigen::Ref<const Eigen::MatrixXd>& exact,
    const std::vector<std::vector<Index>>& clusters,
    const Eigen::Ref<const Eigen::VectorXd>& weights,
    Index originals,
    Index repeats,
    std::uint64_t seed);

}  // namespace eigenviews::solver
