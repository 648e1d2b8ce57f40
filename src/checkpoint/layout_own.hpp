#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "checkpoint/layout.hpp"
#include "checkpoint/layout_names.hpp"

// Parts of layout.cpp: the networks of train_ssl that are no ResNets of four stages.
namespace eigenviews::checkpoint {

/// Where their backbones' names start.
inline constexpr std::string_view own_prefix = "backbone.";

/// The network, where "backbone.*" are the tensors of resnet-tiny, mlp or linear.
[[nodiscard]] std::optional<OwnShape> own_shape(const TensorsByName& tensors);

/// Outputs of the backbone.
[[nodiscard]] std::int64_t features_of(const OwnShape& shape);

/// "resnet-tiny, width 8", "mlp 256-64-64", "linear 256-8".
[[nodiscard]] std::string describe(const OwnShape& shape);

}  // namespace eigenviews::checkpoint
