#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint/checkpoint.hpp"

// Which network a checkpoint holds, from the names and shapes of its tensors alone.
namespace eigenviews::checkpoint {

/// A residual network as its tensors show it.
struct ResNetShape {
  /// "resnet18", "resnet34" or "resnet50"; empty for other numbers of blocks or widths inside them.
  std::string architecture;
  std::vector<std::int64_t> blocks;  ///< blocks of layer1 to layer4.
  bool bottleneck = false;           ///< three convolutions a block, not two.
  std::int64_t input_channels = 0;   ///< of the images.
  std::int64_t stem_kernel = 0;      ///< side of the first convolution's kernel: 7, or 3 (CIFAR).
  std::int64_t base_width = 0;       ///< channels of the first convolution: 64 times the width.
  std::int64_t feature_dim = 0;      ///< channels of the last block.
  /// Whether a ReLU follows the first batch normalisation. fastssl and lightly wrap the children of
  /// a network whose forward() calls ReLU as a function, and lose it: layer1 is then child 2.
  bool stem_relu = true;
  /// Whether a max-pool follows. Known where the children are numbered (layer1 is child 4 with it,
  /// child 2 or 3 without); otherwise nothing, as names do not tell.
  std::optional<bool> stem_max_pool;
};

struct Renamed {
  std::string from;  ///< the name in the checkpoint.
  std::string to;    ///< "backbone.<torchvision's name>" or "projector.<index>.<parameter>".
};

struct Layout {
  /// One line: "fastssl Barlow Twins, ResNet-50, projector 256, 3x3 stem without ReLU".
  std::string description;
  /// Nothing for a checkpoint of this project that holds another kind of network.
  std::optional<ResNetShape> resnet;
  /// Features in, hidden sizes, functions out; empty where there is no projector.
  std::vector<std::int64_t> projector_sizes;
  std::vector<Renamed> renamed;  ///< in the order of the checkpoint.
  std::vector<std::string>
      unmatched;  ///< names of other tensors: classifiers, momentum copies, ...
};

/// Recognises the names of this project, torchvision, fastssl, lightly, solo-learn and other users
/// of PyTorch Lightning, with the prefixes of nested dictionaries ("model.", "state_dict."),
/// DistributedDataParallel ("module."), torch.compile ("_orig_mod.") and encoders.
///
/// Of several networks the online one is taken, not its momentum or target copy. The method that
/// trained a fastssl file is told by the file's name (exp_{algorithm}_{epoch}.pth), as the tensors
/// of its methods have the same names.
///
/// @param path  of the file; may be empty.
/// @throws core::InputError  no network is recognised; the line lists the first names.
[[nodiscard]] Layout recognise_layout(const Checkpoint& checkpoint,
                                      const std::filesystem::path& path = {});

/// The matched tensors under this project's names; the others are dropped.
[[nodiscard]] Checkpoint with_layout(Checkpoint checkpoint, const Layout& layout);

}  // namespace eigenviews::checkpoint
