#pragma once

#include <Eigen/Core>
#include <cstdint>

#include "kernel/finite_channel.hpp"

namespace eigenviews::validation {

/// Entries of P uniform on (0, 1), rows normalised; a prior with entries from 1/6 to 1 of the
/// largest, so that neither marginal is uniform.
[[nodiscard]] kernel::FiniteChannel random_channel(Eigen::Index originals,
                                                   Eigen::Index views,
                                                   std::uint64_t seed);

/// rows x cols standard normals.
[[nodiscard]] Eigen::MatrixXd random_matrix(Eigen::Index rows,
                                            Eigen::Index cols,
                                            std::uint64_t seed);

}  // namespace eigenviews::validation
