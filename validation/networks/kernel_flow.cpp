#include "validation/networks/kernel_flow.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "kernel/toy.hpp"
#include "nn/trainer.hpp"
#include "solver/lapack.hpp"
#include "solver/solve.hpp"
#include "solver/weighted_space.hpp"
#include "theory/feature_basis.hpp"
#include "theory/minimiser.hpp"
#include "validation/modes.hpp"
#include "validation/runge_kutta.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index d = 4;

VectorXd uniform(Index n) { return VectorXd::Constant(n, 1 / static_cast<double>(n)); }

MatrixXd to_matrix(const torch::Tensor& rows) {
  const torch::Tensor t = rows.detach().to(torch::kFloat64).t().contiguous();
  return Eigen::Map<const MatrixXd>(t.data_ptr<double>(), rows.size(0), rows.size(1));
}

torch::Tensor to_tensor(const MatrixXd& m) {
  return torch::from_blob(const_cast<double*>(m.data()), {m.cols(), m.rows()}, torch::kFloat64)
      .t()
      .to(torch::kFloat32)
      .contiguous();
}

nn::Model make_network(const FlowRun& run, const torch::Tensor& inputs) {
  nn::ModelOptions options;
  options.arch = "mlp";
  options.mlp_sizes = std::vector<std::int64_t>{256, 1024};
  options.input = {inputs.sizes().begin() + 1, inputs.sizes().end()};
  options.proj_dim = d;
  torch::manual_seed(run.seed);
  nn::Model model = nn::make_model(options);
  const torch::NoGradGuard no_gradient;
  for (auto& parameter : model->named_parameters()) {
    if (parameter.key().rfind("projector.", 0) == 0) parameter.value().mul_(run.last_layer);
  }
  return model;
}

// tr(C - C+) + beta |C - I|^2 of centred functions over all states, each of probability 1/n.
nn::Loss population_loss(const MatrixXd& backward, double beta) {
  const torch::Tensor tt = to_tensor(backward);
  return [tt, beta](const torch::Tensor& input) {
    const torch::Tensor f = input.squeeze(1) - input.squeeze(1).mean(0);
    const auto n = static_cast<double>(f.size(0));
    const torch::Tensor c = f.t().mm(f) / n;
    nn::LossTerms terms;
    terms.invariance = (f * (f - tt.mm(f))).sum() / n;
    terms.regulariser = (c - torch::eye(f.size(1))).square().sum();
    terms.total = terms.invariance + beta * terms.regulariser;
    terms.normalised_invariance = terms.invariance.detach();
    terms.normalised_regulariser = terms.regulariser.detach();
    return terms;
  };
}

MatrixXd tangent_kernel(nn::Model& model, const torch::Tensor& inputs) {
  const torch::Tensor f = model->forward(inputs).outputs;
  const std::vector<torch::Tensor> parameters = model->parameters();
  torch::Tensor k = torch::zeros({f.size(0), f.size(0)});
  for (std::int64_t output = 0; output < f.size(1); ++output) {
    std::vector<torch::Tensor> rows;
    for (std::int64_t a = 0; a < f.size(0); ++a) {
      std::vector<torch::Tensor> gradients =
          torch::autograd::grad({f[a][output]}, parameters, {}, /*retain_graph=*/true);
      for (torch::Tensor& gradient : gradients) gradient = gradient.flatten();
      rows.push_back(torch::cat(gradients));
    }
    const torch::Tensor jacobian = torch::stack(rows);
    k += jacobian.mm(jacobian.t());
  }
  return to_matrix(k / f.size(1));
}

// K without constants, its root, and the features phi = rows of the root.
void measure_kernel(FlowResult& result, const MatrixXd& k, const MatrixXd& backward) {
  const Index n = k.rows();
  const MatrixXd rows = solver::centred(k, uniform(n));
  const MatrixXd both = solver::centred(rows.transpose(), uniform(n));
  const solver::SymmetricEigen eigen = solver::symmetric_eigen((both + both.transpose()) / 2);
  result.root =
      eigen.vectors * eigen.values.cwiseMax(0).cwiseSqrt().asDiagonal() * eigen.vectors.transpose();
  const auto count = static_cast<double>(n);
  result.g = result.root * result.root / count;
  const MatrixXd m = result.root * backward * result.root / count;
  result.m = (m + m.transpose()) / 2;
  result.gammas =
      (result.functions.transpose() * both * result.functions).diagonal() / (count * count);
}

void find_functions(FlowResult& result, const kernel::FiniteChannel& channel) {
  const solver::SingularTriples exact =
      solver::solve(kernel::ChannelOperator(channel),
                    {.k = channel.views(), .kind = solver::SolverKind::dense});
  const Index k = exact.sigma.size() - 1;
  result.eigenvalues = exact.sigma.tail(k).cwiseAbs2();
  result.functions = std::sqrt(static_cast<double>(channel.views())) * exact.v.rightCols(k);
}

// Until the slowest of d functions has grown from its start to its limit, and half as long again.
double end_of(const FlowResult& result, const MatrixXd& start, double beta) {
  const VectorXd limits = theory::feature_scales(result.eigenvalues.head(d), beta);
  const double smallest =
      singular_values(start)[d - 1] / std::sqrt(static_cast<double>(start.rows()));
  return 1.5 * std::max(1.0, std::log(limits[d - 1] / smallest)) / (2 * result.rates[d - 1]);
}

constexpr int records = 400;

Trajectory train_network(nn::Model& model,
                         const torch::Tensor& inputs,
                         const nn::Loss& loss,
                         double step,
                         double end) {
  const nn::AllStates states(inputs);
  const auto steps = static_cast<std::int64_t>(std::ceil(end / step)) + 1;
  const std::int64_t stride = std::max<std::int64_t>(1, steps / records);
  nn::TrainOptions options;
  options.batch = inputs.size(0);
  options.views = 1;
  options.optimiser = {.name = "sgd", .momentum = 0};
  options.schedule = {.name = "constant", .lr = step, .steps = steps};
  nn::Trainer trainer(model, states, loss, options);
  Trajectory trajectory;
  for (std::int64_t t = 0; t < steps; ++t) {
    trainer.step();
    if (t % stride != 0) continue;
    trajectory.times.push_back(static_cast<double>(t) * step);
    trajectory.features.push_back(
        solver::centred(to_matrix(trainer.outputs()), uniform(inputs.size(0))));
  }
  if (!trainer.record().finite) throw std::runtime_error("the loss is no longer finite");
  return trajectory;
}

Trajectory predict(const FlowResult& result, const MatrixXd& start, double beta) {
  constexpr double integrator_tolerance = 1e-8;
  const auto flow = [&](const MatrixXd& x) -> MatrixXd {
    return theory::feature_flow(x, result.g, result.m, beta);
  };
  const MatrixXd x = result.root.completeOrthogonalDecomposition().solve(start);
  Trajectory predicted{result.trained.times, {}};
  for (const MatrixXd& state : integrate(flow, x, predicted.times, integrator_tolerance)) {
    predicted.features.emplace_back(result.root * state);
  }
  return predicted;
}

}  // namespace

FlowResult run_flow(const FlowRun& run) {
  torch::set_num_threads(1);
  const kernel::Toy toy = kernel::make_toy(run.toy);
  const Index n = toy.channel.views();
  const torch::Tensor inputs = nn::toy_inputs(toy);
  const MatrixXd backward = toy.channel.backward(toy.channel.forward(MatrixXd::Identity(n, n)));
  nn::Model model = make_network(run, inputs);

  FlowResult result;
  find_functions(result, toy.channel);
  measure_kernel(result, tangent_kernel(model, inputs), backward);
  result.rates = solver::symmetric_eigen(theory::linear_phase_matrix(result.g, result.m, run.beta))
                     .values.reverse();
  const MatrixXd start =
      solver::centred(nn::evaluate(model, inputs, /*of_backbone=*/false), uniform(n));
  const double largest = solver::symmetric_eigen(result.g).values[n - 1];
  const double step = 0.02 / (4 * std::max(run.beta, 0.25) * largest);
  result.trained = train_network(model,
                                 inputs,
                                 population_loss(backward, run.beta),
                                 step,
                                 end_of(result, start, run.beta));
  result.predicted = predict(result, start, run.beta);
  return result;
}

double passing_time(const Trajectory& trajectory, Index i, double level) {
  double before = 0;
  for (std::size_t t = 0; t < trajectory.times.size(); ++t) {
    const MatrixXd& f = trajectory.features[t];
    const double now = singular_values(f)[i] / std::sqrt(static_cast<double>(f.rows()));
    if (now > level) {
      if (t == 0) return trajectory.times[0];
      const double part = (level - before) / (now - before);
      return trajectory.times[t - 1] + part * (trajectory.times[t] - trajectory.times[t - 1]);
    }
    before = now;
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace eigenviews::validation
