#include "data/npy_originals.hpp"

#include <limits>

#include "core/memory.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::load_npy;
using data::Originals;
using data::PixelMatrix;
using data::RowMatrix;

namespace {

Originals load_written(const ByteVector& content, data::Index limit = 0) {
  const TempFolder folder;
  return load_npy(folder.write("x.npy", content), limit);
}

void expect_npy_refusal(const ByteVector& content, std::initializer_list<std::string_view> parts) {
  const TempFolder folder;
  const auto path = folder.write("x.npy", content);
  expect_refusal([&] { (void)load_npy(path, 0); }, parts);
  expect_refusal([&] { (void)load_npy(path, 0); }, {path.string()});
}

ByteVector bytes_array(std::string_view shape, std::size_t count, bool fortran_order = false) {
  ByteVector bytes(count);
  for (std::size_t k = 0; k < count; ++k) bytes[k] = static_cast<std::uint8_t>(k);
  return npy_file(npy_header("|u1", shape, fortran_order), bytes);
}

}  // namespace

TEST_CASE("a matrix in a .npy file is points, without image or labels") {
  const Originals points = load_written(npy_array<float>("<f4", "(2, 3)", {1, -2, 3, 4, 5, 0.5}));
  RowMatrix expected(2, 3);
  expected << 1, -2, 3, 4, 5, 0.5;
  expect_close(std::get<RowMatrix>(points.values), expected, 0);
  expect_close(points.rows(1, 1), expected.bottomRows(1), 0);
  CHECK_FALSE(points.image.has_value());
  CHECK(points.labels.empty());
  CHECK(points.count() == 2);
  CHECK(points.dimension() == 3);
  CHECK(points.name.starts_with("npy:/"));
}

TEST_CASE("bytes with three or four dimensions are images and stay bytes, a matrix does not") {
  const Originals grey = load_written(bytes_array("(2, 2, 3)", 12));
  CHECK(*grey.image == data::ImageShape{.channels = 1, .height = 2, .width = 3});
  CHECK(std::get<PixelMatrix>(grey.values)(1, 5) == 11);
  CHECK(grey.rows(1, 1)(0, 5) == 11 / 255.0);
  const Originals colour = load_written(bytes_array("(2, 3, 1, 2)", 12));
  CHECK(*colour.image == data::ImageShape{.channels = 3, .height = 1, .width = 2});
  CHECK(std::get<RowMatrix>(load_written(bytes_array("(2, 6)", 12)).values)(1, 5) == 11.0);
}

TEST_CASE("images of real numbers keep their values") {
  const Originals images = load_written(npy_array<double>("<f8", "(1, 1, 2)", {-3.5, 300}));
  CHECK(images.image.has_value());
  RowMatrix expected(1, 2);
  expected << -3.5, 300;
  expect_close(images.rows(0, 1), expected, 0);
}

TEST_CASE("a limit takes the first rows, in C and in Fortran order") {
  const Originals c_order = load_written(bytes_array("(3, 1, 2)", 6), 2);
  CHECK(std::get<PixelMatrix>(c_order.values).rows() == 2);
  CHECK(std::get<PixelMatrix>(c_order.values)(1, 1) == 3);
  const Originals fortran = load_written(bytes_array("(3, 1, 2)", 6, true), 2);
  PixelMatrix expected(2, 2);
  expected << 0, 3, 1, 4;  // the first axis runs fastest
  CHECK(std::get<PixelMatrix>(fortran.values) == expected);
  expect_refusal([] { (void)load_written(bytes_array("(3, 1, 2)", 6), 4); },
                 {"there are 3 originals", "--n 4"});
}

TEST_CASE("NaN and infinity among originals are refused with row and column") {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  expect_npy_refusal(npy_array<double>("<f8", "(2, 2)", {1, 2, nan, infinity}),
                     {"every number must be finite", "nan in row 1, column 0 (counted from 0)"});
  expect_npy_refusal(npy_array<double>("<f8", "(2, 1, 2)", {1, 2, 3, -infinity}),
                     {"-inf in row 1, column 1"});
  expect_npy_refusal(
      npy_array<float>("<f4", "(1, 2)", {1, std::numeric_limits<float>::quiet_NaN()}),
      {"nan in row 0, column 1"});
  // Rows that are not asked for are not read.
  CHECK(load_written(npy_array<double>("<f8", "(2, 1)", {1, nan}), 1).count() == 1);
}

TEST_CASE("shapes that are no originals are refused") {
  const std::string_view rule = "originals are (n, p), (n, height, width) or";
  expect_npy_refusal(bytes_array("()", 1), {rule, "shape ()"});
  expect_npy_refusal(bytes_array("(4,)", 4), {rule, "shape (4)"});
  expect_npy_refusal(bytes_array("(1, 1, 1, 1, 1)", 1), {rule, "shape (1, 1, 1, 1, 1)"});
  expect_npy_refusal(bytes_array("(0, 3)", 0), {"at least one original", "shape (0, 3)"});
  expect_npy_refusal(bytes_array("(3, 0)", 0), {"at least one original", "shape (3, 0)"});
}

TEST_CASE("images with their channels last are refused with the way out") {
  expect_npy_refusal(bytes_array("(1, 5, 2, 3)", 30),
                     {"the channels of images come second", "transpose(0, 3, 1, 2)"});
}

TEST_CASE("text and Python objects are no originals") {
  expect_npy_refusal(npy_file(npy_header("|S1", "(1, 1)"), {65}), {"must be numbers", "'|S1'"});
  expect_npy_refusal(npy_file(npy_header("|O", "(1, 1)"), ByteVector(8)), {"O"});
}

TEST_CASE("huge, negative and false shapes of originals are refused") {
  expect_npy_refusal(npy_file(npy_header("<f8", "(4000000000, 4000000000)"), {}), {"x.npy"});
  expect_npy_refusal(npy_file(npy_header("<f8", "(1000000, 1000000)"), {}), {"x.npy"});
  expect_npy_refusal(npy_file(npy_header("<f8", "(-1, 2)"), {}), {"-1"});
  expect_npy_refusal(bytes_array("(2, 3)", 5), {"x.npy"});
  expect_npy_refusal(bytes_array("(2, 3)", 7, true), {"x.npy"});
}

TEST_CASE("originals that do not fit into memory are refused, fewer of them are not") {
  const TempFolder folder;
  const auto path = folder.write("x.npy", bytes_array("(3, 1, 200)", 600));
  core::set_available_memory_for_tests(1199);  // bytes as stored and as kept
  expect_refusal([&] { (void)load_npy(path, 0); }, {"of memory", "give a smaller --n"});
  CHECK(load_npy(path, 2).count() == 2);
  core::set_available_memory_for_tests(-1);
}

TEST_CASE("a missing .npy file is refused as a file error") {
  expect_refusal<core::FileError>([] { (void)load_npy("/no/such/x.npy", 0); },
                                  {"/no/such/x.npy: cannot be opened: No such file"});
}

}  // namespace eigenviews::test
