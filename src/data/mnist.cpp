#include "data/mnist.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"
#include "data/idx.hpp"
#include "data/locate.hpp"
#include "data/printable.hpp"
#include "data/published.hpp"
#include "data/sizes.hpp"

namespace eigenviews::data {

namespace {

namespace fs = std::filesystem;

constexpr DataPlaces fashion_mnist_places{
    .dataset = "fashion-mnist",
    .below = "FashionMNIST/raw",
    .system = "/usr/share/datasets/fashion-mnist",
    .remedy =
        "install the Debian package dataset-fashion-mnist (apt install "
        "dataset-fashion-mnist), or put the IDX files, .gz or unpacked, into "
        "FashionMNIST/raw below --data-dir, as torchvision does"};

constexpr DataPlaces mnist_places{
    .dataset = "mnist",
    .below = "MNIST/raw",
    .system = "",
    .remedy =
        "put the IDX files, .gz or unpacked, into MNIST/raw below --data-dir, as "
        "torchvision does"};

// The names of one split's files without ".gz".
struct SplitFiles {
  std::string_view images;
  std::string_view labels;
};
constexpr SplitFiles training_files{"train-images-idx3-ubyte", "train-labels-idx1-ubyte"};
constexpr SplitFiles test_files{"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

// The compressed file is preferred: it is the one whose checksum is published.
fs::path find_idx(const DataPlaces& places,
                  const std::vector<fs::path>& folders,
                  std::string_view stem) {
  return find_file(places, folders, {fmt::format("{}.gz", stem), std::string(stem)});
}

IdxArray read_checked(const fs::path& path,
                      std::string_view dataset,
                      std::size_t rank,
                      Index limit) {
  const bool verified = verify_published(path, dataset, path.filename().string());
  return read_idx(path, {.rank = rank, .limit = limit, .check_end = !verified});
}

// What the checksum of the published files would also say, for files of other sizes (a subset).
void require_pictures(const fs::path& path, const IdxArray& images) {
  if (images.dims[1] == 28 && images.dims[2] == 28) return;
  core::reject(shown(path),
               "the images must have 28 x 28 pixels",
               fmt::format("{} x {}", images.dims[1], images.dims[2]),
               "is it the right file?");
}

void require_classes(const fs::path& path, const IdxArray& labels) {
  constexpr int last_class = 9;
  for (Index i = 0; i < labels.items.rows(); ++i) {
    const int label = labels.items(i, 0);
    if (label <= last_class) continue;
    core::reject(shown(path),
                 fmt::format("labels lie between 0 and {}", last_class),
                 fmt::format("{} in record {}", label, i),
                 "is it the right file?");
  }
}

void require_same_count(const fs::path& labels, Index label_count, Index image_count) {
  if (label_count == image_count) return;
  core::reject(shown(labels),
               fmt::format("there must be one label for each of the {} images", image_count),
               fmt::format("{} labels", label_count),
               "images and labels are of different splits or versions");
}

Originals load_split(const DataPlaces& places,
                     const SplitFiles& split,
                     const LoadOptions& options) {
  const auto folders = search_folders(places, options.data_dir);
  const fs::path image_file = find_idx(places, folders, split.images);
  const fs::path label_file = find_idx(places, {image_file.parent_path()}, split.labels);

  IdxArray labels = read_checked(label_file, places.dataset, 1, 0);
  const Index n = requested_count(places.dataset, options.limit, labels.dims[0]);
  IdxArray images = read_checked(image_file, places.dataset, 3, options.limit);
  require_same_count(label_file, labels.dims[0], images.dims[0]);
  require_pictures(image_file, images);
  require_classes(label_file, labels);

  Originals originals;
  originals.name = places.dataset;
  originals.image = ImageShape{.channels = 1, .height = images.dims[1], .width = images.dims[2]};
  originals.labels.assign(labels.items.data(), labels.items.data() + n);
  originals.values = std::move(images.items);
  return originals;
}

}  // namespace

Originals load_mnist(const std::string& dataset, const LoadOptions& options) {
  const bool fashion = dataset == fashion_mnist_places.dataset;
  return load_split(fashion ? fashion_mnist_places : mnist_places,
                    options.split == Split::test ? test_files : training_files,
                    options);
}

}  // namespace eigenviews::data
