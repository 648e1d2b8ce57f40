#include "data/binary_sets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "data/locate.hpp"
#include "data/published.hpp"
#include "data/records.hpp"
#include "data/sizes.hpp"

namespace eigenviews::data {

namespace {

namespace fs = std::filesystem;

constexpr Index piece_records = 1000;  // read at once: 3 MB

// The names and the size of one split of STL-10.
struct Stl10Files {
  const char* images;
  const char* labels;
  Index records;
};
constexpr Stl10Files stl10_training{"train_X.bin", "train_y.bin", 5000};
constexpr Stl10Files stl10_test{"test_X.bin", "test_y.bin", 8000};

const CifarFormat cifar10{.dataset = "cifar10",
                          .files = {"data_batch_1.bin",
                                    "data_batch_2.bin",
                                    "data_batch_3.bin",
                                    "data_batch_4.bin",
                                    "data_batch_5.bin"},
                          .records_per_file = 10000,
                          .label_bytes = 1,
                          .classes = 10,
                          .coarse_classes = 0};

const CifarFormat cifar10_test{.dataset = "cifar10",
                               .files = {"test_batch.bin"},
                               .records_per_file = 10000,
                               .label_bytes = 1,
                               .classes = 10,
                               .coarse_classes = 0};

const CifarFormat cifar100{.dataset = "cifar100",
                           .files = {"train.bin"},
                           .records_per_file = 50000,
                           .label_bytes = 2,
                           .classes = 100,
                           .coarse_classes = 20};

const CifarFormat cifar100_test{.dataset = "cifar100",
                                .files = {"test.bin"},
                                .records_per_file = 10000,
                                .label_bytes = 2,
                                .classes = 100,
                                .coarse_classes = 20};

const CifarFormat& cifar_format(const std::string& dataset, Split split) {
  if (dataset == cifar10.dataset) return split == Split::test ? cifar10_test : cifar10;
  return split == Split::test ? cifar100_test : cifar100;
}

constexpr DataPlaces cifar10_places{
    .dataset = "cifar10",
    .below = "cifar-10-batches-bin",
    .system = "",
    .remedy =
        "unpack the binary version (not the Python version, cifar-10-batches-py) of CIFAR-10 "
        "so that cifar-10-batches-bin lies below --data-dir"};

constexpr DataPlaces cifar100_places{
    .dataset = "cifar100",
    .below = "cifar-100-binary",
    .system = "",
    .remedy =
        "unpack the binary version (not the Python version, cifar-100-python) of CIFAR-100 "
        "so that cifar-100-binary lies below --data-dir"};

constexpr DataPlaces stl10_places{
    .dataset = "stl10",
    .below = "stl10_binary",
    .system = "",
    .remedy =
        "unpack the binary version of STL-10 so that stl10_binary lies below --data-dir, as "
        "torchvision does"};

void require_size(const InputFile& file, Index records, Index record_bytes) {
  if (file.size() == records * record_bytes) return;
  core::reject(file.where(),
               fmt::format("the file must have {} bytes, {} records of {}",
                           records * record_bytes,
                           records,
                           record_bytes),
               fmt::format("{} bytes", file.size()),
               "copy or download the file again");
}

// Reads the first records of one file into rows `row` ... of pixels; returns how many.
Index read_cifar_file(const fs::path& path,
                      const CifarFormat& format,
                      Index row,
                      PixelMatrix& pixels,
                      std::vector<int>& labels) {
  const InputFile file(path);
  require_size(file, format.records_per_file, format.record_bytes());
  const Index wanted = std::min(format.records_per_file, pixels.rows() - row);
  for (Index done = 0; done < wanted; done += piece_records) {
    const Index count = std::min(piece_records, wanted - done);
    const auto piece = file.read(done * format.record_bytes(), count * format.record_bytes());
    decode_cifar(piece, format, file.where(), row + done, pixels, labels);
  }
  return wanted;
}

}  // namespace

Originals load_cifar(const std::string& dataset, const LoadOptions& options) {
  const CifarFormat& format = cifar_format(dataset, options.split);
  const DataPlaces& places = dataset == cifar10.dataset ? cifar10_places : cifar100_places;
  const ImageShape shape{.channels = 3, .height = 32, .width = 32};
  const auto all = format.records_per_file * static_cast<Index>(format.files.size());
  const Index n = requested_count(dataset, options.limit, all);
  const auto folders = search_folders(places, options.data_dir);

  core::require_memory(dataset, static_cast<double>(n * shape.size()), "give a smaller --n");
  PixelMatrix pixels(n, shape.size());
  Originals originals{.name = dataset, .values = {}, .image = shape, .labels = {}};
  Index row = 0;
  for (const std::string& name : format.files) {
    if (row == n) break;
    const fs::path path = find_file(places, folders, {name});
    row += read_cifar_file(path, format, row, pixels, originals.labels);
  }
  originals.values = std::move(pixels);
  return originals;
}

Originals load_stl10(const LoadOptions& options) {
  const Stl10Files& files = options.split == Split::test ? stl10_test : stl10_training;
  const Index n = requested_count("stl10", options.limit, files.records);
  const auto folders = search_folders(stl10_places, options.data_dir);
  const fs::path image_path = find_file(stl10_places, folders, {files.images});
  const fs::path label_path = find_file(stl10_places, {image_path.parent_path()}, {files.labels});
  require_size(InputFile(image_path), files.records, stl10_shape.size());
  require_size(InputFile(label_path), files.records, 1);
  (void)verify_published(label_path, "stl10", files.labels);
  (void)verify_published(image_path, "stl10", files.images);
  return read_stl10(image_path, label_path, n);
}

Originals read_stl10(const fs::path& image_path, const fs::path& label_path, Index n) {
  const InputFile images(image_path);
  const InputFile labels(label_path);
  const double bytes = 2.0 * static_cast<double>(n * stl10_shape.size());  // stored and transposed
  core::require_memory("stl10", bytes, "give a smaller --n");
  PixelMatrix pixels(n, stl10_shape.size());
  decode_stl10_images(images.read(0, n * stl10_shape.size()), pixels);
  return {.name = "stl10",
          .values = std::move(pixels),
          .image = stl10_shape,
          .labels = decode_stl10_labels(labels.read(0, n), labels.where())};
}

}  // namespace eigenviews::data
