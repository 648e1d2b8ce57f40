#include "checkpoint/tensor.hpp"

#include <cmath>
#include <limits>

#include "checkpoint/half.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using checkpoint::Dtype;
using checkpoint::Tensor;

namespace {

// The definition of an IEEE format with `exponent_bits` and `fraction_bits`, in double precision.
double defined_value(std::uint32_t bits, int exponent_bits, int fraction_bits) {
  const std::uint32_t fraction = bits & ((1U << fraction_bits) - 1);
  const std::uint32_t all_ones = (1U << exponent_bits) - 1;
  const std::uint32_t exponent = bits >> fraction_bits & all_ones;
  const double sign = (bits >> (exponent_bits + fraction_bits) & 1U) != 0 ? -1 : 1;
  const int bias = (1 << (exponent_bits - 1)) - 1;
  if (exponent == all_ones) {
    return fraction != 0 ? std::numeric_limits<double>::quiet_NaN()
                         : sign * std::numeric_limits<double>::infinity();
  }
  if (exponent == 0) return sign * std::ldexp(fraction, 1 - bias - fraction_bits);
  return sign * std::ldexp(fraction + (1U << fraction_bits),
                           static_cast<int>(exponent) - bias - fraction_bits);
}

// Whether two numbers are the same, the sign of zero and being a NaN included.
bool same(double a, double b) {
  return std::isnan(a) ? std::isnan(b) : a == b && std::signbit(a) == std::signbit(b);
}

}  // namespace

TEST_CASE("every binary16 and every bfloat16 is decoded to the number that its definition gives") {
  int wrong = 0;
  for (std::uint32_t bits = 0; bits < 65536; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    if (!same(checkpoint::decode_f16(half), defined_value(bits, 5, 10))) ++wrong;
    if (!same(checkpoint::decode_bf16(half), defined_value(bits, 8, 7))) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(checkpoint::decode_f16(0x3c00) == 1);
  CHECK(checkpoint::decode_bf16(0x3f80) == 1);
}

TEST_CASE("the elements of every type are converted, in the order of the bytes") {
  const std::vector<std::pair<Tensor, std::vector<double>>> cases{
      {{"t", Dtype::f64, {2}, raw<double>({0.1, -3})}, {0.1, -3}},
      {{"t", Dtype::f32, {2}, raw<float>({0.5, -3})}, {0.5, -3}},
      {{"t", Dtype::f16, {2}, raw<std::uint16_t>({0x3c00, 0xc200})}, {1, -3}},
      {{"t", Dtype::bf16, {2}, raw<std::uint16_t>({0x3f80, 0xc040})}, {1, -3}},
      {{"t", Dtype::i64, {2}, raw<std::int64_t>({1LL << 40, -3})}, {std::ldexp(1.0, 40), -3}},
      {{"t", Dtype::i32, {2}, raw<std::int32_t>({70000, -3})}, {70000, -3}},
      {{"t", Dtype::i16, {2}, raw<std::int16_t>({300, -3})}, {300, -3}},
      {{"t", Dtype::i8, {2}, {100, 0xfd}}, {100, -3}},
      {{"t", Dtype::u8, {2}, {255, 3}}, {255, 3}},
      {{"t", Dtype::boolean, {3}, {1, 0, 7}}, {1, 0, 1}},
  };
  for (const auto& [tensor, expected] : cases) {
    INFO(checkpoint::name_of(tensor.dtype));
    CHECK(checkpoint::to_float64(tensor) == expected);
    const std::vector<float> narrow(expected.begin(), expected.end());
    CHECK(checkpoint::to_float32(tensor) == narrow);
    CHECK(tensor.bytes.size() ==
          expected.size() * static_cast<std::size_t>(checkpoint::item_size(tensor.dtype)));
  }
}

TEST_CASE("the types have the names that messages use") {
  std::string names;
  for (const Dtype dtype : {Dtype::f64,
                            Dtype::f32,
                            Dtype::f16,
                            Dtype::bf16,
                            Dtype::i64,
                            Dtype::i32,
                            Dtype::i16,
                            Dtype::i8,
                            Dtype::u8,
                            Dtype::boolean}) {
    names += std::string(checkpoint::name_of(dtype)) + " ";
  }
  CHECK(names == "f64 f32 f16 bf16 i64 i32 i16 i8 u8 bool ");
}

TEST_CASE("a scalar has one element, and an axis of none makes none") {
  CHECK(checkpoint::element_count({}, 8) == 1);
  CHECK(checkpoint::element_count({3, 0, 5}, 8) == 0);
  CHECK(checkpoint::element_count({2, 3}, 8) == 6);
  CHECK(checkpoint::to_float64({"t", Dtype::f64, {}, raw<double>({2})}) == std::vector<double>{2});
  CHECK(checkpoint::to_float32({"t", Dtype::f64, {0, 4}, {}}).empty());
}

TEST_CASE("impossible shapes have no number of elements") {
  const std::int64_t half = std::int64_t{1} << 32;
  CHECK_FALSE(checkpoint::element_count({-1}, 1));
  CHECK_FALSE(checkpoint::element_count({half, half}, 1));
  CHECK_FALSE(checkpoint::element_count({half, half, 0}, 1));
  CHECK_FALSE(checkpoint::element_count({std::int64_t{1} << 60}, 8));
  CHECK(checkpoint::element_count({std::int64_t{1} << 59}, 8) == std::int64_t{1} << 59);
  CHECK_FALSE(checkpoint::element_count(std::vector<std::int64_t>(65, 1), 1));
  CHECK(checkpoint::element_count(std::vector<std::int64_t>(64, 1), 1) == 1);
}

TEST_CASE("shapes are shown as Python shows them, long ones by their length") {
  CHECK(checkpoint::shown({64, 3, 7, 7}) == "(64, 3, 7, 7)");
  CHECK(checkpoint::shown(std::vector<std::int64_t>(9, 1)) == "a shape of 9 axes");
}

TEST_CASE("a tensor whose bytes do not fit its shape is refused and named") {
  const Tensor tensor{"fc.weight", Dtype::f32, {2, 3}, ByteVector(20)};
  expect_refusal([&] { (void)checkpoint::to_float32(tensor); },
                 {"tensor 'fc.weight'", "20 bytes for (2, 3) of f32"});
  expect_refusal([&] { (void)Tensor{"t", Dtype::f32, {-1}, {}}.size(); }, {"0 bytes for (-1)"});
}

}  // namespace eigenviews::test
