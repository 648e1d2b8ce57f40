#include "data/npy.hpp"

#include <limits>

#include "core/memory.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::NpyArray;
using data::parse_npy;
using data::RowMatrix;

namespace {

const RowMatrix two_by_three = (RowMatrix(2, 3) << 1, 2, 3, 4, 5, 6).finished();

template <class T>
RowMatrix values_of(std::string_view descr, const std::vector<T>& numbers) {
  return parse_npy(npy_array(descr, "(" + std::to_string(numbers.size()) + ",)", numbers), "a.npy")
      .numbers;
}

// Every number with its bytes turned round.
template <class T>
ByteVector turned(const std::vector<T>& numbers) {
  ByteVector bytes = raw(numbers);
  for (std::size_t at = 0; at < bytes.size(); at += sizeof(T)) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                 bytes.begin() + static_cast<std::ptrdiff_t>(at + sizeof(T)));
  }
  return bytes;
}

}  // namespace

TEST_CASE("the bytes that NumPy writes are read") {
  // numpy.save of numpy.array([[1, 2, 3], [4, 5, 6]], dtype='<f8'), NumPy 1.26.
  const std::string_view header =
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"
      "                                                          \n";
  REQUIRE(header.size() == 118);
  const ByteVector file = joined({{0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 0x76, 0},
                                  bytes_of(header),
                                  raw(std::vector<double>{1, 2, 3, 4, 5, 6})});
  const NpyArray array = parse_npy(file, "a.npy");
  CHECK(array.header.shape == std::vector<data::Index>{2, 3});
  CHECK(array.header.data_offset == 128);
  CHECK_FALSE(array.header.fortran_order);
  expect_close(array.numbers, two_by_three, 0);
}

TEST_CASE("every number type of the reader keeps its values") {
  expect_close(values_of<float>("<f4", {0.5F, -2}), Eigen::Vector2d(0.5, -2), 0);
  expect_close(values_of<double>("<f8", {0.1, -1e300}), Eigen::Vector2d(0.1, -1e300), 0);
  expect_close(values_of<std::int8_t>("|i1", {-128, 127}), Eigen::Vector2d(-128, 127), 0);
  expect_close(values_of<std::uint8_t>("|u1", {0, 255}), Eigen::Vector2d(0, 255), 0);
  expect_close(values_of<std::int16_t>("<i2", {-32768, 513}), Eigen::Vector2d(-32768, 513), 0);
  expect_close(values_of<std::uint16_t>("<u2", {65535, 513}), Eigen::Vector2d(65535, 513), 0);
  expect_close(values_of<std::int32_t>("<i4", {-70000, 513}), Eigen::Vector2d(-70000, 513), 0);
  expect_close(values_of<std::uint32_t>("<u4", {4294967295U, 1}),
               Eigen::Vector2d(4294967295.0, 1),
               0);
  expect_close(values_of<std::int64_t>("<i8", {-(std::int64_t{1} << 53), 7}),
               Eigen::Vector2d(-9007199254740992.0, 7),
               0);
  expect_close(values_of<std::uint64_t>("<u8", {std::uint64_t{1} << 63, 7}),
               Eigen::Vector2d(9223372036854775808.0, 7),
               0);
}

TEST_CASE("the other byte order is turned round, and native order may be written as '='") {
  const std::vector<double> numbers{0.1, -3};
  const ByteVector doubles = npy_file(npy_header(">f8", "(2,)"), turned(numbers));
  expect_close(parse_npy(doubles, "a.npy").numbers, Eigen::Vector2d(0.1, -3), 0);
  const ByteVector words = npy_file(npy_header(">i2", "(1,)"), {0x01, 0x02});
  CHECK(parse_npy(words, "a.npy").numbers(0, 0) == 258);
  expect_close(values_of<double>("=f8", numbers), Eigen::Vector2d(0.1, -3), 0);
  expect_close(values_of<double>("f8", numbers), Eigen::Vector2d(0.1, -3), 0);
}

TEST_CASE("an array in Fortran order gives the same matrix as in C order") {
  const ByteVector file =
      npy_file(npy_header("<f8", "(2, 3)", true), raw(std::vector<double>{1, 4, 2, 5, 3, 6}));
  expect_close(parse_npy(file, "a.npy").numbers, two_by_three, 0);
}

TEST_CASE("four dimensions in Fortran order follow the plain index formula") {
  // Element (i, a, b, c) of shape (3, 2, 5, 4) is at i + 3 (a + 2 (b + 5 c)).
  std::vector<std::int32_t> stored(120);
  for (int i = 0; i < 3; ++i)
    for (int a = 0; a < 2; ++a)
      for (int b = 0; b < 5; ++b)
        for (int c = 0; c < 4; ++c)
          stored[static_cast<std::size_t>(i + 3 * (a + 2 * (b + 5 * c)))] =
              1000 * i + 100 * a + 10 * b + c;
  const ByteVector file = npy_file(npy_header("<i4", "(3, 2, 5, 4)", true), raw(stored));
  const RowMatrix numbers = parse_npy(file, "a.npy").numbers;
  REQUIRE(numbers.rows() == 3);
  REQUIRE(numbers.cols() == 40);
  int wrong = 0;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 40; ++j)
      wrong += numbers(i, j) != 1000 * i + 100 * (j / 20) + 10 * (j / 4 % 5) + j % 4;
  CHECK(wrong == 0);
}

TEST_CASE("rows of an array in Fortran order can be taken from the whole of its data") {
  const ByteVector data = raw(std::vector<double>{1, 4, 2, 5, 3, 6});
  const ByteVector file = npy_file(npy_header("<f8", "(2, 3)", true), data);
  const auto header = data::parse_npy_header(file, static_cast<std::int64_t>(file.size()), "a.npy");
  expect_close(data::npy_numbers(header, data, 1), two_by_three.topRows(1), 0);
}

TEST_CASE("a single number and an empty array are read") {
  const NpyArray number = parse_npy(npy_array<double>("<f8", "()", {3.5}), "a.npy");
  CHECK(number.header.shape.empty());
  CHECK(number.numbers(0, 0) == 3.5);
  const NpyArray empty = parse_npy(npy_array<double>("<f8", "(0, 5)", {}), "a.npy");
  CHECK(empty.numbers.rows() == 0);
  CHECK(empty.numbers.cols() == 5);
}

TEST_CASE("an empty array in Fortran order with a huge other side takes no memory") {
  // Found in review: the offsets of 2^50 columns were laid out for an array without rows.
  const ByteVector file = npy_file(npy_header("<f8", "(0, 1125899906842624)", true), {});
  CHECK(parse_npy(file, "a.npy").numbers.size() == 0);
}

TEST_CASE("a string is read from bytes and from text") {
  const auto text = [](std::string_view descr, const ByteVector& data) {
    return data::parse_npy_text(npy_file(npy_header(descr, "()"), data), "format");
  };
  CHECK(text("|S3", bytes_of("csr")) == "csr");
  CHECK(text("|S5", {'c', 's', 'r', 0, 0}) == "csr");
  // Found in review: a letter of U takes four bytes.
  CHECK(text("<U3", {'c', 0, 0, 0, 's', 0, 0, 0, 'r', 0, 0, 0}) == "csr");
  CHECK(text(">U3", {0, 0, 0, 'c', 0, 0, 0, 's', 0, 0, 0, 'r'}) == "csr");
}

TEST_CASE("text where numbers belong and numbers where text belongs are refused") {
  const ByteVector word = npy_file(npy_header("|S3", "()"), bytes_of("csr"));
  expect_refusal([&] { (void)parse_npy(word, "a.npy"); },
                 {"a.npy: the array must hold numbers", "dtype '|S3'"});
  const ByteVector words = npy_file(npy_header("|S3", "(2,)"), bytes_of("csrcsc"));
  expect_refusal([&] { (void)data::parse_npy_text(words, "a.npy"); },
                 {"must hold one string", "dtype '|S3' of shape (2)"});
  const ByteVector number = npy_array<double>("<f8", "()", {1});
  expect_refusal([&] { (void)data::parse_npy_text(number, "a.npy"); }, {"must hold one string"});
}

TEST_CASE("an array that grows beyond memory as real numbers is refused") {
  const ByteVector file = npy_array<std::uint8_t>("|u1", "(4,)", {1, 2, 3, 4});
  core::set_available_memory_for_tests(31);
  expect_refusal([&] { (void)parse_npy(file, "a.npy"); }, {"a.npy: needs", "of memory"});
  core::set_available_memory_for_tests(-1);
}

}  // namespace eigenviews::test
