#include "data/image_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "data/decoded_image.hpp"
#include "data/printable.hpp"
#include "data/sizes.hpp"

namespace eigenviews::data {

namespace {

namespace fs = std::filesystem;

bool has_image_name(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

// Paths of the pictures relative to root, sorted component by component: a class stays together.
std::vector<fs::path> list_images(const fs::path& root) {
  std::vector<fs::path> images;
  std::error_code error;
  for (fs::recursive_directory_iterator it(root, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code ignored;
    if (has_image_name(it->path()) && !it->is_directory(ignored)) {
      images.push_back(it->path().lexically_relative(root));
    }
  }
  if (error) {
    throw core::FileError(
        fmt::format("{}: the folder cannot be read: {}", shown(root), error.message()));
  }
  if (images.empty()) {
    core::reject(shown(root),
                 "the folder must hold pictures (.png, .jpg or .jpeg)",
                 "none",
                 "give the folder that holds the pictures or their class folders");
  }
  std::sort(images.begin(), images.end());
  return images;
}

// First folder -> class index; empty where a picture lies in root itself.
std::map<std::string, int> class_indices(const std::vector<fs::path>& images) {
  std::map<std::string, int> classes;
  for (const fs::path& image : images) {
    if (!image.has_parent_path()) return {};
    classes.emplace(image.begin()->string(), 0);
  }
  int next = 0;
  for (auto& entry : classes) entry.second = next++;
  return classes;
}

std::vector<int> class_labels(const std::vector<fs::path>& images) {
  const std::map<std::string, int> classes = class_indices(images);
  std::vector<int> labels;
  if (classes.empty()) return labels;
  for (const fs::path& image : images) labels.push_back(classes.at(image.begin()->string()));
  return labels;
}

// The rows of the pictures, decoded one after the other: grey until a picture in colour comes.
class PictureRows {
 public:
  PictureRows(const fs::path& root, const std::vector<fs::path>& images)
      : root_(root), images_(images) {}

  void read_all() {
    for (Index i = 0; i < count(); ++i) {
      const std::string where = shown(path(i));
      const DecodedImage image = decode_image(read_file(path(i)), where);
      if (i == 0) resize({.channels = 1, .height = image.height, .width = image.width});
      require_same_size(image, where);
      if (image.channels == 3 && shape_.channels == 1) {
        resize({.channels = 3, .height = image.height, .width = image.width});
      }
      write(image, i);
    }
  }

  [[nodiscard]] const ImageShape& shape() const { return shape_; }
  [[nodiscard]] PixelMatrix take() { return std::move(pixels_); }

 private:
  [[nodiscard]] Index count() const { return static_cast<Index>(images_.size()); }
  [[nodiscard]] fs::path path(Index i) const {
    return root_ / images_[static_cast<std::size_t>(i)];
  }

  // Repeating a grey row three times makes it a row of three channels.
  void resize(const ImageShape& shape) {
    core::require_memory(shown(root_),
                         static_cast<double>(count()) * static_cast<double>(shape.size()),
                         "give a smaller --n, or smaller pictures");
    if (pixels_.size() == 0) {
      pixels_.setZero(count(), shape.size());
    } else {
      pixels_ = PixelMatrix(pixels_.replicate(1, shape.channels / shape_.channels));
    }
    shape_ = shape;
  }

  void require_same_size(const DecodedImage& image, const std::string& where) const {
    if (image.height == shape_.height && image.width == shape_.width) return;
    core::reject(where,
                 fmt::format("all pictures must have one size, and {} has {} x {}",
                             shown(path(0)),
                             shape_.height,
                             shape_.width),
                 fmt::format("{} x {} (height x width)", image.height, image.width),
                 "scale or crop them to one size");
  }

  // From the channels of a pixel together to channel by channel; grey is repeated.
  void write(const DecodedImage& image, Index i) {
    const Index area = shape_.height * shape_.width;
    std::uint8_t* row = pixels_.row(i).data();
    for (Index c = 0; c < shape_.channels; ++c) {
      const std::uint8_t* from = image.pixels.data() + (image.channels == 1 ? 0 : c);
      for (Index k = 0; k < area; ++k) row[c * area + k] = from[k * image.channels];
    }
  }

  const fs::path& root_;
  const std::vector<fs::path>& images_;
  ImageShape shape_;
  PixelMatrix pixels_;
};

}  // namespace

Originals load_image_folder(const fs::path& root, Index limit) {
  std::vector<fs::path> images = list_images(root);
  const Index n = requested_count(shown(root), limit, static_cast<Index>(images.size()));
  std::vector<int> labels = class_labels(images);
  images.resize(static_cast<std::size_t>(n));
  if (!labels.empty()) labels.resize(static_cast<std::size_t>(n));

  PictureRows rows(root, images);
  rows.read_all();
  return {.name = "folder:" + root.string(),
          .values = rows.take(),
          .image = rows.shape(),
          .labels = std::move(labels)};
}

std::vector<std::string> image_classes(const fs::path& root) {
  std::vector<std::string> names;
  for (const auto& entry : class_indices(list_images(root))) names.push_back(entry.first);
  return names;
}

}  // namespace eigenviews::data
