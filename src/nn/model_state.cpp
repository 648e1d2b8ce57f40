#include "nn/model_state.hpp"

#include <algorithm>
#include <set>

#include "core/errors.hpp"

namespace eigenviews::nn {

namespace {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

void append_tensors(const torch::nn::Module& module, const std::string& prefix, NamedTensors& all) {
  for (const auto& item : module.named_parameters(/*recurse=*/false)) {
    all.emplace_back(prefix + item.key(), item.value());
  }
  for (const auto& item : module.named_buffers(/*recurse=*/false)) {
    all.emplace_back(prefix + item.key(), item.value());
  }
  for (const auto& child : module.named_children()) {
    append_tensors(*child.value(), prefix + child.key() + '.', all);
  }
}

bool may_be_absent(std::string_view name) {
  constexpr std::string_view counter = "num_batches_tracked";
  return name.size() >= counter.size() && name.substr(name.size() - counter.size()) == counter;
}

bool same_kind(const torch::Tensor& wanted, const torch::Tensor& given) {
  if (given.layout() != torch::kStrided) return false;
  return wanted.is_floating_point()
             ? given.is_floating_point()
             : torch::isIntegralType(given.scalar_type(), /*includeBool=*/false);
}

std::string shape_text(const torch::Tensor& tensor) {
  return tensor.dim() == 0 ? "scalar" : fmt::format("{}", fmt::join(tensor.sizes().vec(), "x"));
}

/// "3 missing (a, b, c)". A line with every name of a ResNet-50 would have 10 000 characters; the
/// first eight show which part of the network it is.
void append_fault(std::string& line, const char* sort, const std::vector<std::string>& names) {
  constexpr std::size_t shown = 8;
  if (names.empty()) return;
  const std::size_t count = std::min(shown, names.size());
  line += fmt::format("{}{} {} ({}",
                      line.empty() ? "" : ", ",
                      names.size(),
                      sort,
                      fmt::join(names.begin(), names.begin() + static_cast<long>(count), ", "));
  if (names.size() > count) line += fmt::format(" and {} more", names.size() - count);
  line += ')';
}

std::string faults(const NamedTensors& wanted, const std::map<std::string, torch::Tensor>& given) {
  std::vector<std::string> missing, unmatched, reshaped, converted;
  std::set<std::string> known;
  for (const auto& [name, tensor] : wanted) {
    known.insert(name);
    const auto found = given.find(name);
    if (found == given.end() || !found->second.defined()) {
      if (!may_be_absent(name)) missing.push_back(name);
    } else if (found->second.sizes() != tensor.sizes()) {
      reshaped.push_back(
          fmt::format("{}: {} instead of {}", name, shape_text(found->second), shape_text(tensor)));
    } else if (!same_kind(tensor, found->second)) {
      converted.push_back(fmt::format("{}: {}", name, found->second.toString()));
    }
  }
  for (const auto& item : given) {
    if (!known.contains(item.first)) unmatched.push_back(item.first);
  }
  std::string line;
  append_fault(line, "missing", missing);
  append_fault(line, "unmatched", unmatched);
  append_fault(line, "of another shape", reshaped);
  append_fault(line, "of another type", converted);
  return line;
}

}  // namespace

NamedTensors named_tensors(const torch::nn::Module& module) {
  NamedTensors all;
  append_tensors(module, "", all);
  return all;
}

void load_tensors(torch::nn::Module& module,
                  const std::map<std::string, torch::Tensor>& tensors,
                  std::string_view where) {
  NamedTensors own = named_tensors(module);
  if (const std::string line = faults(own, tensors); !line.empty()) {
    core::reject(where,
                 "the tensors must be those of the network",
                 line,
                 "give the architecture, stem, width and projector of the file");
  }
  torch::NoGradGuard no_grad;
  for (auto& [name, tensor] : own) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || !found->second.defined()) {
      tensor.zero_();
    } else {
      tensor.copy_(found->second);
    }
  }
}

}  // namespace eigenviews::nn
