#include "data/gzip_reader.hpp"

#include <algorithm>
#include <numeric>

#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::GzipReader;

namespace {

struct Content {
  ByteVector bytes;
  bool broken_off = false;
};

// Reads to the end in pieces of `piece` bytes.
Content read_all(GzipReader& reader, std::size_t piece) {
  Content content;
  ByteVector buffer(piece);
  for (std::size_t got = piece; got == piece;) {
    got = reader.read(buffer);
    content.bytes.insert(content.bytes.end(),
                         buffer.begin(),
                         buffer.begin() + static_cast<std::ptrdiff_t>(got));
  }
  content.broken_off = reader.broken_off();
  return content;
}

Content read_written(const ByteVector& file, std::size_t piece = 64) {
  const TempFolder folder;
  GzipReader reader(folder.write("file", file));
  return read_all(reader, piece);
}

// Bytes that hardly repeat, more of them than the reader's buffer of 2^17 holds.
ByteVector long_content() {
  ByteVector bytes(597 * 43 * 17);
  std::uint32_t state = 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return bytes;
}

void expect_gzip_refusal(const ByteVector& file, std::initializer_list<std::string_view> parts) {
  expect_refusal([&] { (void)read_written(file); }, parts);
}

}  // namespace

TEST_CASE("a packed file gives the same bytes as the plain one, in pieces of any size") {
  const ByteVector content = long_content();
  const ByteVector packed = gzip(content);
  REQUIRE(packed.size() > std::size_t{1} << 17);
  for (const std::size_t piece : {std::size_t{1009}, std::size_t{1} << 17, content.size() + 1}) {
    const Content plain = read_written(content, piece);
    const Content unpacked = read_written(packed, piece);
    CHECK(plain.bytes == content);
    CHECK(unpacked.bytes == content);
    CHECK_FALSE(plain.broken_off);
    CHECK_FALSE(unpacked.broken_off);
  }
}

TEST_CASE("a small packed file is read byte by byte") {
  const ByteVector content = bytes_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
  const Content unpacked = read_written(gzip(content), 1);
  CHECK(unpacked.bytes == content);
  CHECK_FALSE(unpacked.broken_off);
}

TEST_CASE("empty files and files of one byte are plain content") {
  CHECK(read_written({}).bytes.empty());
  CHECK(read_written({0x1f}).bytes == ByteVector{0x1f});
  CHECK(read_written(gzip({})).bytes.empty());
}

TEST_CASE("a cut gzip stream breaks off wherever it is cut") {
  const ByteVector content = bytes_of("Fashion, fashion, fashion");
  const ByteVector packed = gzip(content);
  for (std::size_t length = 2; length < packed.size(); ++length) {
    INFO("length " << length);
    const Content part = read_written(cut(packed, packed.size() - length));
    CHECK(part.broken_off);
    CHECK(part.bytes.size() <= content.size());
    CHECK(std::equal(part.bytes.begin(), part.bytes.end(), content.begin()));
  }
}

TEST_CASE("garbage after a gzip stream is refused, and its byte named") {
  const ByteVector packed = gzip(bytes_of("content"));
  expect_gzip_refusal(
      joined({packed, bytes_of("garbage")}),
      {"file: the gzip stream must be undamaged", "incorrect header check at byte "});
  expect_gzip_refusal(joined({packed, {0, 0}}), {"incorrect header check"});
  const Content part = read_written(joined({packed, {0x1f}}));
  CHECK(part.broken_off);
  CHECK(part.bytes == bytes_of("content"));
}

TEST_CASE("gzip streams that follow one another are read as one") {
  const Content both =
      read_written(joined({gzip(bytes_of("one, ")), gzip({}), gzip(bytes_of("two"))}));
  CHECK(both.bytes == bytes_of("one, two"));
  CHECK_FALSE(both.broken_off);
}

TEST_CASE("a gzip stream with a wrong checksum, length or code is refused") {
  const ByteVector packed = gzip(bytes_of("content"));
  ByteVector wrong = packed;
  wrong[wrong.size() - 8] ^= 1;
  expect_gzip_refusal(wrong, {"incorrect data check at byte"});
  wrong = packed;
  wrong[wrong.size() - 1] ^= 1;
  expect_gzip_refusal(wrong, {"incorrect length check at byte"});
  wrong = packed;
  wrong[10] = 0x07;  // the last block, of the type that is reserved
  expect_gzip_refusal(wrong, {"invalid block type at byte"});
  wrong = packed;
  wrong[2] = 9;
  expect_gzip_refusal(wrong, {"unknown compression method at byte"});
}

TEST_CASE("a missing gzip file and a folder are refused as file errors") {
  const TempFolder folder;
  expect_refusal<core::FileError>([&] { GzipReader{folder.path() / "none.gz"}; },
                                  {"none.gz: cannot be opened"});
  expect_refusal<core::FileError>([&] { GzipReader{folder.path()}; }, {"is not a file"});
}

}  // namespace eigenviews::test
