#include <ATen/autocast_mode.h>

#include <cmath>

#include "nn/loss_cases.hpp"
#include "support/catch.hpp"

using namespace eigenviews;
using torch::Tensor;

namespace {

nn::LossOptions named(const std::string& name) {
  nn::LossOptions options;
  options.name = name;
  return options;
}

double value(const Tensor& tensor) { return tensor.item<double>(); }

}  // namespace

TEST_CASE("losses by hand") {
  const Tensor f = torch::tensor({1.0, 3.0, 0.0, 0.0}, torch::kDouble).reshape({2, 2, 1});
  nn::LossOptions options;
  options.beta = 2;
  options.centred = false;
  nn::LossTerms terms = nn::make_loss(options)(f);  // C = 10 / 4
  CHECK(value(terms.invariance) == 1);
  CHECK(value(terms.regulariser) == 2.25);
  CHECK(value(terms.total) == 5.5);
  CHECK(value(terms.normalised_invariance) == Approx(0.4).epsilon(1e-15));
  CHECK(value(terms.normalised_regulariser) == 2.25);
  options.orthogonality = nn::Orthogonality::u_statistic;  // (5 - 1) (0 - 1)
  CHECK(value(nn::make_loss(options)(f).regulariser) == -4);
  options.orthogonality = nn::Orthogonality::half_batch;
  CHECK(value(nn::make_loss(options)(f).regulariser) == -4);
  options.orthogonality = nn::Orthogonality::plug_in;
  options.centred = true;  // variance 6 / 4
  CHECK(value(nn::make_loss(options)(f).regulariser) == 0.25);
  options.name = "spectral";
  options.beta = {};
  options.centred = false;
  CHECK(value(nn::make_loss(options)(f).total) == Approx(-3 + 6.25).epsilon(1e-15));

  options = named("vicreg");
  options.vicreg.epsilon = 0;
  terms = nn::make_loss(options)(f);  // views (1, 0) and (3, 0), variances 1/2 and 9/2
  CHECK(value(terms.invariance) == 2);
  CHECK(value(terms.total) == Approx(50 + 25 * (1 - std::sqrt(0.5)) / 2).epsilon(1e-15));
  CHECK(value(terms.normalised_regulariser) == 0);
  options = named("barlow-twins");
  options.barlow_twins.epsilon = 0;
  CHECK(std::abs(value(nn::make_loss(options)(f).total)) <= 1e-15);  // both views are (1, -1)
}

TEST_CASE("collapsed and invariant features give the ends of the normalised terms") {
  const Tensor zero = torch::zeros({6, 2, 3}, torch::kDouble);
  CHECK(value(nn::make_loss({})(zero).normalised_regulariser) == 1);
  const Tensor same = test::random_features(6, 1, 3, 2).expand({6, 4, 3});
  for (const std::string& name : nn::loss_names()) {
    INFO(name);
    nn::LossOptions options = named(name);
    options.barlow_twins.epsilon = 0;
    const nn::LossTerms terms = nn::make_loss(options)(same);
    CHECK(std::abs(value(terms.normalised_invariance)) <= 1e-15);
    CHECK(std::abs(value(terms.invariance)) <= 1e-15);
    CHECK_FALSE(terms.normalised_invariance.requires_grad());
  }
}

TEST_CASE("a row of zeros has a finite gradient under row-norm") {
  nn::LossOptions options = named("barlow-twins");
  options.parity.row_norm = true;
  Tensor f = test::random_features(6, 2, 3, 2);
  f[0].zero_();
  CHECK(test::gradient_of(nn::make_loss(options), f).isfinite().all().item<bool>());
}

TEST_CASE("a NaN in the features gives a NaN, not a refusal") {
  for (const std::string& name : nn::loss_names()) {
    Tensor f = test::random_features(6, 2, 3, 2);
    f[1][1][1] = std::nan("");
    CHECK(std::isnan(value(nn::make_loss(named(name))(f).total)));
  }
}

TEST_CASE("losses are computed in float32 from bfloat16 features, inside autocast too") {
  for (const test::LossCase& each : test::loss_cases()) {
    INFO(each.label);
    const nn::Loss loss = nn::make_loss(each.options);
    const Tensor narrow = test::random_features(8, each.views, 3, 4, torch::kBFloat16);
    const Tensor expected = loss(narrow.to(torch::kFloat)).total;
    CHECK(expected.scalar_type() == torch::kFloat);
    const auto inside_autocast = [&](const auto& action) {
      at::autocast::set_autocast_enabled(at::kCPU, true);
      const Tensor result = action();
      at::autocast::set_autocast_enabled(at::kCPU, false);
      at::autocast::clear_cache();
      return result;
    };
    CHECK(test::distance(loss(narrow).total, expected) == 0);
    CHECK(test::distance(inside_autocast([&] { return loss(narrow).total; }), expected) == 0);
    const Tensor plain = inside_autocast([] { return torch::mm(torch::eye(2), torch::eye(2)); });
    CHECK(plain.scalar_type() == torch::kBFloat16);  // autocast was on
    CHECK(test::gradient_of(loss, narrow).scalar_type() == torch::kBFloat16);
  }
}
