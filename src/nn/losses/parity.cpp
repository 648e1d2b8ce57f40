#include "nn/losses/parity.hpp"

#include <algorithm>
#include <utility>

#include "core/errors.hpp"
#include "core/spec.hpp"

namespace eigenviews::nn {

namespace {

const std::vector<std::pair<std::string, bool LossParity::*>> quirks{
    {"row-norm", &LossParity::row_norm},
    {"joint-std", &LossParity::joint_std},
    {"view-switch", &LossParity::view_switch},
    {"half-product", &LossParity::half_product},
    {"std-without-eps", &LossParity::std_without_eps},
    {"mean-of-others", &LossParity::mean_of_others}};

std::vector<std::string> names_of_quirks() {
  std::vector<std::string> names;
  for (const auto& [name, member] : quirks) names.push_back(name);
  return names;
}

}  // namespace

const std::vector<std::string>& loss_quirk_names() {
  static const std::vector<std::string> names = names_of_quirks();
  return names;
}

LossParity parse_loss_parity(std::string_view text) {
  LossParity parity;
  if (text == "none") return parity;
  for (const std::string& name : core::split(text, ',')) {
    bool known = false;
    for (const auto& [quirk, member] : quirks) {
      if (name != quirk && text != "fastssl") continue;
      parity.*member = true;
      known = true;
    }
    if (known) continue;
    std::vector<std::string> candidates = loss_quirk_names();
    candidates.insert(candidates.end(), {"fastssl", "none"});
    core::reject_unknown("--parity", "quirk of the losses", name, candidates);
  }
  return parity;
}

}  // namespace eigenviews::nn
