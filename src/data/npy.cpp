#include "data/npy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "core/errors.hpp"
#include "core/memory.hpp"

namespace eigenviews::data {

namespace {

template <class T>
T load(const std::uint8_t* at, bool swapped) {
  std::array<std::uint8_t, sizeof(T)> raw{};
  std::memcpy(raw.data(), at, sizeof(T));
  if (swapped) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<T>(raw);
}

// Where column j of row 0 lies, counted in elements. In Fortran order the first axis runs fastest,
// so column (j1, ..., jr) starts at d0 * (j1 + d1 * (j2 + ...)). No dimension is 0.
Index fortran_offset(const std::vector<Index>& shape, Index j) {
  Index offset = 0;
  for (std::size_t axis = shape.size(); axis-- > 1;) {  // C order: the last axis runs fastest
    Index stride = 1;
    for (std::size_t before = 0; before < axis; ++before) stride *= shape[before];
    offset += j % shape[axis] * stride;
    j /= shape[axis];
  }
  return offset;
}

template <class Stored, class Matrix>
void fill(const NpyHeader& header, Bytes data, Matrix& out) {
  using Scalar = typename Matrix::Scalar;
  const auto element = [&](Index at) {
    return static_cast<Scalar>(
        load<Stored>(data.data() + at * static_cast<Index>(sizeof(Stored)), header.dtype.swapped));
  };
  if (!header.fortran_order) {
    for (Index k = 0; k < out.size(); ++k) out.data()[k] = element(k);
    return;
  }
  if (out.size() == 0) return;  // the other dimension may be anything
  for (Index j = 0; j < out.cols(); ++j) {
    const Index offset = fortran_offset(header.shape, j);
    for (Index i = 0; i < out.rows(); ++i) out(i, j) = element(i + offset);
  }
}

}  // namespace

RowMatrix npy_numbers(const NpyHeader& header, Bytes data, Index rows) {
  RowMatrix out(rows, header.cols());
  const Index size = header.dtype.size;
  if (header.dtype.kind == 'f') {
    size == 4 ? fill<float>(header, data, out) : fill<double>(header, data, out);
  } else if (header.dtype.kind == 'i') {
    if (size == 1) fill<std::int8_t>(header, data, out);
    if (size == 2) fill<std::int16_t>(header, data, out);
    if (size == 4) fill<std::int32_t>(header, data, out);
    if (size == 8) fill<std::int64_t>(header, data, out);
  } else {
    if (size == 1) fill<std::uint8_t>(header, data, out);
    if (size == 2) fill<std::uint16_t>(header, data, out);
    if (size == 4) fill<std::uint32_t>(header, data, out);
    if (size == 8) fill<std::uint64_t>(header, data, out);
  }
  return out;
}

PixelMatrix npy_bytes(const NpyHeader& header, Bytes data, Index rows) {
  PixelMatrix out(rows, header.cols());
  fill<std::uint8_t>(header, data, out);
  return out;
}

NpyArray parse_npy(Bytes file, const std::string& where) {
  NpyHeader header = parse_npy_header(file, static_cast<std::int64_t>(file.size()), where);
  if (header.dtype.is_text()) {
    core::reject(where,
                 "the array must hold numbers",
                 fmt::format("dtype '{}'", header.dtype.text));
  }
  const Index rows = header.rows();
  core::require_memory(where,
                       8.0 * static_cast<double>(rows * header.cols()),
                       "use a smaller array");
  RowMatrix numbers =
      npy_numbers(header, file.subspan(static_cast<std::size_t>(header.data_offset)), rows);
  return {.header = std::move(header), .numbers = std::move(numbers)};
}

std::string parse_npy_text(Bytes file, const std::string& where) {
  const NpyHeader header = parse_npy_header(file, static_cast<std::int64_t>(file.size()), where);
  if (!header.dtype.is_text() || header.rows() * header.cols() != 1) {
    core::reject(
        where,
        "the array must hold one string",
        fmt::format("dtype '{}' of shape ({})", header.dtype.text, fmt::join(header.shape, ", ")));
  }
  // S is padded with zeros, and U holds an ASCII letter as one byte and three zeros.
  std::string text;
  for (const std::uint8_t byte : file.subspan(static_cast<std::size_t>(header.data_offset))) {
    if (byte != 0) text += static_cast<char>(byte);
  }
  return text;
}

}  // namespace eigenviews::data
