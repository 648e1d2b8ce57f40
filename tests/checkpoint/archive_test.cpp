#include "checkpoint/archive.hpp"

#include "core/memory.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using checkpoint::Archive;

namespace {

void expect_archive_refusal(const ByteVector& content,
                            std::initializer_list<std::string_view> parts) {
  const TempFolder folder;
  const auto path = folder.write("a.pth", content);
  expect_refusal([&] { Archive archive(path); }, parts);
}

// The refusal of an archive of one entry "r/a" of 100 zeros, deflated or not, falsified.
template <class Falsify>
void expect_entry_refusal(bool deflated,
                          Falsify falsify,
                          std::initializer_list<std::string_view> parts) {
  ZipMember member{.name = "r/a", .content = ByteVector(100), .deflated = deflated};
  falsify(member);
  expect_archive_refusal(zip_file({member}), parts);
}

}  // namespace

TEST_CASE("the entries of an archive are found below its one folder") {
  const TempFolder folder;
  const auto path = folder.write(
      "a.pth",
      zip_file({{.name = "r/data.pkl", .content = {1, 2, 3}},
                {.name = "r/data/0", .content = {}},
                {.name = "r/code/x.py", .content = ByteVector(5000, 7), .deflated = true}}));
  const Archive archive(path);
  CHECK(archive.has("data.pkl"));
  CHECK_FALSE(archive.has("r/data.pkl"));
  CHECK(archive.has_folder("code"));
  CHECK(archive.has_folder("data"));
  CHECK_FALSE(archive.has_folder("dat"));
  CHECK(archive.size("data.pkl") == 3);
  CHECK(archive.read("data.pkl") == ByteVector{1, 2, 3});
  CHECK(archive.read("data/0").empty());
  CHECK(archive.read("code/x.py") == ByteVector(5000, 7));
  CHECK(archive.where("data/0") == path.string() + ", entry 'data/0'");
}

TEST_CASE("what is no whole archive, or no file, is refused") {
  expect_archive_refusal(bytes_of("PK\x03\x04 and no more"),
                         {"a.pth: what starts as a zip archive must be a whole one"});
  const TempFolder folder;
  expect_refusal<core::FileError>([&] { Archive archive(folder.path() / "none"); },
                                  {"none: cannot be opened"});
}

TEST_CASE("a missing entry is refused and named") {
  const TempFolder folder;
  const auto path = folder.write("a.pth", zip_file({{.name = "r/a", .content = {}}}));
  const Archive archive(path);
  expect_refusal([&] { (void)archive.size("data.pkl"); },
                 {"a.pth, entry 'data.pkl'", "the archive must have this entry"});
  expect_refusal([&] { (void)archive.read("data.pkl"); }, {"the archive must have this entry"});
}

TEST_CASE("more entries than the bound are refused") {
  const TempFolder folder;
  const auto path =
      folder.write("a.pth",
                   zip_file({{.name = "r/a", .content = {}}, {.name = "r/b", .content = {}}}));
  const Archive archive(path, 2);
  expect_refusal([&] { Archive refused(path, 1); },
                 {"an archive has at most 1 entries; received 2"});
}

TEST_CASE("entries outside of one folder are refused") {
  const std::string_view rule = "every entry must be in one and the same folder";
  expect_archive_refusal(zip_file({{.name = "a", .content = {}}}), {"entry 'a'", rule});
  expect_archive_refusal(zip_file({{.name = "r/a", .content = {}}, {.name = "s/b", .content = {}}}),
                         {"entry 's/b'", rule});
  expect_archive_refusal(
      zip_file({{.name = "/etc/a", .content = {}}, {.name = "r/b", .content = {}}}),
      {rule});
}

TEST_CASE("two entries of one name are refused, since readers differ in which they take") {
  expect_archive_refusal(
      zip_file({{.name = "r/a", .content = {1}}, {.name = "r/a", .content = {2}}}),
      {"entries must have different names", "'r/a' twice"});
}

TEST_CASE("encrypted entries, and packings other than deflate, are refused") {
  const std::string_view rule = "entries are stored or deflated, and not encrypted";
  expect_entry_refusal(false, [](ZipMember& m) { m.method = 12; }, {"'r/a'", rule, "method 12"});
  expect_entry_refusal(false, [](ZipMember& m) { m.flags = 1; }, {rule, "encryption 1"});
}

TEST_CASE("sizes that an entry cannot have are refused before memory is reserved") {
  const std::string_view rule = "an entry's sizes must be possible in a file of";
  expect_entry_refusal(true, [](ZipMember& m) { m.size = 0xfffffff0; }, {rule, "4294967280"});
  expect_entry_refusal(true, [](ZipMember& m) { m.packed_size = 0xfffffff0; }, {rule});
  expect_entry_refusal(false, [](ZipMember& m) { m.size = 99; }, {rule, "100 bytes that unpack"});
}

TEST_CASE("entries that share bytes of the file are refused") {
  // Two entries in the directory, both of which are the first one's bytes.
  const ZipMember member{.name = "r/a", .content = ByteVector(4000)};
  ByteVector archive = zip_file({member, {.name = "r/b", .content = {}}});
  // The directory starts after 30 + 3 + 4000 bytes and 30 + 3; an entry there takes 46 + 3 bytes,
  // its sizes at 20 and 24 and its offset at 42.
  const std::size_t second = 4033 + 33 + 49;
  for (const std::size_t at : {second + 20, second + 24}) {
    archive[at] = 4000 & 0xff;
    archive[at + 1] = 4000 >> 8;
  }
  expect_archive_refusal(archive, {"entries may not share bytes of the file", "8000 packed bytes"});
}

TEST_CASE("damaged entries are refused when they are read") {
  for (const bool deflated : {false, true}) {
    const TempFolder folder;
    const auto path = folder.write(
        "a.pth",
        zip_file(
            {{.name = "r/a", .content = ByteVector(100), .deflated = deflated, .crc = 12345}}));
    const Archive archive(path);
    expect_refusal([&] { (void)archive.read("a"); },
                   {"entry 'a'", "must unpack to 100 undamaged bytes"});
  }
}

TEST_CASE("a deflated entry of another size than it states is refused") {
  for (const std::uint32_t size : {99U, 101U}) {
    const TempFolder folder;
    const auto path = folder.write(
        "a.pth",
        zip_file({{.name = "r/a", .content = ByteVector(100), .deflated = true, .size = size}}));
    const Archive archive(path);
    expect_refusal([&] { (void)archive.read("a"); }, {"undamaged bytes"});
  }
}

TEST_CASE("an entry that does not fit into memory is refused") {
  const TempFolder folder;
  const auto path = folder.write("a.pth", zip_file({{.name = "r/a", .content = ByteVector(100)}}));
  const Archive archive(path);
  core::set_available_memory_for_tests(99);
  expect_refusal([&] { (void)archive.read("a"); }, {"entry 'a': needs", "of memory"});
  core::set_available_memory_for_tests(-1);
}

}  // namespace eigenviews::test
