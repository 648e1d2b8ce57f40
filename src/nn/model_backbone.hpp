#pragma once

#include <torch/torch.h>

namespace eigenviews::nn {

/// The part of a network that turns inputs into features.
class Backbone : public torch::nn::Module {
 public:
  /// @param features  columns of forward()'s result, >= 1.
  explicit Backbone(std::int64_t features) : features_(features) {}

  /// A batch of inputs (n, ...) -> features (n, features()).
  virtual torch::Tensor forward(torch::Tensor x) = 0;

  [[nodiscard]] std::int64_t features() const { return features_; }

 private:
  std::int64_t features_;
};

/// Channels, height and width of an image, each >= 1.
struct ImageShape {
  std::int64_t channels = 3;
  std::int64_t height = 0;
  std::int64_t width = 0;
};

/// Refuses weights that do not fit in memory, before they are made.
/// @param outputs, inputs  outputs * inputs weights in f32 (in a convolution of k x k pixels an
///                         output has k * k * channels inputs); doubles, so that no product wraps.
/// @throws core::InputError  4 * outputs * inputs exceeds core::available_memory_bytes().
void require_weights(double outputs, double inputs);

/// Linear(in, out), refused like every layer where its weights do not fit in memory.
[[nodiscard]] torch::nn::Linear make_linear(std::int64_t in, std::int64_t out, bool bias = true);

}  // namespace eigenviews::nn
