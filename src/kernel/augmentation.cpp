#include "kernel/augmentation.hpp"

#include <functional>
#include <numeric>

#include "core/errors.hpp"
#include "core/spec.hpp"

namespace eigenviews::kernel {

namespace {

using data::ImageShape;

// Where pixel (row, col) of the transformed image comes from; outside the image means zero.
struct Pixel {
  Index row;
  Index col;
};
using PixelMap = std::function<Pixel(Pixel)>;

ImageTransform gather(const ImageShape& shape, double weight, const PixelMap& from) {
  ImageTransform transform{weight,
                           std::vector<std::int32_t>(static_cast<std::size_t>(shape.size()))};
  std::size_t target = 0;
  for (Index c = 0; c < shape.channels; ++c) {
    for (Index row = 0; row < shape.height; ++row) {
      for (Index col = 0; col < shape.width; ++col, ++target) {
        const Pixel p = from({row, col});
        const bool inside = p.row >= 0 && p.row < shape.height && p.col >= 0 && p.col < shape.width;
        const Index source = (c * shape.height + p.row) * shape.width + p.col;
        transform.source[target] = inside ? static_cast<std::int32_t>(source) : -1;
      }
    }
  }
  return transform;
}

std::vector<ImageTransform> shifts(const ImageShape& shape, Index radius) {
  const double count = static_cast<double>((2 * radius + 1) * (2 * radius + 1));
  std::vector<ImageTransform> all;
  for (Index down = -radius; down <= radius; ++down) {
    for (Index right = -radius; right <= radius; ++right) {
      all.push_back(gather(shape, 1 / count, [=](Pixel p) {
        return Pixel{p.row - down, p.col - right};
      }));
    }
  }
  return all;
}

std::vector<ImageTransform> flips(const ImageShape& shape) {
  return {gather(shape, 0.5, [](Pixel p) { return p; }), gather(shape, 0.5, [&](Pixel p) {
            return Pixel{p.row, shape.width - 1 - p.col};
          })};
}

std::vector<ImageTransform> quarter_turns(const ImageShape& shape) {
  const Index last = shape.height - 1;
  return {gather(shape, 0.25, [](Pixel p) { return p; }),
          gather(shape,
                 0.25,
                 [=](Pixel p) {
                   return Pixel{p.col, last - p.row};
                 }),
          gather(shape,
                 0.25,
                 [=](Pixel p) {
                   return Pixel{last - p.row, last - p.col};
                 }),
          gather(shape, 0.25, [=](Pixel p) {
            return Pixel{last - p.col, p.row};
          })};
}

// Every pair "first, then second": (S2 S1 x)[p] = (S1 x)[source2[p]].
std::vector<ImageTransform> then(const std::vector<ImageTransform>& first,
                                 const std::vector<ImageTransform>& second) {
  std::vector<ImageTransform> all;
  for (const ImageTransform& one : first) {
    for (const ImageTransform& two : second) {
      ImageTransform both{one.weight * two.weight, two.source};
      for (std::int32_t& source : both.source) {
        if (source >= 0) source = one.source[static_cast<std::size_t>(source)];
      }
      all.push_back(std::move(both));
    }
  }
  return all;
}

ImageTransform identity(Index dimension) {
  ImageTransform transform{1, std::vector<std::int32_t>(static_cast<std::size_t>(dimension))};
  std::iota(transform.source.begin(), transform.source.end(), 0);
  return transform;
}

void read_gaussian(core::Spec& spec, Index dimension, Augmentation& augmentation) {
  if (!spec.has("sigma")) {
    core::reject("--augment",
                 "gaussian needs sigma > 0",
                 spec.text(),
                 "for example gaussian:sigma=2");
  }
  augmentation.sigma = spec.positive("sigma", 0);
  augmentation.pca = spec.integer("pca", 0, 1, dimension);
}

std::vector<ImageTransform> read_transform(core::Spec& spec,
                                           const std::optional<ImageShape>& image) {
  static const std::vector<std::string> known = {"shift", "flip", "rot90", "gaussian"};
  if (spec.name() == "ssl") {
    core::reject("--augment",
                 "an augmentation here must have a density, and ssl has none",
                 spec.text(),
                 "use shift, flip, rot90 and gaussian");
  }
  if (spec.name() != "shift" && spec.name() != "flip" && spec.name() != "rot90") {
    core::reject_unknown("--augment", "augmentation", spec.name(), known);
  }
  if (!image) {
    core::reject("--augment",
                 "image transforms need rows that are images",
                 spec.text(),
                 "use gaussian alone, or data with an image layout");
  }
  if (spec.name() == "shift") {
    const Index largest = std::min(image->height, image->width) - 1;
    return shifts(*image, spec.integer("r", 1, 1, std::max<Index>(1, largest)));
  }
  if (spec.name() == "flip") return flips(*image);
  if (image->height != image->width) {
    core::reject("--augment",
                 "rot90 needs square images",
                 fmt::format("{} x {}", image->height, image->width));
  }
  return quarter_turns(*image);
}

}  // namespace

Augmentation parse_augmentation(const std::string& text,
                                const std::optional<ImageShape>& image,
                                Index dimension) {
  Augmentation augmentation;
  augmentation.text = text;
  augmentation.transforms = {identity(dimension)};
  for (const std::string& part : core::split(text, '+')) {
    core::Spec spec = core::Spec::parse(part);
    if (augmentation.sigma > 0) {
      core::reject("--augment", "gaussian comes once and last", fmt::format("'{}'", text));
    }
    if (spec.name() == "gaussian") {
      read_gaussian(spec, dimension, augmentation);
    } else {
      augmentation.transforms = then(augmentation.transforms, read_transform(spec, image));
    }
    spec.finish();
  }
  if (!(augmentation.sigma > 0)) {
    core::reject("--augment",
                 "a density needs Gaussian noise",
                 fmt::format("'{}'", text),
                 "end with +gaussian:sigma=S");
  }
  return augmentation;
}

}  // namespace eigenviews::kernel
