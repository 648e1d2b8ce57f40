#include "checkpoint/layout.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <tuple>

#include "checkpoint/layout_names.hpp"
#include "checkpoint/layout_resnet.hpp"
#include "core/errors.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// fastssl's algorithms by the name of the file, exp_{algorithm}_{epoch}.pth.
std::string fastssl_method(const std::filesystem::path& path) {
  std::string name = path.filename().string();
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  if (contains(name, "vicreg")) return "fastssl VICReg";
  if (contains(name, "simclr")) return "fastssl SimCLR";
  if (contains(name, "byol")) return "fastssl BYOL";
  if (contains(name, "barlow") || contains(name, "_ssl_")) return "fastssl Barlow Twins";
  return "fastssl (Barlow Twins, VICReg or SimCLR)";
}

// Our own files, and those that name their tensors as we do, are .safetensors with these prefixes.
bool has_our_names(const Checkpoint& checkpoint) {
  bool backbone = false;
  for (const Tensor& tensor : checkpoint.tensors) {
    backbone = backbone || tensor.name.starts_with("backbone.");
  }
  return checkpoint.format == Format::safetensors && backbone;
}

std::string source_name(const Checkpoint& checkpoint,
                        const std::filesystem::path& path,
                        const BackboneRoot& root,
                        const std::string& projector) {
  if (root.prefix.ends_with("feats.")) return fastssl_method(path);
  const bool lightning = checkpoint.metadata.count("pytorch-lightning_version") != 0;
  std::string name = lightning ? "PyTorch Lightning" : std::string(name_of(checkpoint.format));
  if (contains(projector, "projection_head.")) {
    name += " (lightly's names)";
  } else if (has_our_names(checkpoint) && root.prefix == "backbone.") {
    name = "eigenviews";
  } else if (lightning && contains(projector, "projector.")) {
    name += " (solo-learn's names)";
  } else if (root.prefix.empty()) {
    name += " (torchvision's names)";
  } else {
    name += fmt::format(" ({})", data::excerpt(root.prefix));
  }
  return name;
}

// The projector to take: no copy where there is another, then the one with the shortest prefix.
std::string find_projector(const Checkpoint& checkpoint) {
  std::string best;
  const auto rank = [](const std::string& prefix) {
    return std::tuple(is_copy(prefix), prefix.size());
  };
  for (const Tensor& tensor : checkpoint.tensors) {
    if (!is_model_tensor(tensor.name)) continue;
    const auto name = projector_name(tensor.name);
    if (name && (best.empty() || rank(name->prefix) < rank(best))) best = name->prefix;
  }
  return best;
}

// Sizes of the chain of Linear layers, in the order of their numbers.
std::vector<std::int64_t> projector_sizes(const std::vector<Renamed>& renamed,
                                          const TensorsByName& tensors) {
  std::map<int, const Tensor*> linear;
  for (const Renamed& entry : renamed) {
    const auto parts = parts_of(entry.to);
    const Tensor* tensor = tensors.at(entry.from);
    if (parts[0] == "projector" && parts[2] == "weight" && tensor->shape.size() == 2) {
      linear[std::stoi(std::string(parts[1]))] = tensor;
    }
  }
  std::vector<std::int64_t> sizes;
  for (const auto& [index, tensor] : linear) {
    if (sizes.empty()) sizes.push_back(tensor->shape[1]);
    if (sizes.back() != tensor->shape[1]) {
      core::reject(
          fmt::format("tensor {}", data::excerpt(tensor->name)),
          fmt::format("a projector's layer takes the {} outputs of the one before", sizes.back()),
          shown(tensor->shape),
          "give a checkpoint of a whole network");
    }
    sizes.push_back(tensor->shape[0]);
  }
  return sizes;
}

std::string describe_projector(const std::vector<std::int64_t>& sizes) {
  return sizes.empty() ? ", no projector" : fmt::format(", projector {}", sizes.back());
}

[[noreturn]] void refuse(const Checkpoint& checkpoint, const std::filesystem::path& path) {
  constexpr std::size_t listed = 5;
  std::vector<std::string> names;
  for (const Tensor& tensor : checkpoint.tensors) {
    if (names.size() < listed) names.push_back(data::excerpt(tensor.name));
  }
  core::reject(path.empty() ? std::string("checkpoint") : data::shown(path),
               "its tensors must be those of a ResNet or of a network of train_ssl",
               fmt::format("{} tensors: {}{}",
                           checkpoint.tensors.size(),
                           fmt::join(names, ", "),
                           checkpoint.tensors.size() > listed ? ", ..." : ""),
               "give the features instead (--features)");
}

// Sorts the tensors into those that have a name of ours and the others. A name that is taken
// already (a "shortcut" beside a "downsample") is not given twice.
template <class OurName>
void match_names(const Checkpoint& checkpoint, const OurName& our_name, Layout& layout) {
  std::set<std::string> taken;
  for (const Tensor& tensor : checkpoint.tensors) {
    if (!is_model_tensor(tensor.name)) continue;
    const std::string name = our_name(tensor.name);
    if (!name.empty() && taken.insert(name).second) {
      layout.renamed.push_back({tensor.name, name});
    } else {
      layout.unmatched.push_back(tensor.name);
    }
  }
}

std::string our_projector_name(const std::string& name, const std::string& prefix) {
  const auto head = projector_name(name);
  return head && head->prefix == prefix ? "projector." + head->rest : "";
}

// A network of ours that is no ResNet of four stages: the names of its backbone stay.
Layout own_layout(const Checkpoint& checkpoint) {
  Layout layout;
  const auto our_name = [](const std::string& name) {
    return name.starts_with("backbone.") ? name : our_projector_name(name, "projector.");
  };
  match_names(checkpoint, our_name, layout);
  layout.projector_sizes = projector_sizes(layout.renamed, by_name(checkpoint));
  layout.description = "eigenviews" + describe_projector(layout.projector_sizes);
  return layout;
}

}  // namespace

Layout recognise_layout(const Checkpoint& checkpoint, const std::filesystem::path& path) {
  const TensorsByName tensors = by_name(checkpoint);
  const auto root = find_backbone(checkpoint, tensors);
  if (!root) {
    if (has_our_names(checkpoint)) return own_layout(checkpoint);
    refuse(checkpoint, path);
  }
  Layout layout;
  const std::string projector = find_projector(checkpoint);
  const auto our_name = [&](const std::string& name) {
    const auto backbone = backbone_name(name, *root);
    return backbone ? "backbone." + *backbone : our_projector_name(name, projector);
  };
  match_names(checkpoint, our_name, layout);
  layout.resnet = resnet_shape(*root, layout.renamed, tensors);
  layout.projector_sizes = projector_sizes(layout.renamed, tensors);
  layout.description = fmt::format("{}, {}{}{}",
                                   source_name(checkpoint, path, *root, projector),
                                   describe(*layout.resnet),
                                   describe_projector(layout.projector_sizes),
                                   describe_stem(*layout.resnet));
  return layout;
}

Checkpoint with_layout(Checkpoint checkpoint, const Layout& layout) {
  std::map<std::string, std::string> names;
  for (const Renamed& entry : layout.renamed) names.emplace(entry.from, entry.to);
  std::erase_if(checkpoint.tensors,
                [&](const Tensor& tensor) { return names.count(tensor.name) == 0; });
  for (Tensor& tensor : checkpoint.tensors) tensor.name = names.at(tensor.name);
  return checkpoint;
}

}  // namespace eigenviews::checkpoint
