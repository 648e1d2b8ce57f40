// N7: on channels that are not self-adjoint or not positive, the within-view loss finds the span of
// T*T and the literal loss does not.
#include <cmath>
#include <numbers>

#include "nn/losses/precision.hpp"
#include "nn/trainer.hpp"
#include "nn/views.hpp"
#include "solver/principal_angles.hpp"
#include "solver/solve.hpp"
#include "theory/literal_modes.hpp"
#include "validation/networks/claims.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::FiniteChannel;

constexpr double degree = std::numbers::pi / 180;

struct Case {
  std::string name;
  FiniteChannel channel;
  Index d = 2;  ///< the constant included.
};

Case reversible() {
  MatrixXd p(3, 3);
  p << 0.05, 0.15, 0.8, 0.15, 0.7, 0.15, 0.8, 0.15, 0.05;
  return {"reversible, one negative eigenvalue", FiniteChannel(p), 2};
}

Case not_normal() {
  MatrixXd p(3, 3);
  p << 0.6, 0.4, 0, 0.1, 0.3, 0.6, 0.3, 0.3, 0.4;
  return {"not normal, all eigenvalues positive", FiniteChannel(p), 2};
}

Case cycle() {
  MatrixXd p = MatrixXd::Zero(5, 5);
  for (Index x = 0; x < 5; ++x) p(x, (x + 1) % 5) = p(x, (x + 2) % 5) = 0.5;
  return {"cycle, complex eigenvalues", FiniteChannel(p), 3};
}

Case positive() {
  MatrixXd p(3, 3);
  p << 0.8, 0.15, 0.05, 0.15, 0.7, 0.15, 0.05, 0.15, 0.8;
  return {"self-adjoint and positive", FiniteChannel(p), 2};
}

torch::Tensor to_tensor(const MatrixXd& m) {
  return torch::from_blob(const_cast<double*>(m.data()), {m.cols(), m.rows()}, torch::kFloat64)
      .t()
      .to(torch::kFloat32)
      .contiguous();
}

// |T f - f|^2 + beta |C - I|^2 over all states under the uniform prior, whatever T is.
nn::Loss literal_loss(const FiniteChannel& channel, double beta) {
  const torch::Tensor step = to_tensor(channel.dense_p());
  return [step, beta](const torch::Tensor& input) {
    const torch::Tensor f = input.squeeze(1);
    const auto n = static_cast<double>(f.size(0));
    const torch::Tensor c = f.t().mm(f) / n;
    nn::LossTerms terms;
    terms.invariance = (step.mm(f) - f).square().sum() / n;
    terms.regulariser = (c - torch::eye(f.size(1))).square().sum();
    terms.total = terms.invariance + beta * terms.regulariser;
    terms.normalised_invariance = terms.invariance.detach();
    terms.normalised_regulariser = terms.regulariser.detach();
    return terms;
  };
}

enum class Objective { within_view, literal };

MatrixXd learned(const Case& of, Objective objective, const Context& context) {
  torch::set_num_threads(1);
  const Index n = of.channel.views();
  const torch::Tensor inputs = std::sqrt(static_cast<double>(n)) * torch::eye(n, torch::kFloat32);
  const nn::FiniteViews sampled(of.channel, inputs, context.seed);
  const nn::AllStates all(inputs);
  nn::ModelOptions options;
  options.arch = "mlp";
  options.mlp_sizes = std::vector<std::int64_t>{32, 32};
  options.input = {n};
  options.proj_dim = of.d;
  torch::manual_seed(context.seed);
  nn::Model model = nn::make_model(options);
  nn::TrainOptions train;
  train.seed = context.seed;
  train.schedule = {.name = "cosine", .lr = 5e-3, .steps = context.full ? 6000 : 3000};
  nn::LossOptions within;
  within.beta = 1;
  within.centred = false;
  const bool literal = objective == Objective::literal;
  train.batch = literal ? n : 512;
  train.views = literal ? 1 : 4;
  nn::Trainer trainer(model,
                      literal ? static_cast<const nn::ViewSource&>(all) : sampled,
                      literal ? literal_loss(of.channel, *within.beta) : nn::make_loss(within),
                      train);
  while (trainer.done() < trainer.steps()) trainer.step();
  return nn::evaluate(model, inputs, /*of_backbone=*/false);
}

// Largest principal angle in degrees.
double angle(const MatrixXd& a, const MatrixXd& b, const VectorXd& rho) {
  return solver::principal_angles(a, b, rho).angles.maxCoeff() / degree;
}

MatrixXd top_of_tt(const Case& of) {
  const kernel::ChannelOperator op(of.channel);
  const solver::SingularTriples exact = solver::solve(op, {.k = of.channel.views()});
  return of.channel.rho_a().cwiseSqrt().cwiseInverse().asDiagonal() * exact.v.leftCols(of.d);
}

void compare(Outcome& outcome, const Case& of, const Context& context) {
  const VectorXd& rho = of.channel.rho_a();
  const MatrixXd exact = top_of_tt(of);
  const MatrixXd literal_optimum =
      theory::literal_modes(of.channel.dense_p(), rho).functions.leftCols(of.d);
  const MatrixXd within = learned(of, Objective::within_view, context);
  const MatrixXd literal = learned(of, Objective::literal, context);
  const double apart = angle(exact, literal_optimum, rho);
  outcome.at_most(of.name + ": within-view loss to the top of T*T, degrees",
                  angle(within, exact, rho),
                  6);
  outcome.at_least(of.name + ": literal loss to the top of T*T, degrees",
                   angle(literal, exact, rho),
                   apart,
                   6);
  outcome.at_most(of.name + ": literal loss to its own optimum, degrees",
                  angle(literal, literal_optimum, rho),
                  6);
  outcome.at_least(of.name + ": the two optima, degrees apart", apart, 20);
}

Outcome two_losses(const Context& context) {
  Outcome outcome;
  for (const Case& of : {reversible(), not_normal(), cycle()}) compare(outcome, of, context);
  return outcome;
}

Outcome self_adjoint(const Context& context) {
  Outcome outcome;
  const Case of = positive();
  outcome.at_least(
      "literal loss to the top of T*T, degrees",
      angle(learned(of, Objective::literal, context), top_of_tt(of), of.channel.rho_a()),
      20);
  return outcome;
}

}  // namespace

Claim n7() {
  return {
      .id = "N7",
      .suite = "networks",
      .statement =
          "A network under the within-view loss spans the top of T*T also where T is not "
          "self-adjoint or not positive; under the literal loss |Tf - f|^2 it does not.",
      .source = "docs/theory.md 2.19",
      .toy = "two 3-state channels and a 5-cycle, indicator inputs, an MLP",
      .tolerance = "6 degrees: the sampling noise of the last steps' gradients, 2048 views each",
      .measure = two_losses,
      .controls = {{"the literal loss misses the top of T*T on a self-adjoint positive channel",
                    self_adjoint}}};
}

}  // namespace eigenviews::validation
