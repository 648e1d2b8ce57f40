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

/// A network of train_ssl that is no ResNet of four stages.
struct OwnShape {
  std::string architecture;               ///< "resnet-tiny", "mlp" or "linear".
  std::int64_t input_channels = 0;        ///< resnet-tiny: of the images.
  std::int64_t base_width = 0;            ///< resnet-tiny: channels of the first convolution.
  std::vector<std::int64_t> layer_sizes;  ///< mlp, linear: numbers in, then outputs of each layer.
  bool bias = true;                       ///< linear: the layer has one.
};

/// A layer of a projector that has tensors.
struct ProjectorLayer {
  enum class Kind {
    linear,      ///< Linear(in, out).
    batch_norm,  ///< BatchNorm1d(out); in == out.
  };
  int index = 0;  ///< among the children of its Sequential; ascending.
  Kind kind = Kind::linear;
  std::int64_t in = 0;
  std::int64_t out = 0;
  bool affine = true;  ///< linear: has a bias; batch_norm: has weight and bias.
};

struct Renamed {
  std::string from;  ///< the name in the checkpoint.
  std::string to;    ///< "backbone.<torchvision's name>" or "projector.<index>.<parameter>".
};

struct Layout {
  /// One line: "fastssl Barlow Twins, ResNet-50, projector 256, 3x3 stem without ReLU".
  std::string description;
  /// Exactly one of the two is set.
  std::optional<ResNetShape> resnet;
  std::optional<OwnShape> own;
  /// Empty where there is no projector. Numbers that are left out have no tensors; what they do is
  /// not known from the names, and in projectors it is a ReLU.
  std::vector<ProjectorLayer> projector;
  /// Why the layers of `projector` do not form one: a phrase on the first tensor that is neither of
  /// Linear nor of BatchNorm1d in a Sequential, or does not fit what comes before; otherwise empty.
  std::string projector_fault;
  std::vector<Renamed> renamed;  ///< in the order of the checkpoint.
  /// Names of other tensors of the model: classifiers, momentum copies, ...
  std::vector<std::string> unmatched;
  /// Those of `unmatched` that stand inside the backbone, where no ResNet has them (layer1.0.se.*):
  /// the network is of another architecture.
  std::vector<std::string> foreign;
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
