#include "checkpoint/tensor.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <cstring>

#include "checkpoint/half.hpp"
#include "core/errors.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

static_assert(std::endian::native == std::endian::little,
              "elements are decoded as this machine stores them, lowest byte first");

namespace {

template <class To, class Stored, class Decode>
std::vector<To> decoded(const Tensor& tensor, Decode decode) {
  std::vector<To> numbers(static_cast<std::size_t>(tensor.size()));
  const std::uint8_t* from = tensor.bytes.data();
  for (To& number : numbers) {
    Stored stored;
    std::memcpy(&stored, from, sizeof stored);
    number = static_cast<To>(decode(stored));
    from += sizeof stored;
  }
  return numbers;
}

template <class To>
std::vector<To> converted(const Tensor& tensor) {
  const auto same = [](auto stored) { return stored; };
  switch (tensor.dtype) {
    case Dtype::f64:
      return decoded<To, double>(tensor, same);
    case Dtype::f32:
      return decoded<To, float>(tensor, same);
    case Dtype::f16:
      return decoded<To, std::uint16_t>(tensor, decode_f16);
    case Dtype::bf16:
      return decoded<To, std::uint16_t>(tensor, decode_bf16);
    case Dtype::i64:
      return decoded<To, std::int64_t>(tensor, same);
    case Dtype::i32:
      return decoded<To, std::int32_t>(tensor, same);
    case Dtype::i16:
      return decoded<To, std::int16_t>(tensor, same);
    case Dtype::i8:
      return decoded<To, std::int8_t>(tensor, same);
    case Dtype::u8:
      return decoded<To, std::uint8_t>(tensor, same);
    case Dtype::boolean:
      break;
  }
  return decoded<To, std::uint8_t>(tensor, [](std::uint8_t byte) { return byte != 0 ? 1 : 0; });
}

}  // namespace

std::int64_t item_size(Dtype dtype) {
  switch (dtype) {
    case Dtype::f64:
    case Dtype::i64:
      return 8;
    case Dtype::f32:
    case Dtype::i32:
      return 4;
    case Dtype::f16:
    case Dtype::bf16:
    case Dtype::i16:
      return 2;
    case Dtype::i8:
    case Dtype::u8:
    case Dtype::boolean:
      break;
  }
  return 1;
}

std::string_view name_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::f64:
      return "f64";
    case Dtype::f32:
      return "f32";
    case Dtype::f16:
      return "f16";
    case Dtype::bf16:
      return "bf16";
    case Dtype::i64:
      return "i64";
    case Dtype::i32:
      return "i32";
    case Dtype::i16:
      return "i16";
    case Dtype::i8:
      return "i8";
    case Dtype::u8:
      return "u8";
    case Dtype::boolean:
      break;
  }
  return "bool";
}

std::optional<std::int64_t> element_count(const std::vector<std::int64_t>& shape,
                                          std::int64_t item) {
  if (shape.size() > max_rank) return std::nullopt;
  std::int64_t bytes = item;
  bool empty = false;
  for (const std::int64_t axis : shape) {
    if (axis < 0) return std::nullopt;
    empty = empty || axis == 0;
    if (axis != 0 && __builtin_mul_overflow(bytes, axis, &bytes)) return std::nullopt;
  }
  return empty ? 0 : bytes / item;
}

std::string shown(const std::vector<std::int64_t>& shape) {
  constexpr std::size_t shown_axes = 8;
  if (shape.size() > shown_axes) return fmt::format("a shape of {} axes", shape.size());
  return fmt::format("({})", fmt::join(shape, ", "));
}

std::int64_t Tensor::size() const {
  const std::int64_t item = item_size(dtype);
  const auto count = element_count(shape, item);
  if (!count ||
      static_cast<std::uint64_t>(*count) * static_cast<std::uint64_t>(item) != bytes.size()) {
    core::reject(fmt::format("tensor {}", data::excerpt(name)),
                 "a tensor has as many bytes as its shape and element type say",
                 fmt::format("{} bytes for {} of {}", bytes.size(), shown(shape), name_of(dtype)),
                 "make the shape and the bytes agree");
  }
  return *count;
}

std::vector<double> to_float64(const Tensor& tensor) { return converted<double>(tensor); }

std::vector<float> to_float32(const Tensor& tensor) { return converted<float>(tensor); }

}  // namespace eigenviews::checkpoint
