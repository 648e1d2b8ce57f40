#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compare_subspace/normalise.hpp"
#include "kernel_eig/options.hpp"
#include "kernel_eig/problem.hpp"

namespace eigenviews::apps {

/// A checkpoint, and what is told beside it. A file of train_ssl says everything itself; those of
/// other programs do not say how images are normalised, and may leave more open.
struct CheckpointRequest {
  std::string path;
  bool backbone = false;  ///< the features before the projector.
  std::optional<std::string> arch;
  std::optional<double> width;
  std::optional<std::string> stem;
  std::optional<Normalisation> normalise;
};

/// What a checkpoint was found to be.
struct CheckpointFacts {
  std::string format;                  ///< of the file: "safetensors", "torch.save", ...
  std::string layout;                  ///< "fastssl Barlow Twins, ResNet-50, projector 256".
  std::string network;                 ///< as it was built.
  std::string layer;                   ///< "projector" or "backbone": whose outputs are compared.
  std::string inputs;                  ///< how views were made its inputs.
  std::vector<std::string> unmatched;  ///< tensors of the file that are no part of it.
};

/// What a checkpoint says of the functions that it learned.
struct LearnedFunctions {
  Eigen::MatrixXd values;       ///< n_A x d, on the views of the eigenproblem.
  std::optional<double> beta;   ///< of the reformulated loss.
  std::optional<bool> centred;  ///< as its loss was; unknown for files of other programs.
  CheckpointFacts facts;
};

/// The same for a network that was trained under `ssl`, whose channel has no known density: values
/// on views of it that the training has not seen.
struct SslFunctions {
  LearnedFunctions learned;  ///< row i views + j is view j of original i.
  Eigen::MatrixXd features;  ///< of the backbone on the same views.
  Eigen::Index views = 0;    ///< of each original.
  std::string dataset, channel;
};

/// How compare_subspace reads a checkpoint: through LibTorch, or not at all in a build without it.
struct CheckpointReader {
  /// The eigenproblem of the channel that it was trained on; nothing for a file that does not say.
  std::function<std::optional<KernelEigOptions>(const std::string& path)> eigenproblem;
  /// Its functions on the views of `problem`.
  std::function<LearnedFunctions(const CheckpointRequest& request, const Problem& problem)>
      functions;
  /// Nothing for a checkpoint that was not trained under `ssl`.
  /// @param originals  at most so many, the first of the data set.
  std::function<std::optional<SslFunctions>(const CheckpointRequest& request,
                                            Eigen::Index originals,
                                            Eigen::Index views)>
      ssl;
};

}  // namespace eigenviews::apps
