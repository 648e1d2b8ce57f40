#include "nn/projector.hpp"

#include "core/errors.hpp"
#include "nn/model_backbone.hpp"

namespace eigenviews::nn {

torch::nn::Sequential make_projector(const ProjectorOptions& options) {
  using namespace torch::nn;
  if (options.in < 1) core::reject("projector", "input features must be >= 1", options.in);
  if (options.out < 1) core::reject("--proj-dim", "functions must be >= 1", options.out);
  if (options.hidden < 0) {
    core::reject("--proj-hidden", "hidden units must be >= 0", options.hidden);
  }
  if (options.hidden == 0) return Sequential(make_linear(options.in, options.out));
  // Made one by one: the order in which a function's arguments are evaluated, and with it the order
  // of random numbers, is the compiler's choice.
  Sequential projector;
  projector->push_back(make_linear(options.in, options.hidden, /*bias=*/false));
  projector->push_back(BatchNorm1d(options.hidden));
  projector->push_back(ReLU());
  projector->push_back(make_linear(options.hidden, options.out));
  return projector;
}

torch::nn::Sequential make_projector(const std::vector<checkpoint::ProjectorLayer>& layers) {
  using namespace torch::nn;
  Sequential projector;
  int next = 0;
  for (const checkpoint::ProjectorLayer& layer : layers) {
    if (layer.index > next) projector->push_back("relu" + std::to_string(next), ReLU());
    std::string name = std::to_string(layer.index);
    if (layer.kind == checkpoint::ProjectorLayer::Kind::linear) {
      projector->push_back(std::move(name), make_linear(layer.in, layer.out, layer.affine));
    } else {
      projector->push_back(std::move(name),
                           BatchNorm1d(BatchNorm1dOptions(layer.out).affine(layer.affine)));
    }
    next = layer.index + 1;
  }
  return projector;
}

}  // namespace eigenviews::nn
