#pragma once

#include <memory>
#include <string>

#include "kernel_eig/problem.hpp"
#include "nn/image_views.hpp"
#include "nn/views.hpp"
#include "train_ssl/options.hpp"

namespace eigenviews::apps {

/// Where the views of a training come from, and what the tool says of it.
struct TrainingProblem {
  std::string dataset;  ///< resolved.
  std::shared_ptr<const nn::ViewSource> views;
  /// Exactly one is set, the same source: for toys, for densities that are known, for `ssl`.
  std::shared_ptr<const nn::FiniteViews> finite;
  std::shared_ptr<const nn::GaussianViews> gaussian;
  std::shared_ptr<const nn::SslViews> ssl;
  std::shared_ptr<const kernel::GaussianChannel> density;  ///< with `gaussian`.
};

/// Loads the data and makes the source of views.
/// @throws core::InputError, core::FileError  as build_problem of kernel_eig, or parse_ssl.
[[nodiscard]] TrainingProblem build_training(const TrainSslOptions& options, torch::Device device);

/// The inputs of the views that an eigenproblem has, row t for its view t.
/// @throws core::InputError  the eigenproblem is of another data set, or the views are of `ssl`,
///                           which has none.
[[nodiscard]] torch::Tensor inputs_of(const TrainingProblem& training, const Problem& problem);

}  // namespace eigenviews::apps
