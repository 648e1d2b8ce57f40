#include "probe/network/image_inputs.hpp"

#include <algorithm>
#include <numeric>

#include "nn/fresh_views.hpp"
#include "nn/image_views.hpp"

namespace eigenviews::apps {

namespace {

std::vector<std::int64_t> range(std::int64_t begin, std::int64_t count) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), begin);
  return numbers;
}

// The pipeline whose one view is the whole image.
nn::SslOptions without_chance(nn::SslOptions ssl, const data::ImageShape& image) {
  const double ratio = static_cast<double>(image.width) / static_cast<double>(image.height);
  ssl.scale = {1, 1};
  ssl.ratio = {ratio, ratio};
  ssl.flip = ssl.jitter = ssl.gray = 0;
  return ssl;
}

}  // namespace

std::function<torch::Tensor(std::int64_t, std::int64_t, std::int64_t)> fresh_from(
    std::shared_ptr<const nn::ViewSource> source) {
  return [source = std::move(source)](std::int64_t begin, std::int64_t count, std::int64_t views) {
    return source->draw(range(begin, count), views, nn::first_fresh_view);
  };
}

nn::OriginalInputs image_inputs(const data::Originals& originals,
                                const nn::SslOptions& ssl,
                                bool views,
                                torch::Device device,
                                std::uint64_t seed) {
  const auto whole = std::make_shared<const nn::SslViews>(originals,
                                                          without_chance(ssl, *originals.image),
                                                          device,
                                                          seed);
  nn::OriginalInputs inputs;
  inputs.originals = originals.count();
  inputs.clean = [whole](std::int64_t begin, std::int64_t count) {
    return whole->draw(range(begin, count), 1, 0);
  };
  if (views) {
    inputs.fresh = fresh_from(std::make_shared<const nn::SslViews>(originals, ssl, device, seed));
  }
  return inputs;
}

std::int64_t inputs_at_a_time(const std::vector<std::int64_t>& shape) {
  constexpr std::int64_t numbers = 1 << 20, most = 1024;
  const std::int64_t each = shape.size() == 3 ? shape[1] * shape[2] : 1;
  return std::clamp<std::int64_t>(numbers / each, 1, most);
}

}  // namespace eigenviews::apps
