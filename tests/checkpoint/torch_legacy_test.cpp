#include "checkpoint/checkpoint.hpp"
#include "checkpoint/pickle_builder.hpp"
#include "checkpoint/torch_file.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using checkpoint::Checkpoint;
using checkpoint::Format;

namespace {

const std::vector<float> six{1, 2, 3, 4, 5, 6};

/// A file of torch.save before PyTorch 1.6; each part may be falsified.
struct LegacyFile {
  ByteVector version = pickle_of({integer(1001)});
  ByteVector system = pickle_of({dictionary({text("little_endian"), op(0x88)})});
  ByteVector object = pickle_of({dictionary({text("w"), tensor({.key = "94"})})});
  ByteVector keys = pickle_of({list({text("94")})});
  ByteVector storages = joined({little(6, 8), raw(six)});

  [[nodiscard]] ByteVector bytes() const {
    const ByteVector magic = pickle_of(
        {joined({{0x8a, 10}, {0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19}})});
    return joined({magic, version, system, object, keys, storages});
  }
};

Checkpoint read_legacy(const LegacyFile& file) {
  const TempFolder folder;
  return checkpoint::read_checkpoint(folder.write("a.pth", file.bytes()));
}

void expect_legacy_refusal(const LegacyFile& file, std::initializer_list<std::string_view> parts) {
  expect_refusal([&] { (void)read_legacy(file); }, parts);
}

}  // namespace

TEST_CASE("a hand-written file of the old torch.save is read") {
  const Checkpoint checkpoint = read_legacy({});
  CHECK(checkpoint.format == Format::torch_legacy);
  REQUIRE(checkpoint.tensors.size() == 1);
  CHECK(checkpoint::to_float32(checkpoint.tensors[0]) == six);
}

TEST_CASE("old files of another version or byte order are refused") {
  expect_legacy_refusal({.version = pickle_of({integer(1000)})},
                        {"the protocol of torch.save is 1001", "the integer 1000"});
  expect_legacy_refusal({.version = pickle_of({op('N')})}, {"protocol", "None"});
  const std::string_view rule = "lowest byte first";
  expect_legacy_refusal({.system = pickle_of({dictionary({text("little_endian"), op(0x89)})})},
                        {rule});
  expect_legacy_refusal({.system = pickle_of({dictionary({op('N'), op('N')})})}, {rule});
  expect_legacy_refusal({.system = pickle_of({op('N')})}, {rule});
}

TEST_CASE("old files whose storages are not those of the tensors are refused") {
  const std::string_view rule = "the storages are those of the tensors, each once";
  expect_legacy_refusal({.keys = pickle_of({op('N')})}, {"a list of storages follows", "None"});
  expect_legacy_refusal({.keys = pickle_of({list({text("95")})})}, {rule, "the text '95'"});
  expect_legacy_refusal({.keys = pickle_of({list({op('N')})})}, {rule, "None"});
  expect_legacy_refusal({.keys = pickle_of({list({text("94"), text("94")})})}, {rule});
  expect_legacy_refusal({.keys = pickle_of({op(']')})}, {"storage '94' has 24 bytes", "none of"});
  expect_legacy_refusal({.storages = joined({little(5, 8), raw(six)})},
                        {"storage '94' has 24 bytes", "20 bytes"});
}

TEST_CASE("old files that end before their storages do are refused") {
  expect_legacy_refusal({.storages = joined({little(7, 8), raw(six)})},
                        {"storage '94' lies in the file", "7 elements where 24 bytes follow"});
  expect_legacy_refusal({.storages = little(~0ULL, 8)}, {"18446744073709551615 elements where 0"});
  const TempFolder folder;
  const auto path = folder.write("a.pth", LegacyFile{.storages = {1, 2}}.bytes());
  expect_refusal<core::FileError>([&] { (void)checkpoint::read_torch_legacy(path); },
                                  {"a.pth: ends after"});
}

TEST_CASE("what is wrong in a pickle of an old file is said with its place") {
  expect_legacy_refusal({.object = pickle_of({name("os", "system")})},
                        {"a.pth, pickle at byte", ", byte 2: only names", "os.system"});
}

}  // namespace eigenviews::test
