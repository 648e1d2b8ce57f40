#include <cmath>

#include "nn/loss_cases.hpp"
#include "nn/losses/literal.hpp"
#include "support/catch.hpp"
#include "support/refusal.hpp"

using namespace eigenviews;
using test::expect_refusal;
using torch::Tensor;

namespace {

nn::LossOptions named(const std::string& name) {
  nn::LossOptions options;
  options.name = name;
  return options;
}

void expect_no_loss(const nn::LossOptions& options, std::initializer_list<std::string_view> parts) {
  expect_refusal([&] { (void)nn::make_loss(options); }, parts);
}

void expect_no_value(const nn::Loss& loss,
                     const Tensor& f,
                     std::initializer_list<std::string_view> parts) {
  expect_refusal([&] { (void)loss(f); }, parts);
}

Eigen::MatrixXd matrix(std::initializer_list<double> rows) {
  const auto n = static_cast<Eigen::Index>(std::lround(std::sqrt(rows.size())));
  return Eigen::Map<const Eigen::MatrixXd>(rows.begin(), n, n).transpose();
}

double value(const Tensor& tensor) { return tensor.item<double>(); }

}  // namespace

TEST_CASE("an unknown loss, estimator or quirk is refused with the nearest name") {
  expect_no_loss(named("vicregg"),
                 {"--loss", "unknown loss", "'vicregg'", "did you mean 'vicreg'?"});
  expect_refusal([] { (void)nn::default_beta("barlow"); }, {"did you mean"});
  expect_refusal([] { (void)nn::parse_orthogonality("half"); },
                 {"--orthogonality", "'half'", "did you mean 'half-batch'?"});
  expect_refusal([] { (void)nn::parse_loss_parity("row-norms"); },
                 {"--parity", "'row-norms'", "did you mean 'row-norm'?"});
  expect_refusal([] { (void)nn::parse_loss_parity("row-norm,"); }, {"--parity", "''"});
  expect_refusal([] { (void)nn::parse_loss_parity("row-norm,fastssl"); },
                 {"--parity", "'fastssl'"});
}

TEST_CASE("parity names set one quirk each, and fastssl sets all") {
  CHECK_FALSE(nn::parse_loss_parity("none").concerns_barlow_twins());
  CHECK_FALSE(nn::parse_loss_parity("none").concerns_vicreg());
  const nn::LossParity two = nn::parse_loss_parity("joint-std,mean-of-others");
  CHECK((two.joint_std && two.mean_of_others));
  CHECK_FALSE((two.row_norm || two.view_switch || two.half_product || two.std_without_eps));
  const nn::LossParity all = nn::parse_loss_parity("fastssl");
  CHECK((all.row_norm && all.joint_std && all.view_switch && all.half_product));
  CHECK((all.std_without_eps && all.mean_of_others));
  for (const std::string& name : nn::loss_quirk_names()) {
    const nn::LossParity one = nn::parse_loss_parity(name);
    CHECK(one.row_norm + one.joint_std + one.view_switch + one.half_product + one.std_without_eps +
              one.mean_of_others ==
          1);
  }
}

TEST_CASE("weights that are not positive and finite are refused") {
  for (const double bad : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    for (const std::string& name : nn::loss_names()) {
      nn::LossOptions options = named(name);
      options.beta = bad;
      expect_no_loss(options, {"--beta", "positive and finite"});
    }
    nn::LossOptions options = named("vicreg");
    options.vicreg.invariance = bad;
    expect_no_loss(options, {"invariance weight", "positive and finite"});
    options = named("vicreg");
    options.vicreg.variance = bad;
    expect_no_loss(options, {"variance weight", "positive and finite"});
  }
  for (const double bad : {-1e-9, std::nan(""), HUGE_VAL}) {
    nn::LossOptions options = named("vicreg");
    options.vicreg.epsilon = bad;
    expect_no_loss(options, {"--loss vicreg", "epsilon"});
    options = named("barlow-twins");
    options.barlow_twins.epsilon = bad;
    expect_no_loss(options, {"--loss barlow-twins", "epsilon"});
  }
}

TEST_CASE("the spectral loss takes no weight but its own") {
  nn::LossOptions options = named("spectral");
  options.beta = 0.4;
  expect_no_loss(options, {"--beta", "reformulated loss at 0.5", "0.4"});
  options.beta = 0.5;
  CHECK_NOTHROW(nn::make_loss(options));
}

TEST_CASE("quirks that do not concern the loss are refused") {
  const auto with = [](const std::string& name, const std::string& parity) {
    nn::LossOptions options = named(name);
    options.parity = nn::parse_loss_parity(parity);
    return options;
  };
  expect_no_loss(with("reformulated", "row-norm"), {"--parity", "--loss reformulated"});
  expect_no_loss(with("spectral", "fastssl"), {"--parity", "--loss spectral"});
  expect_no_loss(with("vicreg", "joint-std"), {"--parity", "--loss vicreg"});
  expect_no_loss(with("barlow-twins", "mean-of-others"), {"--parity", "--loss barlow-twins"});
  CHECK_NOTHROW(nn::make_loss(with("vicreg", "fastssl")));
  CHECK_NOTHROW(nn::make_loss(with("barlow-twins", "fastssl")));
}

TEST_CASE("features of another rank, type or size are refused") {
  for (const std::string& name : nn::loss_names()) {
    INFO(name);
    const nn::Loss loss = nn::make_loss(named(name));
    expect_no_value(loss, torch::zeros({4, 3}), {"originals x views x functions", "4 x 3"});
    expect_no_value(loss, torch::zeros({}), {"originals x views x functions", "a scalar"});
    expect_no_value(loss, torch::zeros({4, 2, 3}, torch::kLong), {"floating point", "Long"});
    expect_no_value(loss, torch::zeros({4, 1, 3}), {"--views", "at least 2", "received 1"});
    expect_no_value(loss, torch::zeros({4, 2, 0}), {"--proj-dim", ">= 1", "received 0"});
    expect_no_value(loss, torch::zeros({0, 2, 3}), {"--batch-size", "originals", "received 0"});
  }
  for (const char* name : {"vicreg", "barlow-twins"}) {
    expect_no_value(nn::make_loss(named(name)),
                    torch::zeros({1, 2, 3}),
                    {"--batch-size", "at least 2"});
  }
}

TEST_CASE("unbiased estimators need two originals, and four about the mean") {
  for (const char* name : {"half-batch", "u-statistic"}) {
    nn::LossOptions options;
    options.orthogonality = nn::parse_orthogonality(name);
    expect_no_value(nn::make_loss(options), torch::zeros({3, 2, 2}), {"at least 4", "received 3"});
    CHECK_NOTHROW(nn::make_loss(options)(torch::zeros({4, 2, 9})));
    options.centred = false;
    expect_no_value(nn::make_loss(options), torch::zeros({1, 2, 2}), {"at least 2", "received 1"});
    CHECK_NOTHROW(nn::make_loss(options)(torch::zeros({2, 2, 9})));
  }
}

TEST_CASE("more functions than the rank of the plug-in covariance are refused") {
  for (const char* name : {"reformulated", "spectral"}) {
    nn::LossOptions options = named(name);
    const auto require = [&](std::int64_t d) { nn::require_batch(options, 4, 3, d); };
    CHECK_NOTHROW(require(11));
    expect_refusal([&] { require(12); },
                   {"--proj-dim", "4 x 3 views", "at most 11", "received 12"});
    options.centred = false;
    CHECK_NOTHROW(require(12));
    expect_refusal([&] { require(13); }, {"--proj-dim", "at most 12", "received 13"});
  }
  // The published settings of these have d = 8192 and batches of 128.
  for (const char* name : {"vicreg", "barlow-twins"}) {
    CHECK_NOTHROW(nn::require_batch(named(name), 128, 2, 8192));
  }
}

TEST_CASE("the literal loss refuses channels on which it ranks functions otherwise") {
  const auto literal = [](const Eigen::MatrixXd& p, double beta = 1) {
    return nn::make_literal_loss(kernel::FiniteChannel(p), beta, false);
  };
  expect_refusal(
      [&] {
        (void)literal(matrix({.05, .15, .8, .15, .7, .15, .8, .15, .05}));
      },
      {"positive semi-definite", "smallest eigenvalue -0.75"});
  expect_refusal(
      [&] {
        (void)literal(matrix({.6, .4, 0, .1, .3, .6, .3, .3, .4}));
      },
      {"self-adjoint", "asymmetry 0.3", "between states"});
  expect_refusal(
      [&] {
        (void)literal(matrix({0, 1, 0, 0, 0, 1, 1, 0, 0}));
      },
      {"self-adjoint", "asymmetry 1"});
  Eigen::MatrixXd wide(2, 3);
  wide << .5, .25, .25, .25, .25, .5;
  expect_refusal([&] { (void)literal(wide); }, {"one space", "2 originals, 3 views"});
  const Eigen::MatrixXd lazy = matrix({.75, .25, .25, .75});
  for (const double bad : {0.0, std::nan(""), -1.0}) {
    expect_refusal([&] { (void)literal(lazy, bad); }, {"literal loss", "beta", "positive"});
  }
  const nn::Loss loss = literal(lazy);
  for (const Tensor& f : {torch::zeros({2, 3}),
                          torch::zeros({3, 1, 1}),
                          torch::zeros({2, 2, 1}),
                          torch::zeros({2, 1, 0})}) {
    expect_no_value(loss, f, {"literal loss", "2 x 1 x d"});
  }
  expect_no_value(loss, torch::zeros({2, 1, 1}, torch::kInt), {"floating point", "Int"});
  // T (1, -1) = (1, -1) / 2: f = (1, -1) has |Tf - f|^2 = 1/4 and norm 1.
  const nn::LossTerms terms = loss(torch::tensor({1.0, -1.0}, torch::kDouble).reshape({2, 1, 1}));
  CHECK(value(terms.total) == 0.25);
  CHECK(value(terms.normalised_invariance) == 0.25);
  CHECK(value(terms.normalised_regulariser) == 0);
}
