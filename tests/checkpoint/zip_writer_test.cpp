#include "checkpoint/zip_writer.hpp"

#include "checkpoint/archive.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using checkpoint::ZipEntry;

namespace {

ByteVector file_of(const checkpoint::ZipPieces& zip) {
  ByteVector bytes;
  for (const data::Bytes piece : zip.pieces) {
    bytes.insert(bytes.end(), piece.begin(), piece.end());
  }
  return bytes;
}

}  // namespace

TEST_CASE("an archive holds its entries, checked by libzip, each aligned to 64 bytes") {
  const ByteVector first{1, 2, 3}, none, long_one(1000, 7);
  const std::vector<ZipEntry> entries{{"root/a", first},
                                      {"root/none", none},
                                      {"root/a much longer name than that of the others", long_one},
                                      {"root/last", first}};
  const checkpoint::ZipPieces zip = checkpoint::zip_pieces(entries);
  const TempFolder folder;
  const auto path = folder.write("a.zip", file_of(zip));
  const checkpoint::Archive archive(path);
  for (const ZipEntry& entry : entries) {
    INFO(entry.name);
    const ByteVector read = archive.read(entry.name.substr(5));
    CHECK(read == ByteVector(entry.bytes.begin(), entry.bytes.end()));
  }
  std::size_t reached = 0, aligned = 0;
  for (const data::Bytes piece : zip.pieces) {
    for (const ZipEntry& entry : entries) {
      if (piece.data() != entry.bytes.data() || piece.empty()) continue;
      CHECK(reached % 64 == 0);
      ++aligned;
    }
    reached += piece.size();
  }
  CHECK(aligned == 2 + 2 + 1);  // `first` is found for two entries, twice
}

TEST_CASE("an archive without entries is one") {
  CHECK(file_of(checkpoint::zip_pieces({})).size() == 22);
}

TEST_CASE("archives of 4 GiB or of 65535 entries are refused before a byte is read") {
  const ByteVector one{1};
  const std::size_t four_gib = std::size_t{1} << 32;
  // Sizes alone are looked at; there is nothing behind these.
  const data::Bytes whole(one.data(), four_gib), half(one.data(), four_gib / 2);
  const data::Bytes nearly(one.data(), four_gib - 100);
  for (const std::vector<ZipEntry>& entries : {std::vector<ZipEntry>{{"a", whole}},
                                               std::vector<ZipEntry>{{"a", half}, {"b", half}},
                                               std::vector<ZipEntry>{{"a", nearly}},
                                               std::vector<ZipEntry>(65535, {"a", {}})}) {
    expect_refusal([&] { (void)checkpoint::zip_pieces(entries); },
                   {"65534 entries", "4 GiB", ".safetensors"});
  }
}

}  // namespace eigenviews::test
