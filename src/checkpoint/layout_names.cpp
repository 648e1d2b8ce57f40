#include "checkpoint/layout_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>

namespace eigenviews::checkpoint {

namespace {

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 5> norm_parameters{"weight",
                                                          "bias",
                                                          "running_mean",
                                                          "running_var",
                                                          "num_batches_tracked"};

// A part that names a projector.
bool is_head(std::string_view part) {
  constexpr std::array<std::string_view, 4> heads{"projector",
                                                  "proj",
                                                  "projection_head",
                                                  "projection"};
  return is_one_of(part, heads);
}

std::optional<int> number(std::string_view word) {
  int value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  const bool whole = error == std::errc() && end == word.data() + word.size() && value >= 0;
  return whole ? std::optional<int>(value) : std::nullopt;
}

// "conv1".."conv3" with "weight", "bn1".."bn3" with a parameter of a batch normalisation.
bool is_layer(std::string_view module, std::string_view parameter) {
  if (module == "conv1" || module == "conv2" || module == "conv3") return parameter == "weight";
  return (module == "bn1" || module == "bn2" || module == "bn3") &&
         is_one_of(parameter, norm_parameters);
}

// Numbered children get torchvision's names: 0 conv1, 1 bn1, layer1 and the three after it.
std::string named_child(int child, int layer1) {
  if (child == 0) return "conv1";
  if (child == 1) return "bn1";
  const int stage = child - layer1 + 1;
  return stage >= 1 && stage <= 4 ? fmt::format("layer{}", stage) : "";
}

bool has(const TensorsByName& tensors, const std::string& name, std::size_t rank) {
  const auto found = tensors.find(name);
  return found != tensors.end() && found->second->shape.size() == rank;
}

std::optional<BackboneRoot> root_at(const std::string& name, const TensorsByName& tensors) {
  constexpr std::string_view named = "conv1.weight";
  constexpr std::string_view numbered = "0.weight";
  const auto prefix_before = [&](std::string_view end) -> std::optional<std::string> {
    if (!name.ends_with(end)) return std::nullopt;
    std::string prefix = name.substr(0, name.size() - end.size());
    if (!prefix.empty() && prefix.back() != '.') return std::nullopt;
    return prefix;
  };
  if (const auto prefix = prefix_before(named)) {
    if (has(tensors, *prefix + "bn1.weight", 1) &&
        has(tensors, *prefix + "layer1.0.conv1.weight", 4)) {
      return BackboneRoot{*prefix, 0};
    }
  }
  if (const auto prefix = prefix_before(numbered);
      prefix && has(tensors, *prefix + "1.weight", 1)) {
    for (int layer1 = 2; layer1 <= 4; ++layer1) {
      if (has(tensors, fmt::format("{}{}.0.conv1.weight", *prefix, layer1), 4)) {
        return BackboneRoot{*prefix, layer1};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

TensorsByName by_name(const Checkpoint& checkpoint) {
  TensorsByName tensors;
  for (const Tensor& tensor : checkpoint.tensors) tensors.emplace(tensor.name, &tensor);
  return tensors;
}

std::vector<std::string_view> parts_of(std::string_view name) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t dot = name.find('.');
    parts.push_back(name.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    name.remove_prefix(dot + 1);
  }
}

bool is_copy(std::string_view name) {
  constexpr std::array<std::string_view, 6> signs{"momentum",
                                                  "teacher",
                                                  "target",
                                                  "ema",
                                                  "encoder_k",
                                                  "key"};
  const auto parts = parts_of(name);
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return std::any_of(signs.begin(), signs.end(), [&](std::string_view sign) {
      const std::string word(sign);
      return part == word || part.starts_with(word + "_") || part.ends_with("_" + word);
    });
  });
}

std::optional<BackboneRoot> find_backbone(const Checkpoint& checkpoint,
                                          const TensorsByName& tensors) {
  std::optional<BackboneRoot> best;
  const auto rank = [](const BackboneRoot& root) {
    return std::tuple(is_copy(root.prefix), root.prefix.size());
  };
  for (const Tensor& tensor : checkpoint.tensors) {
    if (tensor.shape.size() != 4 || !is_model_tensor(tensor.name)) continue;
    const auto root = root_at(tensor.name, tensors);
    if (root && (!best || rank(*root) < rank(*best))) best = root;
  }
  return best;
}

std::optional<std::string> backbone_name(std::string_view name, const BackboneRoot& root) {
  if (!name.starts_with(root.prefix)) return std::nullopt;
  std::vector<std::string_view> parts = parts_of(name.substr(root.prefix.size()));
  std::string first(parts[0]);
  if (root.layer1 != 0) {
    const auto child = number(first);
    first = child ? named_child(*child, root.layer1) : "";
  }
  parts[0] = first;
  bool known = false;
  if (parts.size() == 2) {
    known = (first == "conv1" || first == "bn1") && is_layer(first, parts[1]);
  } else if (first.size() == 6 && first.starts_with("layer") && first[5] >= '1' &&
             first[5] <= '4' && parts.size() >= 4 && number(parts[1])) {
    if (parts.size() == 4) known = is_layer(parts[2], parts[3]);
    // Some networks call the same two layers "shortcut".
    if (parts[2] == "shortcut") parts[2] = "downsample";
    if (parts.size() == 5 && parts[2] == "downsample") {
      known = parts[3] == "0" ? parts[4] == "weight"
                              : parts[3] == "1" && is_one_of(parts[4], norm_parameters);
    }
  }
  if (!known) return std::nullopt;
  std::string joined;
  for (const std::string_view part : parts)
    joined += (joined.empty() ? "" : ".") + std::string(part);
  return joined;
}

bool is_inside(std::string_view name, const BackboneRoot& root) {
  if (!name.starts_with(root.prefix)) return false;
  const std::string_view first = parts_of(name.substr(root.prefix.size()))[0];
  if (root.layer1 != 0) {
    const auto child = number(first);
    return child && *child < root.layer1 + 4;
  }
  constexpr std::array<std::string_view, 4> modules{"conv", "bn", "layer", "downsample"};
  const std::string_view word = first.substr(0, first.find_last_not_of("0123456789") + 1);
  return is_one_of(word, modules);
}

bool is_below_projector(std::string_view name) {
  const auto parts = parts_of(name);
  return std::any_of(parts.begin(), parts.end(), is_head);
}

std::optional<ProjectorName> projector_name(std::string_view name) {
  const auto parts = parts_of(name);
  const auto head = std::find_if(parts.begin(), parts.end(), is_head);
  // Only the last part may come after the head, or a number and it, or "layers" and both.
  const auto after = std::distance(head, parts.end()) - 1;
  if (head == parts.end() || after < 1 || !is_one_of(parts.back(), norm_parameters)) {
    return std::nullopt;
  }
  const std::size_t parameter_size = parts.back().size();
  if (after == 1) {
    return ProjectorName{std::string(name.substr(0, name.size() - parameter_size)),
                         fmt::format("0.{}", parts.back())};
  }
  const std::string_view index = parts[parts.size() - 2];
  if (!number(index) || (after == 3 && head[1] != "layers") || after > 3) return std::nullopt;
  const std::size_t rest_size = index.size() + 1 + parameter_size;
  return ProjectorName{std::string(name.substr(0, name.size() - rest_size)),
                       std::string(name.substr(name.size() - rest_size))};
}

}  // namespace eigenviews::checkpoint
