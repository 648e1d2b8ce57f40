#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint/layout.hpp"
#include "nn/model_backbone.hpp"

namespace eigenviews::nn {

/// A network: backbone and projector. An option that was not given takes the default that its line
/// names; one given to an architecture that has no use for it is refused.
struct ModelOptions {
  std::string arch = "resnet18";    ///< one of architecture_names().
  std::vector<std::int64_t> input;  ///< of one input: {channels, height, width}, or {numbers} for
                                    ///< mlp and linear, which flatten images too; each >= 1.
  std::optional<double> width;      ///< resnet18/34/50: 64 * width channels in the first stage,
                                    ///< default 1; resnet-tiny: width channels, default 8. Rounded.
  std::optional<std::string> stem;  ///< resnet18/34/50: one of stem_names(), default "cifar".
  std::optional<std::vector<std::int64_t>> mlp_sizes;  ///< mlp: of each layer, default 256, 256.
  std::optional<bool> bias;                            ///< linear: default true.
  std::int64_t proj_hidden = 0;  ///< 0: the projector is one Linear layer (nn/projector.hpp).
  std::int64_t proj_dim = 0;     ///< functions d; 0: no projector, the outputs are the features.
  bool channels_last = false;    ///< images and their weights are held channels-last.

  /// For networks of other programs, to be evaluated: a projector of these layers in place of
  /// proj_hidden and proj_dim, the first of which takes the features; and resnet18/34/50 for images
  /// of any size.
  std::vector<checkpoint::ProjectorLayer> projector;
  bool any_size = false;
};

/// "resnet18", "resnet34", "resnet50", "resnet-tiny", "mlp", "linear".
[[nodiscard]] const std::vector<std::string>& architecture_names();

/// "imagenet" and "cifar" (nn/resnet.hpp), each followed by "-no-relu" where there is no ReLU and
/// by
/// "-no-pool" or "-pool" where the max pool is not as usual: "cifar-no-relu", "imagenet-no-pool",
/// ...
[[nodiscard]] const std::vector<std::string>& stem_names();

/// The name of a stem: of a 7x7 convolution (large) or of 3x3.
[[nodiscard]] std::string stem_name(bool large, bool relu, bool max_pool);

struct ModelOutput {
  torch::Tensor features;  ///< (n, feature_dim)
  torch::Tensor outputs;   ///< (n, output_dim), the functions that are trained.
};

/// Tensors are named backbone.* and projector.*; made by make_model.
class ModelImpl : public torch::nn::Module {
 public:
  /// The memory format of images is channels-last where options.channels_last says so.
  ModelImpl(ModelOptions options,
            std::shared_ptr<Backbone> backbone,
            torch::nn::Sequential projector);

  /// @param x  (n, input sizes), on the network's device and of its dtype.
  /// @throws core::InputError  another shape.
  ModelOutput forward(const torch::Tensor& x);

  [[nodiscard]] std::int64_t feature_dim() const { return backbone_->features(); }
  [[nodiscard]] std::int64_t output_dim() const { return output_dim_; }
  [[nodiscard]] bool has_projector() const { return !projector_.is_empty(); }

  /// Numbers in all trained tensors; the running statistics of BN are not among them.
  [[nodiscard]] std::int64_t parameter_count() const;

  /// One line, for example
  /// "resnet18: 3x32x32 -> 512 features -> projector 64 -> 8 functions; 11201928 parameters".
  [[nodiscard]] std::string description() const;

  [[nodiscard]] const ModelOptions& options() const { return options_; }

  /// For loading or saving this part alone; names then start at conv1.weight, ...
  [[nodiscard]] const std::shared_ptr<Backbone>& backbone() const { return backbone_; }

 private:
  ModelOptions options_;
  std::shared_ptr<Backbone> backbone_;
  torch::nn::Sequential projector_;
  std::int64_t output_dim_;
};
TORCH_MODULE(Model);

/// Builds a network in f32 on the CPU, in training mode.
///
/// For `linear` the backbone is Linear(input, proj_dim) and there is no projector: the functions
/// are f = W phi + b on the given features phi (docs/theory.md, section 3), one layer and not a
/// product of two.
///
/// Weights are drawn from Torch's global generator, backbone first: torch::manual_seed(seed) before
/// the call makes them reproducible, this function seeds nothing.
///
/// @throws core::InputError  unknown architecture or stem (the nearest known one is named), a size
///     or width out of range (NaN included), images too small or inputs without height and width
///     for a ResNet, an option the architecture has no use for, weights beyond the memory.
[[nodiscard]] Model make_model(const ModelOptions& options);

}  // namespace eigenviews::nn
