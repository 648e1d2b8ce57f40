#pragma once

#include <memory>

#include "data/originals.hpp"
#include "nn/averaged_features.hpp"
#include "nn/image_options.hpp"
#include "nn/views.hpp"

namespace eigenviews::apps {

/// Images as a network trained under `ssl` takes them: clean, that is whole, resized to the size of
/// a view and normalised like one, and where `views` is set also fresh views.
/// @throws core::InputError  as nn::SslViews.
[[nodiscard]] nn::OriginalInputs image_inputs(const data::Originals& originals,
                                              const nn::SslOptions& ssl,
                                              bool views,
                                              torch::Device device,
                                              std::uint64_t seed);

/// Views of a source from number nn::first_fresh_view on, for OriginalInputs::fresh.
[[nodiscard]] std::function<torch::Tensor(std::int64_t, std::int64_t, std::int64_t)> fresh_from(
    std::shared_ptr<const nn::ViewSource> source);

/// How many inputs a network is given at a time: about a million pixels, at most 1024, for layers
/// with many channels hold a hundred times as much.
[[nodiscard]] std::int64_t inputs_at_a_time(const std::vector<std::int64_t>& shape);

}  // namespace eigenviews::apps
