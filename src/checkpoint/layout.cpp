#include "checkpoint/layout.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <tuple>

#include "checkpoint/layout_names.hpp"
#include "checkpoint/layout_own.hpp"
#include "checkpoint/layout_projector.hpp"
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

std::string describe_projector(const Layout& layout) {
  if (!layout.projector_fault.empty()) return ", projector of another form";
  return layout.projector.empty() ? ", no projector"
                                  : fmt::format(", projector {}", layout.projector.back().out);
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

Layout own_layout(const Checkpoint& checkpoint, OwnShape shape, const TensorsByName& tensors) {
  Layout layout;
  const auto our_name = [](const std::string& name) {
    return name.starts_with(own_prefix) ? name : our_projector_name(name, "projector.");
  };
  match_names(checkpoint, our_name, layout);
  const std::int64_t features = features_of(shape);
  layout.own = std::move(shape);
  read_projector(tensors, "projector.", features, layout);
  layout.description =
      fmt::format("eigenviews, {}{}", describe(*layout.own), describe_projector(layout));
  return layout;
}

}  // namespace

Layout recognise_layout(const Checkpoint& checkpoint, const std::filesystem::path& path) {
  const TensorsByName tensors = by_name(checkpoint);
  if (auto own = own_shape(tensors)) return own_layout(checkpoint, std::move(*own), tensors);
  const auto root = find_backbone(checkpoint, tensors);
  if (!root) refuse(checkpoint, path);
  Layout layout;
  const std::string projector = find_projector(checkpoint);
  const auto our_name = [&](const std::string& name) {
    const auto backbone = backbone_name(name, *root);
    return backbone ? "backbone." + *backbone : our_projector_name(name, projector);
  };
  match_names(checkpoint, our_name, layout);
  std::copy_if(layout.unmatched.begin(),
               layout.unmatched.end(),
               std::back_inserter(layout.foreign),
               [&](const std::string& name) { return is_inside(name, *root); });
  layout.resnet = resnet_shape(*root, layout.renamed, tensors);
  read_projector(tensors, projector, layout.resnet->feature_dim, layout);
  layout.description = fmt::format("{}, {}{}{}",
                                   source_name(checkpoint, path, *root, projector),
                                   describe(*layout.resnet),
                                   describe_projector(layout),
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
