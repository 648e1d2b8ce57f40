#include "data/idx.hpp"

#include "core/memory.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

namespace {

using data::IdxArray;
using data::read_idx;

// Three images of 2 x 2.
ByteVector three_images() { return {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255}; }

IdxArray read_written(const ByteVector& content, const data::IdxRequest& request = {}) {
  const TempFolder folder;
  return read_idx(folder.write("images", content), request);
}

void expect_idx_refusal(const ByteVector& content,
                        std::initializer_list<std::string_view> parts,
                        const data::IdxRequest& request = {}) {
  const TempFolder folder;
  const auto path = folder.write("images", content);
  expect_refusal([&] { (void)read_idx(path, request); }, parts);
  expect_refusal([&] { (void)read_idx(path, request); }, {path.string()});
}

}  // namespace

TEST_CASE("an IDX file of images is read as one row an image, plain and compressed") {
  const ByteVector file = idx_file({3, 2, 2}, three_images());
  for (const ByteVector& content : {file, gzip(file)}) {
    const IdxArray array = read_written(content);
    CHECK(array.dims == std::vector<data::Index>{3, 2, 2});
    data::PixelMatrix expected(3, 4);
    expected << 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255;
    REQUIRE(array.items.rows() == 3);
    REQUIRE(array.items.cols() == 4);
    CHECK(array.items == expected);
  }
}

TEST_CASE("an IDX file of labels is read as a column") {
  const IdxArray labels = read_written(idx_file({3}, {7, 0, 9}), {.rank = 1});
  REQUIRE(labels.items.rows() == 3);
  REQUIRE(labels.items.cols() == 1);
  CHECK(labels.items(0, 0) == 7);
  CHECK(labels.items(2, 0) == 9);
}

TEST_CASE("a limit reads the first items of an IDX file and still counts the others") {
  const ByteVector file = idx_file({3, 2, 2}, three_images());
  for (const ByteVector& content : {file, gzip(file)}) {
    const IdxArray array = read_written(content, {.limit = 2});
    CHECK(array.dims[0] == 3);
    REQUIRE(array.items.rows() == 2);
    CHECK(array.items(1, 3) == 8);
  }
  expect_idx_refusal(cut(file, 1), {"promises 12 bytes", "11 bytes"}, {.limit = 2});
  expect_idx_refusal(cut(gzip(file), 9), {"the gzip stream breaks off"}, {.limit = 2});
}

TEST_CASE("an IDX file of odd sizes survives the round trip through gzip") {
  ByteVector items(597 * 43);
  for (std::size_t k = 0; k < items.size(); ++k) items[k] = static_cast<std::uint8_t>(k * k % 251);
  const IdxArray array = read_written(gzip(idx_file({597, 43, 1}, items)));
  REQUIRE(array.items.size() == 597 * 43);
  CHECK(std::equal(items.begin(), items.end(), array.items.data()));
}

TEST_CASE("an IDX file with a wrong magic number is refused") {
  const ByteVector items = three_images();
  const std::string_view rule = "starts with 00 00 08 03";
  expect_idx_refusal(idx_file({3, 2, 2}, items, 0x0d), {rule, "00 00 0d 03"});
  expect_idx_refusal(idx_file({12}, items), {rule, "00 00 08 01"});
  expect_idx_refusal(idx_file({3, 2, 2}, items), {"starts with 00 00 08 01"}, {.rank = 1});
  expect_idx_refusal(bytes_of("GIF89a, not IDX"), {rule, "47 49 46 38"});
}

TEST_CASE("an IDX file that ends inside its header is refused") {
  expect_idx_refusal({}, {"IDX header", "an end inside it"});
  expect_idx_refusal({0, 0, 8}, {"IDX header", "an end inside it"});
  expect_idx_refusal(cut(idx_file({3, 2, 2}, {}), 1), {"IDX header", "an end inside it"});
}

TEST_CASE("an IDX file whose counts do not fit its items is refused") {
  const ByteVector items = three_images();
  expect_idx_refusal(idx_file({4, 2, 2}, items), {"promises 16 bytes", "12 bytes"});
  expect_idx_refusal(idx_file({2, 2, 2}, items), {"promises 8 bytes", "received more"});
  expect_idx_refusal(gzip(idx_file({4, 2, 2}, items)), {"promises 16 bytes", "12 bytes"});
  expect_idx_refusal(gzip(idx_file({2, 2, 2}, items)), {"promises 8 bytes", "received more"});
  expect_idx_refusal(idx_file({0, 2, 2}, {}), {"must be positive", "0 x 2 x 2"});
  expect_idx_refusal(idx_file({3, 0, 2}, {}), {"must be positive", "3 x 0 x 2"});
}

TEST_CASE("hostile IDX dimensions are refused before memory is reserved for them") {
  constexpr std::uint32_t most = 0xffffffff;
  expect_idx_refusal(idx_file({most, most, most}, {1}), {"product below 2^63"});
  expect_idx_refusal(idx_file({most, 28, 28}, {1}), {"which no file of 17 bytes can hold"});
  // What a small gzip stream can hold is bounded too: 1032 times its size.
  expect_idx_refusal(gzip(idx_file({1, 1000, 1000}, {1})), {"which no file of", "can hold"});
}

TEST_CASE("an IDX file that does not fit into memory is refused") {
  const TempFolder folder;
  const auto path = folder.write("images", idx_file({3, 2, 2}, three_images()));
  core::set_available_memory_for_tests(11);
  expect_refusal([&] { (void)read_idx(path, {}); }, {"of memory", "give a smaller --n"});
  core::set_available_memory_for_tests(8);
  CHECK(read_idx(path, {.limit = 2}).items.rows() == 2);
  core::set_available_memory_for_tests(-1);
}

TEST_CASE("a gzip stream cut at any byte is refused") {
  const ByteVector file = gzip(idx_file({3, 2, 2}, three_images()));
  const TempFolder folder;
  for (std::size_t length = 0; length < file.size(); ++length) {
    INFO("length " << length);
    const auto path = folder.write("images.gz", cut(file, file.size() - length));
    CHECK_THROWS_AS(read_idx(path, {}), core::InputError);
  }
}

TEST_CASE("a gzip stream with a wrong checksum or length at its end is refused") {
  ByteVector wrong_sum = gzip(idx_file({3, 2, 2}, three_images()));
  ByteVector wrong_length = wrong_sum;
  wrong_sum[wrong_sum.size() - 8] ^= 1;
  wrong_length[wrong_length.size() - 4] ^= 1;
  expect_idx_refusal(wrong_sum, {"the gzip stream must be undamaged", "incorrect data check"});
  expect_idx_refusal(wrong_length, {"the gzip stream must be undamaged", "incorrect length check"});
}

TEST_CASE("garbage after the gzip stream of an IDX file is refused") {
  const ByteVector packed = gzip(idx_file({3, 2, 2}, three_images()));
  expect_idx_refusal(joined({packed, bytes_of("garbage")}),
                     {"the gzip stream must be undamaged", "incorrect header check"});
  expect_idx_refusal(joined({packed, {0x1f}}), {"the gzip stream breaks off"});
}

TEST_CASE("more items than an IDX file has, or fewer than none, are refused") {
  const ByteVector file = idx_file({3, 2, 2}, three_images());
  expect_idx_refusal(file, {"there are 3 originals", "--n 4"}, {.limit = 4});
  expect_idx_refusal(file, {"must be positive", "-1"}, {.limit = -1});
}

TEST_CASE("an IDX file that is missing or a folder is refused as a file error") {
  const TempFolder folder;
  expect_refusal<core::FileError>([&] { (void)read_idx(folder.path() / "none", {}); },
                                  {"none: cannot be opened: No such file"});
  expect_refusal<core::FileError>([&] { (void)read_idx(folder.path(), {}); },
                                  {"is not a file that can be read"});
}

}  // namespace eigenviews::test
