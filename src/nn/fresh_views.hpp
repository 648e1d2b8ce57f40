#pragma once

#include <Eigen/Core>

#include "nn/model.hpp"
#include "nn/views.hpp"

namespace eigenviews::nn {

/// Training numbers its views from 0; those from here on it has not seen (a training of 2^31 views
/// of one original aside).
inline constexpr std::uint32_t first_fresh_view = std::uint32_t{1} << 31;

/// A network's values on views that it was not trained on.
struct FreshValues {
  Eigen::MatrixXd features;  ///< n m x feature_dim, of the backbone.
  Eigen::MatrixXd outputs;   ///< n m x output_dim, the functions that were trained.
};

/// Draws `views` fresh views of the first `originals` originals and evaluates the network on them,
/// in evaluation mode and without a gradient; row i m + j is view j of original i. A part at a
/// time: beside the result it takes the memory of `batch` inputs.
/// @param model  on the source's device; its mode is put back.
/// @throws core::InputError  views < 2, originals not in [1, source.originals()], memory.
[[nodiscard]] FreshValues evaluate_fresh_views(Model& model,
                                               const ViewSource& source,
                                               std::int64_t originals,
                                               std::int64_t views,
                                               std::int64_t batch = 1024);

}  // namespace eigenviews::nn
