#pragma once

#include "nn/image_options.hpp"
#include "nn/views.hpp"

namespace eigenviews::nn {

/// Views of images under `ssl`: random resized crop, mirror, colour jitter, grey, normalisation
/// (image_options.hpp). Parameters are drawn on the host (image_parameters.hpp), pixels are made on
/// the device (image_transforms.hpp), where the whole data set lies as bytes, n x C x H x W.
///
/// The density of this channel is not known, so there is no exact kernel: the pencil
/// (docs/theory.md, section 5) takes its place.
class SslViews final : public ViewSource {
 public:
  /// @param originals  as parse_ssl requires.
  /// @throws core::InputError  originals of another kind, or memory for the copy on the device.
  SslViews(const data::Originals& originals,
           SslOptions options,
           torch::Device device,
           std::uint64_t seed);

  [[nodiscard]] std::int64_t originals() const override { return pixels_.size(0); }
  [[nodiscard]] std::vector<std::int64_t> shape() const override;
  [[nodiscard]] torch::Device device() const override { return pixels_.device(); }
  /// Which originals, int64, and their parameters, float32, (n views) x ViewRow::size.
  [[nodiscard]] std::vector<torch::Tensor> random_part(const std::vector<std::int64_t>& originals,
                                                       std::int64_t views,
                                                       std::uint32_t first) const override;
  /// Single precision also inside a region of autocast.
  [[nodiscard]] torch::Tensor render(const std::vector<torch::Tensor>& random_part) const override;

  [[nodiscard]] const SslOptions& options() const { return options_; }
  /// Bytes that rendering so many views is predicted to need at its peak, the views included.
  [[nodiscard]] double render_bytes(std::int64_t views) const;

 private:
  void change_colours(torch::Tensor& images, const torch::Tensor& rows) const;

  SslOptions options_;
  data::ImageShape image_;
  torch::Tensor pixels_;         // n x C x H x W, uint8
  torch::Tensor inverse_, add_;  // of the normalisation: x inverse + add, 1 x C x 1 x 1
  std::uint64_t seed_;
};

}  // namespace eigenviews::nn
