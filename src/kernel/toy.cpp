#include "kernel/toy.hpp"

#include <utility>

#include "core/errors.hpp"
#include "core/spec.hpp"
#include "kernel/toys/makers.hpp"

namespace eigenviews::kernel {

namespace {

using Maker = Toy (*)(core::Spec);

const std::vector<std::pair<std::string, Maker>>& registry() {
  static const std::vector<std::pair<std::string, Maker>> toys{
      {"torus", toys::make_torus},
      {"circle", toys::make_circle},
      {"gaussian", toys::make_gaussian},
      {"sphere", toys::make_sphere},
      {"cube", toys::make_cube},
      {"erasure", toys::make_erasure},
      {"interval", toys::make_interval},
      {"cyclic", toys::make_cyclic},
      {"blocks", toys::make_blocks},
      {"beta-binomial", toys::make_beta_binomial},
      {"gamma-poisson", toys::make_gamma_poisson},
      {"nonnormal", toys::make_nonnormal},
      {"s3", toys::make_s3},
  };
  return toys;
}

}  // namespace

Toy make_toy(const std::string& text) {
  core::Spec spec = core::Spec::parse(text, ',');
  for (const auto& [name, maker] : registry()) {
    if (name == spec.name()) return maker(std::move(spec));
  }
  core::reject_unknown(text, "toy", spec.name(), toy_names());
}

const std::vector<std::string>& toy_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (const auto& [name, maker] : registry()) result.push_back(name);
    return result;
  }();
  return names;
}

}  // namespace eigenviews::kernel
