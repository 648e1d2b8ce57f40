#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Tensors as checkpoint files hold them: a name, an element type, a shape and bytes. No Torch.
namespace eigenviews::checkpoint {

/// The type of an element.
enum class Dtype {
  f64,      ///< IEEE binary64.
  f32,      ///< IEEE binary32.
  f16,      ///< IEEE binary16.
  bf16,     ///< the upper half of a binary32.
  i64,      ///< two's complement, 8 bytes.
  i32,      ///< two's complement, 4 bytes.
  i16,      ///< two's complement, 2 bytes.
  i8,       ///< two's complement, 1 byte.
  u8,       ///< 0 to 255.
  boolean,  ///< 1 byte; 0 is false, any other value is true.
};

/// Bytes of an element: 8, 4, 2 or 1.
[[nodiscard]] std::int64_t item_size(Dtype dtype);

/// "f64", "f32", "f16", "bf16", "i64", "i32", "i16", "i8", "u8" or "bool".
[[nodiscard]] std::string_view name_of(Dtype dtype);

/// No file that a training program writes has more axes: the limit of PyTorch's own loops.
constexpr std::size_t max_rank = 64;

/// Elements of a shape, 1 for an empty one.
/// @returns nothing where an axis is negative, there are more than max_rank axes, or the product of
///          the axes that are not 0, times `item`, leaves 63 bits.
[[nodiscard]] std::optional<std::int64_t> element_count(const std::vector<std::int64_t>& shape,
                                                        std::int64_t item);

/// A shape as messages show it: "(64, 3, 7, 7)".
[[nodiscard]] std::string shown(const std::vector<std::int64_t>& shape);

struct Tensor {
  std::string name;
  Dtype dtype = Dtype::f32;
  std::vector<std::int64_t> shape;
  /// The elements in row-major order without gaps, each with its lowest byte first.
  std::vector<std::uint8_t> bytes;

  /// Elements. @throws core::InputError  the shape is impossible or `bytes` has another size.
  [[nodiscard]] std::int64_t size() const;
};

/// The elements in double precision: exact, but for i64 beyond 2^53, which is rounded to nearest.
/// @throws core::InputError  as Tensor::size().
[[nodiscard]] std::vector<double> to_float64(const Tensor& tensor);

/// The elements in single precision: f32, f16, bf16, i16, i8, u8 and bool exactly, the others
/// rounded to nearest (f64 beyond the range of f32 becomes infinite).
/// @throws core::InputError  as Tensor::size().
[[nodiscard]] std::vector<float> to_float32(const Tensor& tensor);

}  // namespace eigenviews::checkpoint
