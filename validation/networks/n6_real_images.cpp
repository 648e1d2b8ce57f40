// N6: a network on Fashion-MNIST under a channel of known density, against the functions of the
// operator on sampled views.
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <stdexcept>

#include "data/load.hpp"
#include "kernel/sampled_operator.hpp"
#include "nn/trainer.hpp"
#include "solver/batch_error.hpp"
#include "solver/pencil.hpp"
#include "solver/perturbation_bounds.hpp"
#include "solver/principal_angles.hpp"
#include "solver/solve.hpp"
#include "solver/weighted_space.hpp"
#include "theory/minimiser.hpp"
#include "validation/networks/claims.hpp"
#include "validation/statistics.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index originals = 500;
constexpr const char* augmentation = "gaussian:sigma=3,pca=16";
constexpr Index d = 3;  // centred functions; s_3 - s_4 = .07
constexpr double beta = 0.5;

std::shared_ptr<const kernel::GaussianChannel> fashion_channel() {
  const data::Originals images = data::load_originals("fashion-mnist", {.limit = originals});
  return std::make_shared<const kernel::GaussianChannel>(
      images.rows(0, images.count()),
      kernel::parse_augmentation(augmentation, images.image, images.dimension()));
}

// ---- the operator -------------------------------------------------------------------------------

// The operator on sampled views with its leading functions, the constant first.
struct Exact {
  std::shared_ptr<const kernel::SampledViews> views;
  std::unique_ptr<const kernel::SampledOperator> op;
  solver::SingularTriples triples;

  /// Without the constant.
  [[nodiscard]] VectorXd eigenvalues() const {
    return triples.sigma.tail(triples.sigma.size() - 1).cwiseAbs2();
  }
  [[nodiscard]] MatrixXd functions() const {
    return op->rho_a().cwiseSqrt().cwiseInverse().asDiagonal() * triples.v.middleCols(1, d);
  }
};

Exact solve_exactly(const std::shared_ptr<const kernel::GaussianChannel>& channel,
                    std::uint64_t seed,
                    const Context& context) {
  Exact exact;
  exact.views = std::make_shared<const kernel::SampledViews>(
      kernel::sample_views(*channel,
                           kernel::Estimator::self_consistent,
                           context.full ? 32 : 8,
                           seed));
  exact.op = std::make_unique<const kernel::SampledOperator>(channel, exact.views);
  exact.triples = solver::solve(*exact.op, {.k = d + 3});
  return exact;
}

double sine(const MatrixXd& a, const MatrixXd& b, const VectorXd& weights) {
  return solver::principal_angles(a, b, weights).angles.array().sin().matrix().norm();
}

// How far the functions of one sample of views may be from those of another, on the originals.
struct SamplingError {
  double measured = 0;  ///< |sin Theta|_F of the two.
  double bound = 0;     ///< a posteriori: the residual of the first under the other's operator.
};

SamplingError sampling_error(const Exact& one, const Exact& other) {
  const MatrixXd u = one.triples.u.leftCols(d + 1);
  const solver::RitzResidual residual =
      solver::ritz_residual(kernel::TransposedOperator(*other.op), u);
  return {sine(u,
               other.triples.u.leftCols(d + 1),
               VectorXd::Constant(originals, 1 / static_cast<double>(originals))),
          solver::residual_bound(residual.frobenius,
                                 residual.ritz_values[d],
                                 std::pow(other.triples.sigma[d + 1], 2))};
}

VectorXd monte_carlo_error(const Exact& exact) {
  return solver::batch_error(
             exact.triples.sigma.cwiseAbs2(),
             exact.triples.u,
             [&](Index b) { return exact.op->batch(b); },
             exact.views->batches)
      .total();
}

struct Problem {
  std::shared_ptr<const kernel::GaussianChannel> channel;
  Exact exact, other;  ///< on two independent samples of views.
};

Problem fashion_problem(const Context& context) {
  const auto channel = fashion_channel();
  // Views are numbered from 0 here and in training: other seeds.
  return {channel,
          solve_exactly(channel, repeat_seed(context.seed, 1), context),
          solve_exactly(channel, repeat_seed(context.seed, 2), context)};
}

// ---- the network --------------------------------------------------------------------------------

void train(nn::Model& model, const nn::ViewSource& views, std::int64_t steps, std::uint64_t seed) {
  nn::LossOptions loss;
  loss.beta = beta;
  nn::TrainOptions options;
  options.seed = seed;
  options.batch = 250;
  options.views = 4;
  options.schedule = {.name = "one-cycle", .lr = 1e-3, .steps = steps};
  nn::Trainer trainer(model, views, nn::make_loss(loss), options);
  while (trainer.done() < trainer.steps()) trainer.step();
  if (!trainer.record().finite) throw std::runtime_error("the loss is no longer finite");
}

// d functions of an MLP on the pixels, centred, at the views of the operator; trained on fresh
// views of the same channel for so many steps.
MatrixXd network_functions(const Problem& problem, std::int64_t steps, const Context& context) {
  torch::set_num_threads(1);
  const nn::GaussianViews views(problem.channel, {1, 28, 28}, torch::kCPU, context.seed);
  nn::ModelOptions options;
  options.arch = "mlp";
  options.mlp_sizes = std::vector<std::int64_t>{256, 256};
  options.input = views.shape();
  options.proj_dim = d;
  torch::manual_seed(context.seed);
  nn::Model model = nn::make_model(options);
  if (steps > 0) train(model, views, steps, context.seed);
  return solver::centred(
      nn::evaluate(model, views.inputs(problem.exact.views->points), /*of_backbone=*/false),
      problem.exact.op->rho_a());
}

// ---- the claim ----------------------------------------------------------------------------------

void compare_span(Outcome& outcome, const Problem& problem, const MatrixXd& f) {
  outcome.at_least(
      "mean cos^2 of the angles to the top 3 of the operator",
      solver::mean_cos2(
          solver::principal_angles(f, problem.exact.functions(), problem.exact.op->rho_a()),
          d),
      0.93);
}

// What another sample of views may change, and where the network is.
void compare_angle(Outcome& outcome, const Problem& problem, const MatrixXd& f, double allowed) {
  const SamplingError error = sampling_error(problem.exact, problem.other);
  outcome.at_most("|sin Theta|_F between two samples of views, below its bound",
                  error.measured,
                  error.bound);
  outcome.at_most("this bound, below 1: it says something", error.bound, 1);
  outcome.at_most("|sin Theta|_F of the network to the operator, below this bound",
                  sine(f, problem.exact.functions(), problem.exact.op->rho_a()),
                  error.bound,
                  allowed);
}

void compare_values(Outcome& outcome, const Problem& problem, const MatrixXd& f) {
  const VectorXd s = problem.exact.eigenvalues();
  const VectorXd& rho = problem.exact.op->rho_a();
  const solver::PencilSolution pencil = solver::solve_pencil(*problem.exact.op, f, rho);
  const VectorXd scales = theory::feature_scales(s.head(d), beta);
  const VectorXd mc = monte_carlo_error(problem.exact).segment(1, d);
  for (Index i = 0; i < d; ++i) {
    outcome.at_most(fmt::format("Ritz value {} of the network, not above s_{}", i + 1, i + 1),
                    pencil.ritz_values[i],
                    s[i],
                    1e-10);
    outcome.near(fmt::format("Ritz value {} of the network", i + 1),
                 pencil.ritz_values[i],
                 s[i],
                 0.03 + 4 * mc[i]);
    outcome.near(fmt::format("scale {} over that of s_{}", i + 1, i + 1),
                 pencil.scales[i] / scales[i],
                 1,
                 0.08);
  }
  outcome.at_most("sum of s_i - Ritz values, below s_1 |sin Theta|_F^2",
                  (s.head(d) - pencil.ritz_values).sum(),
                  solver::ritz_deficit_bound(s[0], 0, sine(f, problem.exact.functions(), rho)),
                  1e-10);
  outcome.curves.push_back({.label = "Ritz values of the network",
                            .x_label = "function",
                            .y_label = "eigenvalue",
                            .x = VectorXd::LinSpaced(d, 1, d),
                            .predicted = s.head(d),
                            .measured = pencil.ritz_values,
                            .error = mc});
}

Outcome end_state(const Context& context) {
  const Problem problem = fashion_problem(context);
  const MatrixXd f = network_functions(problem, context.full ? 4000 : 1000, context);
  Outcome outcome;
  compare_span(outcome, problem, f);
  compare_angle(outcome, problem, f, 0.1);
  compare_values(outcome, problem, f);
  return outcome;
}

// ---- controls -----------------------------------------------------------------------------------

Outcome principal_components(const Context& context) {
  const Problem problem = fashion_problem(context);
  Outcome outcome;
  compare_span(outcome,
               problem,
               solver::centred(problem.exact.views->points.topRows(d).transpose(),
                               problem.exact.op->rho_a()));
  return outcome;
}

Outcome untrained(const Context& context) {
  const Problem problem = fashion_problem(context);
  Outcome outcome;
  compare_span(outcome, problem, network_functions(problem, 0, context));
  return outcome;
}

}  // namespace

Claim n6() {
  return {
      .id = "N6",
      .suite = "networks",
      .statement =
          "On images of clothes under noise of known density a network ends in the span of the "
          "operator's top functions, as close as the sampled views allow, with the predicted "
          "scales.",
      .source = "Theorem 2 and section 6, docs/theory.md 2.8, 4.ix and 6.1",
      .toy =
          "Fashion-MNIST, 500 originals, gaussian:sigma=3,pca=16, 32 views each; MLP on pixels, "
          "d = 3, beta = 1/2",
      .tolerance =
          "mean cos^2 .93; angle .1 beyond the bound for another sample of views; Ritz values .03, "
          "scales 8 %: what 4000 steps of Adam leave of the third function",
      .full_only = true,
      .measure = end_state,
      .controls = {{"the principal components of the images span them", principal_components},
                   {"so does the network before it is trained", untrained}}};
}

}  // namespace eigenviews::validation
