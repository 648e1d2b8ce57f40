#include "nn/averaged_features.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "nn/trainer.hpp"

namespace eigenviews::nn {

namespace {

// Sums of `views` rows that lie together.
Eigen::MatrixXd sums_of(const Eigen::MatrixXd& rows, std::int64_t views) {
  Eigen::MatrixXd sums(rows.rows() / views, rows.cols());
  for (Eigen::Index i = 0; i < sums.rows(); ++i) {
    sums.row(i) = rows.middleRows(i * views, views).colwise().sum();
  }
  return sums;
}

}  // namespace

Eigen::MatrixXd averaged_features(Model& model,
                                  const OriginalInputs& inputs,
                                  std::int64_t views,
                                  bool of_backbone,
                                  std::int64_t batch,
                                  const core::ProgressListener& progress) {
  if (views < 1 || (views > 1 && !inputs.fresh)) {
    core::reject("averaged features", "at least one view, and a way to draw more", views);
  }
  const std::int64_t width = of_backbone ? model->feature_dim() : model->output_dim();
  core::require_memory("the features",
                       8.0 * static_cast<double>(inputs.originals) * static_cast<double>(width),
                       "use fewer originals (--n)");
  Eigen::MatrixXd features(inputs.originals, width);
  const std::int64_t part = std::max<std::int64_t>(1, batch / views);
  for (std::int64_t begin = 0; begin < inputs.originals; begin += part) {
    const std::int64_t count = std::min(part, inputs.originals - begin);
    auto rows = features.middleRows(begin, count);
    rows = evaluate(model, inputs.clean(begin, count), of_backbone, batch);
    if (views > 1) {
      const torch::Tensor fresh = inputs.fresh(begin, count, views - 1);
      rows += sums_of(evaluate(model, fresh, of_backbone, batch), views - 1);
      rows /= static_cast<double>(views);
    }
    core::report(progress, {"features", begin + count, inputs.originals, {}});
  }
  return features;
}

}  // namespace eigenviews::nn
