#include "nn/fresh_views.hpp"

#include <algorithm>
#include <numeric>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "nn/trainer.hpp"

namespace eigenviews::nn {

FreshValues evaluate_fresh_views(Model& model,
                                 const ViewSource& source,
                                 std::int64_t originals,
                                 std::int64_t views,
                                 std::int64_t batch) {
  if (views < 2) core::reject("fresh views", "at least two views of each original", views);
  if (originals < 1 || originals > source.originals()) {
    core::reject("fresh views",
                 fmt::format("the originals must be in [1, {}]", source.originals()),
                 originals);
  }
  const std::int64_t rows = originals * views;
  const std::int64_t width = model->feature_dim() + model->output_dim();
  core::require_memory("the features of fresh views",
                       8.0 * static_cast<double>(rows) * static_cast<double>(width),
                       "use fewer originals or views");
  FreshValues values{{rows, model->feature_dim()}, {rows, model->output_dim()}};
  const std::int64_t part = std::max<std::int64_t>(1, batch / views);
  for (std::int64_t begin = 0; begin < originals; begin += part) {
    std::vector<std::int64_t> chosen(static_cast<std::size_t>(std::min(part, originals - begin)));
    std::iota(chosen.begin(), chosen.end(), begin);
    const torch::Tensor inputs = source.draw(chosen, views, first_fresh_view);
    const auto here = Eigen::seqN(begin * views, inputs.size(0));
    values.features(here, Eigen::all) = evaluate(model, inputs, /*of_backbone=*/true, batch);
    values.outputs(here, Eigen::all) = evaluate(model, inputs, /*of_backbone=*/false, batch);
  }
  return values;
}

}  // namespace eigenviews::nn
