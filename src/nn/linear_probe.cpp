#include "nn/linear_probe.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "nn/device.hpp"
#include "nn/model_backbone.hpp"
#include "nn/optimiser.hpp"

namespace eigenviews::nn {

namespace {

constexpr const char* where = "the linear read-out";

void check(const Eigen::MatrixXd& features,
           const std::vector<int>& labels,
           std::int64_t classes,
           const LinearProbeOptions& o) {
  if (features.rows() < 1 || features.cols() < 1 || classes < 2) {
    core::reject(where,
                 "at least one original, one feature and two classes",
                 fmt::format("{}, {} and {}", features.rows(), features.cols(), classes));
  }
  if (static_cast<Eigen::Index>(labels.size()) != features.rows()) {
    core::reject(where, fmt::format("{} labels", features.rows()), labels.size());
  }
  for (const int label : labels) {
    if (label >= 0 && label < classes) continue;
    core::reject(where, fmt::format("labels lie between 0 and {}", classes - 1), label);
  }
  if (o.epochs < 1) core::reject(where, "at least one epoch", o.epochs);
  if (o.batch < 1) core::reject(where, "at least one original a step", o.batch);
  if (!(o.lr > 0 && std::isfinite(o.lr))) core::reject(where, "the rate must be > 0", o.lr);
  if (!(o.label_smoothing >= 0 && o.label_smoothing < 1)) {
    core::reject(where, "label smoothing must be in [0, 1)", o.label_smoothing);
  }
}

torch::Tensor to_device(const Eigen::MatrixXd& features, const torch::Device& device) {
  // Eigen's columns are the rows of the transpose.
  auto* const data = const_cast<double*>(features.data());
  return torch::from_blob(data, {features.cols(), features.rows()}, torch::kFloat64)
      .t()
      .to(torch::kFloat32)
      .contiguous()
      .to(device);
}

Eigen::MatrixXd to_matrix(const torch::Tensor& tensor) {
  // A row-major (K, p) tensor is a column-major p x K matrix.
  const torch::Tensor numbers = tensor.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  return Eigen::Map<const Eigen::MatrixXd>(numbers.data_ptr<double>(),
                                           numbers.size(1),
                                           numbers.size(0));
}

}  // namespace

LinearProbe train_linear_probe(const Eigen::MatrixXd& features,
                               const std::vector<int>& labels,
                               std::int64_t classes,
                               const LinearProbeOptions& options,
                               const torch::Device& device,
                               const core::ProgressListener& progress) {
  check(features, labels, classes, options);
  require_memory_on(device,
                    "the features",
                    12.0 * static_cast<double>(features.size()),
                    "use fewer originals (--n)");
  const torch::Tensor x = to_device(features, device);
  const torch::Tensor y = torch::tensor(labels, torch::kInt64).to(device);
  torch::manual_seed(options.seed);
  torch::nn::Linear linear = make_linear(features.cols(), classes);
  linear->to(device);
  Optimiser adam({.name = "adam", .weight_decay = options.weight_decay}, linear->parameters());
  const torch::Tensor lr = torch::full({}, options.lr, x.options()),
                      no_skip = torch::zeros_like(lr);
  const auto smoothing =
      torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(options.label_smoothing);

  torch::Tensor sum;
  for (std::int64_t epoch = 0; epoch < options.epochs; ++epoch) {
    const torch::Tensor order = torch::randperm(x.size(0), torch::kInt64).to(device);
    sum = torch::zeros({}, x.options());
    for (const torch::Tensor& chosen : order.split(options.batch)) {
      const torch::Tensor scores = linear->forward(x.index_select(0, chosen));
      const torch::Tensor loss =
          torch::nn::functional::cross_entropy(scores, y.index_select(0, chosen), smoothing);
      adam.forget_gradients();
      loss.backward();
      adam.step(lr, no_skip);
      sum += loss.detach() * chosen.size(0);
    }
    core::report(progress, {"linear read-out", epoch + 1, options.epochs, {}});
  }
  LinearProbe probe;
  probe.loss = sum.item<double>() / static_cast<double>(x.size(0));
  probe.weights = to_matrix(linear->weight);
  probe.intercept = to_matrix(linear->bias.unsqueeze(1));
  probe.finite =
      std::isfinite(probe.loss) && probe.weights.allFinite() && probe.intercept.allFinite();
  return probe;
}

}  // namespace eigenviews::nn
