#include "train_ssl/exact_span.hpp"

#include "compare_subspace/exact_solve.hpp"

namespace eigenviews::apps {

std::optional<ExactSpan> exact_span(const TrainSslOptions& options) {
  if (options.dataset != "toy" && options.dataset.rfind("toy:", 0) != 0) return std::nullopt;
  KernelEigOptions kernel;
  kernel.dataset = options.dataset;
  ExactSpan exact{build_problem(kernel, {}), {}};
  exact.functions = solve_exact(exact.problem, options.proj_dim + 1);
  return exact;
}

std::optional<Comparison> compare_model(const ExactSpan& exact,
                                        const TrainingProblem& training,
                                        nn::Model& model,
                                        const TrainSslOptions& options) {
  ComparisonOptions comparison;
  comparison.centring = options.uncentred ? Centring::no : Centring::yes;
  if (options.loss == "reformulated") {
    comparison.beta = options.beta.value_or(nn::default_beta(options.loss));
  }
  const Eigen::MatrixXd outputs =
      nn::evaluate(model, training.finite->inputs(), /*of_backbone=*/false);
  if (!outputs.allFinite()) return std::nullopt;
  return compare(exact.functions, outputs, exact.problem.op.get(), comparison);
}

}  // namespace eigenviews::apps
