#include "data/npz.hpp"

#include "core/memory.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::NpzFile;

namespace {

ByteVector two_numbers() { return npy_array<double>("<f8", "(2,)", {0.25, -3}); }

ZipMember member_p() { return {.name = "P.npy", .content = two_numbers()}; }

// The refusal of reading "P" from an archive of one member.
void expect_member_refusal(const ZipMember& member, std::initializer_list<std::string_view> parts) {
  const TempFolder folder;
  const auto path = folder.write("a.npz", zip_file({member}));
  expect_refusal([&] { (void)NpzFile(path).array("P"); }, parts);
}

void expect_archive_refusal(const ByteVector& content,
                            std::initializer_list<std::string_view> parts) {
  const TempFolder folder;
  const auto path = folder.write("a.npz", content);
  expect_refusal([&] { NpzFile file(path); }, parts);
}

}  // namespace

TEST_CASE("stored and deflated members of a .npz file are read") {
  const TempFolder folder;
  for (const bool deflated : {false, true}) {
    const auto path =
        folder.write("a.npz",
                     zip_file({{.name = "P.npy", .content = two_numbers(), .deflated = deflated},
                               {.name = "format.npy",
                                .content = npy_file(npy_header("|S3", "()"), bytes_of("csr")),
                                .deflated = deflated}}));
    const NpzFile file(path);
    CHECK(file.where() == path.string());
    CHECK(file.has("P"));
    CHECK_FALSE(file.has("p"));
    CHECK_FALSE(file.has("P.npy"));
    expect_close(file.array("P").numbers, Eigen::Vector2d(0.25, -3), 0);
    CHECK(file.text("format") == "csr");
  }
}

TEST_CASE("a deflated member of odd size survives the round trip") {
  std::vector<double> numbers(597 * 43);
  for (std::size_t k = 0; k < numbers.size(); ++k) numbers[k] = 1.0 / static_cast<double>(k + 1);
  const TempFolder folder;
  const auto path = folder.write("a.npz",
                                 zip_file({{.name = "P.npy",
                                            .content = npy_array("<f8", "(597, 43)", numbers),
                                            .deflated = true}}));
  const auto array = NpzFile(path).array("P");
  const Eigen::Map<const data::RowMatrix> expected(numbers.data(), 597, 43);
  expect_close(array.numbers, expected, 0);
}

TEST_CASE("a file that is no zip archive is refused") {
  expect_archive_refusal(bytes_of("not a zip archive at all"), {"a.npz: a .npz file is a zip"});
  expect_archive_refusal(cut(zip_file({member_p()}), 10), {"a .npz file is a zip archive"});
  const TempFolder folder;
  expect_refusal<core::FileError>([&] { NpzFile file(folder.path() / "none.npz"); },
                                  {"none.npz: cannot be opened"});
  expect_refusal<core::FileError>([&] { NpzFile file(folder.path()); },
                                  {"is not a file that can be read"});
}

TEST_CASE("a missing member of a .npz file is refused and named") {
  expect_member_refusal({.name = "Q.npy", .content = two_numbers()},
                        {"a.npz, member P", "the archive must have this member"});
}

TEST_CASE("two members of one name are refused, since readers differ in which they take") {
  expect_archive_refusal(zip_file({member_p(), member_p()}), {"different names", "'P.npy' twice"});
}

TEST_CASE("a member with a wrong checksum is refused, stored and deflated") {
  for (const bool deflated : {false, true}) {
    ZipMember member = member_p();
    member.deflated = deflated;
    member.crc = 12345;
    expect_member_refusal(member, {"member P: the member must unpack to 144 undamaged bytes"});
  }
}

TEST_CASE("a member whose stated size is wrong is refused") {
  for (const bool deflated : {false, true}) {
    for (const std::uint32_t size : {143U, 145U, 300U}) {
      INFO("deflated " << deflated << ", size " << size);
      ZipMember member = member_p();
      member.deflated = deflated;
      member.size = size;
      expect_member_refusal(member, {"must unpack to " + std::to_string(size) + " undamaged"});
    }
  }
}

TEST_CASE("sizes that a zip member cannot have are refused before memory is reserved") {
  ZipMember bomb = member_p();
  bomb.deflated = true;
  bomb.size = 0xfffffff0;
  expect_member_refusal(bomb, {"unpack to at most 1032 times as many", "4294967280 bytes"});
  bomb.packed_size = 0xfffffff0;
  expect_member_refusal(bomb, {"its packed bytes must be in the file of", "4294967280 packed"});
}

TEST_CASE("a member that does not fit into memory is refused") {
  const TempFolder folder;
  const auto path = folder.write("a.npz", zip_file({member_p()}));
  const NpzFile file(path);
  core::set_available_memory_for_tests(143);
  expect_refusal([&] { (void)file.array("P"); }, {"member P: needs", "of memory"});
  core::set_available_memory_for_tests(-1);
}

TEST_CASE("damaged deflate codes are refused") {
  ByteVector archive = zip_file({{.name = "P.npy", .content = two_numbers(), .deflated = true}});
  archive[35] = 0xff;  // the first packed byte comes after 30 bytes and the name: a reserved code
  const TempFolder folder;
  const auto path = folder.write("a.npz", archive);
  expect_refusal([&] { (void)NpzFile(path).array("P"); }, {"undamaged bytes"});
}

TEST_CASE("members packed by other means than deflate, or encrypted, are refused") {
  ZipMember packed = member_p();
  packed.method = 12;  // bzip2
  expect_member_refusal(packed, {"stored or deflated", "compression method 12"});
  ZipMember encrypted = member_p();
  encrypted.flags = 1;
  expect_member_refusal(encrypted, {"encrypted members are not read"});
}

TEST_CASE("what is wrong inside a member is said of the member") {
  expect_member_refusal({.name = "P.npy", .content = bytes_of("no array here")},
                        {"a.npz, member P: a .npy file starts with"});
}

}  // namespace eigenviews::test
