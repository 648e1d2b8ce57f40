#include "data/npy_originals.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "data/finite.hpp"
#include "data/npy.hpp"
#include "data/printable.hpp"
#include "data/sizes.hpp"

namespace eigenviews::data {

namespace {

void require_originals(const NpyHeader& header, const std::string& where) {
  const std::vector<Index>& shape = header.shape;
  const std::string received = fmt::format("shape ({})", fmt::join(shape, ", "));
  if (header.dtype.is_text()) {
    core::reject(where, "originals must be numbers", fmt::format("dtype '{}'", header.dtype.text));
  }
  if (shape.size() < 2 || shape.size() > 4) {
    core::reject(where,
                 "originals are (n, p), (n, height, width) or (n, channels, height, width)",
                 received,
                 "reshape the array");
  }
  if (header.rows() * header.cols() == 0) {
    core::reject(where, "there must be at least one original with one value", received);
  }
  // Images with few channels at the end and many where they belong are in the other order.
  if (shape.size() == 4 && shape[1] > 4 && shape[3] <= 4) {
    core::reject(where,
                 "the channels of images come second, (n, channels, height, width)",
                 received,
                 "transpose the array with .transpose(0, 3, 1, 2)");
  }
}

std::optional<ImageShape> image_shape(const std::vector<Index>& shape) {
  if (shape.size() == 3) return ImageShape{.channels = 1, .height = shape[1], .width = shape[2]};
  if (shape.size() == 4) {
    return ImageShape{.channels = shape[1], .height = shape[2], .width = shape[3]};
  }
  return std::nullopt;
}

}  // namespace

Originals load_npy(const std::filesystem::path& path, Index limit) {
  const InputFile file(path);
  const NpyHeader header = read_npy_header(file);
  require_originals(header, file.where());
  const Index rows = requested_count(file.where(), limit, header.rows());
  const Index stored =
      header.fortran_order ? header.data_bytes() : rows * header.cols() * header.dtype.size;
  const bool bytes = header.dtype.kind == 'u' && header.dtype.size == 1 && header.shape.size() > 2;
  const double kept = static_cast<double>(rows * header.cols()) * (bytes ? 1.0 : 8.0);
  core::require_memory(file.where(), static_cast<double>(stored) + kept, "give a smaller --n");

  const auto data = file.read(header.data_offset, stored);
  Originals originals{.name = "npy:" + path.string(),
                      .values = {},
                      .image = image_shape(header.shape),
                      .labels = {}};
  if (bytes) {
    originals.values = npy_bytes(header, data, rows);
  } else {
    RowMatrix numbers = npy_numbers(header, data, rows);
    require_finite(numbers, file.where());
    originals.values = std::move(numbers);
  }
  return originals;
}

}  // namespace eigenviews::data
