// A linear model on the complete basis of singular functions, its loss taken over every draw of the
// channel: gradient flow and descent have closed forms (docs/theory.md, section 3).
#include <cmath>

#include "nn/loss_cases.hpp"
#include "nn/loss_population.hpp"
#include "nn/losses/loss.hpp"
#include "nn/model.hpp"
#include "nn/optimiser.hpp"
#include "support/catch.hpp"

using namespace eigenviews;
using test::random_normal;
using torch::Tensor;

namespace {

// Features of view a are v_1(a), ..., v_k(a) W; here W is k x d, the transpose of the weight.
struct LinearRun {
  test::Spectrum exact = test::spectrum_of(test::asymmetric_channel());
  Tensor draws = test::asymmetric_channel().every_draw(2);
  nn::Model model{nullptr};
  nn::Loss loss;

  LinearRun(const Tensor& start, const std::string& name, double beta) {
    torch::set_num_threads(1);
    nn::ModelOptions options;
    options.arch = "linear";
    options.input = {exact.v.size(1)};
    options.proj_dim = start.size(1);
    options.bias = false;
    model = nn::make_model(options);
    model->to(torch::kDouble);
    set(start);
    nn::LossOptions chosen;
    chosen.name = name;
    chosen.beta = beta;
    chosen.centred = false;
    loss = nn::make_loss(chosen);
  }

  [[nodiscard]] Tensor weight() const { return model->parameters().front(); }
  [[nodiscard]] Tensor w() const { return weight().detach().t().clone(); }
  void set(const Tensor& w) const {
    const torch::NoGradGuard no_gradient;
    weight().copy_(w.t());
  }
  // Leaves the gradient in the model.
  void differentiate() const {
    weight().mutable_grad().reset();
    const Tensor table = nn::Model(model)->forward(exact.v).outputs;
    loss(table.index({draws})).total.backward();
  }
  [[nodiscard]] Tensor gradient_at(const Tensor& w) const {
    set(w);
    differentiate();
    return weight().grad().t().clone();
  }
};

// The classical Runge-Kutta step of dW/dt = -gradient.
Tensor runge_kutta(const LinearRun& run, const Tensor& w, double h) {
  const Tensor a = -run.gradient_at(w);
  const Tensor b = -run.gradient_at(w + h / 2 * a);
  const Tensor c = -run.gradient_at(w + h / 2 * b);
  const Tensor d = -run.gradient_at(w + h * c);
  return w + h / 6 * (a + 2 * b + 2 * c + d);
}

// Largest sine between the column spaces of two k x d matrices.
double angle_between(const Tensor& a, const Tensor& b) {
  const Tensor p = std::get<0>(torch::linalg_qr(a)), q = std::get<0>(torch::linalg_qr(b));
  return torch::linalg_svdvals(q - p.mm(p.t().mm(q))).max().item<double>();
}

Tensor scales_at_minimum(const Tensor& s, double beta) {
  return (1 - (1 - s) / (2 * beta)).clamp_min(0);
}

}  // namespace

TEST_CASE("P1: the span at time t is e^{2tS} of the first, whatever beta and the initial scale") {
  const Tensor direction = random_normal({5, 3}, 1);
  constexpr double h = 0.005, end = 1.5;
  for (const double beta : {0.2, 0.5, 3.0}) {
    for (const double scale : {1e-6, 0.3}) {
      INFO("beta " << beta << ", scale " << scale);
      const LinearRun run(scale * direction, "reformulated", beta);
      Tensor w = scale * direction;
      for (int i = 0; i < static_cast<int>(end / h); ++i) w = runge_kutta(run, w, h);
      const Tensor moved = (2 * end * run.exact.s).exp().unsqueeze(1) * direction;
      CHECK(angle_between(w, moved) <= 1e-6);
      CHECK(angle_between(w, direction) > 1e-2);
    }
  }
}

TEST_CASE("P2: aligned modes follow their curves under small steps of gradient descent") {
  constexpr double beta = 0.6, lr = 2e-5;
  const Tensor start = torch::diag(torch::tensor({0.05, 0.2, 1.5, 0.1, 0.3}, torch::kDouble));
  const LinearRun run(start, "reformulated", beta);
  nn::Optimiser descent({.name = "sgd", .momentum = 0}, {run.weight()});
  const double step = static_cast<double>(static_cast<float>(lr));
  const Tensor limit = scales_at_minimum(run.exact.s, beta);
  const Tensor rate = 4 * (2 * beta - (1 - run.exact.s));
  const Tensor first = start.diagonal().square();
  for (int t = 1; t <= 30000; ++t) {
    run.differentiate();
    descent.step(torch::tensor(static_cast<float>(lr)), torch::zeros({}));
    if (t % 5000 != 0) continue;
    const Tensor exact = limit / (1 + (limit / first - 1) * (-rate * (t * step)).exp());
    const Tensor w = run.w();
    INFO("step " << t);
    CHECK(test::distance(w.diagonal().square(), exact) <= 1e-4);
    CHECK(test::distance(w, torch::diag(w.diagonal())) <= 1e-12);
  }
}

TEST_CASE("gradient descent ends at M = diag(c_i^2) of the top functions, collapsed ones at 0") {
  for (const double beta : {0.3, 2.0}) {
    INFO("beta " << beta);
    const Tensor start = 0.5 * random_normal({5, 3}, 2);
    const LinearRun run(start, "reformulated", beta);
    nn::Optimiser descent({.name = "sgd", .momentum = 0}, {run.weight()});
    for (int t = 0; t < 6000; ++t) {
      run.differentiate();
      descent.step(torch::tensor(static_cast<float>(0.5 / (4 * beta))), torch::zeros({}));
    }
    Tensor scales = scales_at_minimum(run.exact.s, beta);
    scales.slice(0, 3).zero_();
    const Tensor w = run.w();
    CHECK(test::distance(w.mm(w.t()), torch::diag(scales)) <= 1e-6);
  }
}

TEST_CASE("at beta 1/2 the gradient is half that of the spectral contrastive loss") {
  const Tensor w = random_normal({5, 4}, 3);
  const LinearRun ours(w, "reformulated", 0.5), spectral(w, "spectral", 0.5);
  CHECK(test::distance(2 * ours.gradient_at(w), spectral.gradient_at(w)) <= 1e-12);
  // -2 E f(a).f(a') + E (f(a).f(b))^2, in its own variables.
  const Tensor leaf = w.clone().requires_grad_();
  const Tensor f = ours.exact.v.mm(leaf);
  const Tensor rho = test::asymmetric_channel().p().mean(0);
  const Tensor pairs = (f.index({ours.draws.select(1, 0)}) * f.index({ours.draws.select(1, 1)}));
  const Tensor products = f.mm(f.t()).square();
  (-2 * pairs.sum(1).mean() + rho.matmul(products).dot(rho)).backward();
  CHECK(test::distance(2 * ours.gradient_at(w), leaf.grad()) <= 1e-12);
}
