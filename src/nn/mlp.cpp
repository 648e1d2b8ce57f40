#include "nn/mlp.hpp"

#include <string>

#include "core/errors.hpp"

namespace eigenviews::nn {

namespace {

class Mlp : public Backbone {
 public:
  explicit Mlp(const MlpOptions& options) : Backbone(options.sizes.back()), relu_(options.relu) {
    std::int64_t in = options.in;
    for (const std::int64_t out : options.sizes) {
      const std::size_t position = layers_.size() * (relu_ ? 2 : 1);
      layers_.push_back(
          register_module(std::to_string(position), make_linear(in, out, options.bias)));
      in = out;
    }
  }

  torch::Tensor forward(torch::Tensor x) override {
    x = x.flatten(1);
    for (auto& layer : layers_) {
      x = layer->forward(x);
      if (relu_) x.relu_();
    }
    return x;
  }

 private:
  bool relu_;
  std::vector<torch::nn::Linear> layers_;
};

}  // namespace

std::shared_ptr<Backbone> make_mlp(const MlpOptions& options) {
  if (options.in < 1) core::reject("mlp", "numbers in one input must be >= 1", options.in);
  if (options.sizes.empty()) core::reject("mlp", "at least one layer is needed", "none");
  for (const std::int64_t size : options.sizes) {
    if (size < 1) core::reject("mlp", "the size of every layer must be >= 1", size);
  }
  return std::make_shared<Mlp>(options);
}

}  // namespace eigenviews::nn
