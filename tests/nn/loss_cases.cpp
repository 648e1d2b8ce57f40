#include "nn/loss_cases.hpp"

#include <cmath>

namespace eigenviews::test {

namespace {

using nn::LossOptions;

LossOptions named(const std::string& name, double beta) {
  LossOptions options;
  options.name = name;
  options.beta = beta;
  return options;
}

void add_estimators(std::vector<LossCase>& cases) {
  for (const std::string& estimator : nn::orthogonality_names()) {
    for (const bool centred : {false, true}) {
      const std::string label = estimator + (centred ? "-centred" : "");
      LossOptions options = named("reformulated", 0.7);
      options.orthogonality = nn::parse_orthogonality(estimator);
      options.centred = centred;
      cases.push_back({"reformulated-" + label, options, centred ? 3 : 2});
      options.name = "spectral";
      options.beta = 0.5;
      const bool by_pairs = !centred || options.orthogonality == nn::Orthogonality::plug_in;
      if (by_pairs) cases.push_back({"spectral-" + label, options, centred ? 2 : 3});
    }
  }
}

void add_vicreg(std::vector<LossCase>& cases) {
  for (const std::int64_t views : {2, 3}) {
    const std::string label = "vicreg-" + std::to_string(views);
    LossOptions options = named("vicreg", 0.3);
    options.vicreg.variance = 5;
    options.vicreg.invariance = 7;
    cases.push_back({label, options, views});
    LossOptions squared = options;
    squared.vicreg.variance_term = nn::VarianceTerm::squared;
    cases.push_back({label + "-squared", squared, views});
    for (const char* parity : {"std-without-eps", "mean-of-others", "fastssl"}) {
      options.parity = nn::parse_loss_parity(parity);
      cases.push_back({label + "-" + parity, options, views});
    }
  }
}

void add_barlow_twins(std::vector<LossCase>& cases) {
  for (const std::int64_t views : {2, 3}) {
    const std::string label = "barlow-" + std::to_string(views);
    LossOptions options = named("barlow-twins", 0.3);
    cases.push_back({label, options, views});
    LossOptions mean = options;
    mean.barlow_twins.form = nn::BarlowForm::view_mean;
    cases.push_back({label + "-view-mean", mean, views});
    for (const char* parity : {"row-norm",
                               "joint-std",
                               "view-switch",
                               "half-product",
                               "row-norm,joint-std,view-switch"}) {
      options.parity = nn::parse_loss_parity(parity);
      cases.push_back({label + "-" + parity, options, views});
    }
    options.parity = nn::parse_loss_parity("fastssl");
    cases.push_back({label + "-fastssl", options, views});
  }
}

}  // namespace

std::vector<LossCase> loss_cases() {
  std::vector<LossCase> cases;
  add_estimators(cases);
  add_vicreg(cases);
  add_barlow_twins(cases);
  return cases;
}

torch::Tensor random_features(std::int64_t originals,
                              std::int64_t views,
                              std::int64_t functions,
                              std::uint64_t seed,
                              torch::Dtype type) {
  const auto generator = at::detail::createCPUGenerator(seed);
  const auto normal = [&](at::IntArrayRef shape) {
    return torch::randn(shape, generator, torch::TensorOptions(torch::kDouble));
  };
  const torch::Tensor scale = torch::linspace(0.5, 1.5, functions, torch::kDouble);
  const torch::Tensor shared = normal({originals, 1, functions});
  const torch::Tensor own = normal({originals, views, functions});
  return ((shared + 0.6 * own) * scale / 1.2 + 0.3 * normal({functions})).to(type);
}

torch::Tensor gradient_of(const nn::Loss& loss, const torch::Tensor& f) {
  const torch::Tensor leaf = f.detach().clone().requires_grad_();
  loss(leaf).total.backward();
  return leaf.grad();
}

double distance(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.sizes() != b.sizes()) return HUGE_VAL;
  return (a.detach().to(torch::kDouble) - b.detach().to(torch::kDouble)).abs().max().item<double>();
}

}  // namespace eigenviews::test
