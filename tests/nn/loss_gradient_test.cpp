#include <cmath>
#include <sstream>

#include "nn/loss_cases.hpp"
#include "nn/python.hpp"
#include "support/catch.hpp"

using namespace eigenviews;
using test::distance;
using test::LossCase;
using torch::Tensor;

namespace {

// Central differences, O(h^2) from the derivative and eps / h from rounding: h = eps^(1/3).
Tensor difference_quotients(const nn::Loss& loss, const Tensor& f) {
  constexpr double h = 6e-6;
  const torch::NoGradGuard no_gradient;
  Tensor quotients = torch::empty_like(f);
  for (std::int64_t i = 0; i < f.numel(); ++i) {
    const auto shifted = [&](double step) {
      Tensor moved = f.clone();
      moved.view(-1)[i] += step;
      return loss(moved).total.item<double>();
    };
    quotients.view(-1)[i] = (shifted(h) - shifted(-h)) / (2 * h);
  }
  return quotients;
}

std::string line_of(const LossCase& a, const Tensor& f) {
  const nn::LossOptions& o = a.options;
  std::string quirks = "none";
  for (const std::string& name : nn::loss_quirk_names()) {
    const bool named = a.label.ends_with("fastssl") || a.label.find(name) != std::string::npos;
    if (named) quirks += "," + name;
  }
  const bool hinge = o.vicreg.variance_term == nn::VarianceTerm::hinge;
  const bool pairs = o.barlow_twins.form == nn::BarlowForm::pairs;
  const double epsilon = o.name == "vicreg" ? o.vicreg.epsilon : o.barlow_twins.epsilon;
  std::ostringstream line;
  line.precision(17);
  line << "label=" << a.label << " name=" << o.name << " beta=" << *o.beta
       << " orthogonality=" << nn::orthogonality_names()[static_cast<std::size_t>(o.orthogonality)]
       << " centred=" << o.centred << " variance=" << (hinge ? "hinge" : "squared")
       << " form=" << (pairs ? "pairs" : "view-mean") << " epsilon=" << epsilon
       << " invariance_weight=" << o.vicreg.invariance << " variance_weight=" << o.vicreg.variance
       << " parity=" << quirks << " type=" << (f.dtype() == torch::kDouble ? "float64" : "float32")
       << " shape=" << f.size(0) << "x" << f.size(1) << "x" << f.size(2) << "\n";
  return line.str();
}

struct WithFeatures {
  LossCase asked;
  Tensor f;
};

// Runs losses.py on all and compares values, parts and gradients, relative to their size.
void expect_pytorch(const std::vector<WithFeatures>& all, double tolerance) {
  const test::ExchangeFolder folder;
  std::string lines;
  for (const auto& [asked, f] : all) {
    lines += line_of(asked, f);
    test::write_raw(folder / (asked.label + ".f"), f);
  }
  test::write_text(folder / "cases.txt", lines);
  test::run_python("losses.py", {folder.path().string()});
  for (const auto& [asked, f] : all) {
    INFO(asked.label);
    const nn::Loss loss = nn::make_loss(asked.options);
    const Tensor expected = test::read_raw(folder / (asked.label + ".loss"), {3}, torch::kDouble);
    const nn::LossTerms terms = loss(f);
    const double size = std::max(1.0, std::abs(expected[0].item<double>()));
    CHECK(distance(terms.total, expected[0]) <= tolerance * size);
    CHECK(distance(terms.invariance, expected[1]) <= tolerance * size);
    if (asked.options.name != "spectral") {
      CHECK(distance(terms.regulariser, expected[2]) <= tolerance * size);
    }
    const Tensor slope =
        test::read_raw(folder / (asked.label + ".grad"), f.sizes(), f.scalar_type());
    const double steepest = slope.abs().max().item<double>();
    CHECK(steepest > 1e-3);
    CHECK(distance(test::gradient_of(loss, f), slope) <= tolerance * std::max(1.0, steepest));
  }
}

}  // namespace

TEST_CASE("the gradient of every loss is that of finite differences") {
  torch::set_num_threads(1);
  for (const LossCase& each : test::loss_cases()) {
    if (each.options.parity.half_product) continue;  // steps of float16 have no differences
    INFO(each.label);
    const nn::Loss loss = nn::make_loss(each.options);
    const Tensor f = test::random_features(6, each.views, 3, 11);
    const Tensor slope = test::gradient_of(loss, f);
    CHECK(slope.abs().max().item<double>() > 1e-3);
    CHECK(distance(slope, difference_quotients(loss, f)) <=
          1e-6 * std::max(1.0, slope.abs().max().item<double>()));
  }
}

TEST_CASE("every loss and its gradient are PyTorch's, in double and in single precision") {
  torch::set_num_threads(1);
  std::vector<WithFeatures> doubles, floats;
  for (const LossCase& each : test::loss_cases()) {
    doubles.push_back({each, test::random_features(6, each.views, 4, 5)});
    floats.push_back({each, test::random_features(6, each.views, 4, 6, torch::kFloat)});
  }
  expect_pytorch(doubles, 1e-12);
  expect_pytorch(floats, 1e-6);
}

TEST_CASE("losses of 597 rows and 43 functions are PyTorch's") {
  torch::set_num_threads(1);
  std::vector<WithFeatures> all;
  for (const LossCase& each : test::loss_cases()) {
    // Loops over pairs and quadruples of originals are not for this size, and rounding to float16
    // depends on the order of a long sum.
    const bool loops = each.options.name == "reformulated" && each.options.centred &&
                       each.options.orthogonality != nn::Orthogonality::plug_in;
    if (loops || each.options.parity.half_product) continue;
    const std::int64_t originals = each.options.name == "spectral" ? 200 : 199;
    all.push_back({each, test::random_features(originals, each.views, 43, 7)});
  }
  expect_pytorch(all, 1e-12);
}

TEST_CASE("at beta = 1/2 the reformulated gradient is half the spectral contrastive one") {
  for (const nn::Orthogonality estimator : {nn::Orthogonality::plug_in,
                                            nn::Orthogonality::half_batch,
                                            nn::Orthogonality::u_statistic}) {
    const Tensor f = test::random_features(6, 3, 4, 3);
    nn::LossOptions options;
    options.orthogonality = estimator;
    options.beta = 0.5;
    const nn::Loss half = nn::make_loss(options);
    options.beta = 0.4;
    const Tensor other = test::gradient_of(nn::make_loss(options), f);
    options.name = "spectral";
    options.beta = {};
    const nn::Loss spectral = nn::make_loss(options);
    CHECK(distance(half(f).total, spectral(f).total / 2 + 2) <= 1e-13);
    CHECK(distance(test::gradient_of(half, f), test::gradient_of(spectral, f) / 2) <= 1e-13);
    CHECK_FALSE(distance(other, test::gradient_of(spectral, f) / 2) <= 1e-3);
  }
}
