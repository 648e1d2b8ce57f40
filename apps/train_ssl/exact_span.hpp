#pragma once

#include <optional>

#include "compare_subspace/comparison.hpp"
#include "train_ssl/training_problem.hpp"

namespace eigenviews::apps {

/// The exact functions of a toy, for the live alignment of a training.
struct ExactSpan {
  Problem problem;
  ExactFunctions functions;
};

/// Solves a toy's eigenproblem for the constant and dim further functions, clusters whole.
/// Empty for data sets: their exact functions cost more than a step, compare_subspace has them.
[[nodiscard]] std::optional<ExactSpan> exact_span(const TrainSslOptions& options);

/// The model's functions on all views against the exact ones; nothing where a value is not finite.
[[nodiscard]] std::optional<Comparison> compare_model(const ExactSpan& exact,
                                                      const TrainingProblem& training,
                                                      nn::Model& model,
                                                      const TrainSslOptions& options);

}  // namespace eigenviews::apps
