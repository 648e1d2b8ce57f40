#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <string>

#include "kernel_eig/options.hpp"
#include "kernel_eig/problem.hpp"

namespace eigenviews::apps {

/// What a checkpoint says of the functions that it learned.
struct LearnedFunctions {
  Eigen::MatrixXd values;      ///< n_A x d, on the views of the eigenproblem.
  std::optional<double> beta;  ///< of the reformulated loss.
  bool centred = true;         ///< as its loss was.
};

/// How compare_subspace reads a checkpoint: through LibTorch, or not at all in a build without it.
struct CheckpointReader {
  /// The eigenproblem of the channel that it was trained on.
  std::function<KernelEigOptions(const std::string& path)> eigenproblem;
  /// Its functions on the views of `problem`. @param backbone  the features before the projector.
  std::function<LearnedFunctions(const std::string& path, const Problem& problem, bool backbone)>
      functions;
};

}  // namespace eigenviews::apps
