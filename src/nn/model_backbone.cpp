#include "nn/model_backbone.hpp"

#include "core/memory.hpp"

namespace eigenviews::nn {

void require_weights(double outputs, double inputs) {
  core::require_memory("the network",
                       static_cast<double>(sizeof(float)) * outputs * inputs,
                       "choose a smaller --width, smaller layers or smaller inputs");
}

torch::nn::Linear make_linear(std::int64_t in, std::int64_t out, bool bias) {
  require_weights(static_cast<double>(out), static_cast<double>(in));
  return torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(bias));
}

}  // namespace eigenviews::nn
