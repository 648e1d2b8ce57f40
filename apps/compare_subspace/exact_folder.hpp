#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

namespace eigenviews::apps {

/// The exact functions on views that a folder of kernel_eig holds.
struct ExactFunctions {
  std::string dataset, channel;
  Eigen::VectorXd eigenvalues;                      ///< k values, descending.
  Eigen::MatrixXd v;                                ///< n_A x k, orthonormal in L2(rho_a).
  Eigen::VectorXd rho_a;                            ///< n_A weights, sum 1.
  std::vector<std::vector<Eigen::Index>> clusters;  ///< a partition of 0..k-1 into runs.
  Eigen::Index originals = 0;
  bool sampled = false;  ///< the views are a sample; view t is of original t / (n_A / originals).
};

/// Reads eigenpairs.npz and summary.json. Both are checked before use.
/// @throws core::InputError  a file is missing or malformed, sizes do not agree, numbers are not
///                           finite, or the clusters do not partition the indices.
[[nodiscard]] ExactFunctions read_exact_folder(const std::filesystem::path& folder);

}  // namespace eigenviews::apps
