#include "report/zip_reader.hpp"

#include "support/catch.hpp"

namespace eigenviews::test {
namespace {

std::uint64_t little_endian(const std::string& bytes, std::size_t at, std::size_t size) {
  REQUIRE(at + size <= bytes.size());
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1u) != 0 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}

/// The member whose central header begins at `at`; moves `at` to the next.
ZipMember read_member(const std::string& file, std::size_t& at) {
  REQUIRE(file.substr(at, 4) == "PK\x01\x02");
  REQUIRE(little_endian(file, at + 10, 2) == 0);  // stored
  const std::uint64_t size = little_endian(file, at + 20, 4);
  REQUIRE(little_endian(file, at + 24, 4) == size);
  const std::uint64_t name_size = little_endian(file, at + 28, 2);
  const std::uint64_t local = little_endian(file, at + 42, 4);
  ZipMember member{.name = file.substr(at + 46, name_size)};
  member.date = static_cast<std::uint16_t>(little_endian(file, at + 14, 2));
  REQUIRE(file.substr(local, 4) == "PK\x03\x04");
  REQUIRE(file.substr(local + 30, little_endian(file, local + 26, 2)) == member.name);
  const std::size_t data = local + 30 + name_size + little_endian(file, local + 28, 2);
  REQUIRE(data + size <= file.size());
  member.bytes = file.substr(data, size);
  REQUIRE(crc32(member.bytes) == little_endian(file, at + 16, 4));
  at += 46 + name_size + little_endian(file, at + 30, 2) + little_endian(file, at + 32, 2);
  return member;
}

}  // namespace

std::vector<ZipMember> read_zip(const std::string& file) {
  const std::size_t end = file.rfind("PK\x05\x06");
  REQUIRE(end != std::string::npos);
  REQUIRE(end + 22 == file.size());  // no comment
  std::size_t at = little_endian(file, end + 16, 4);
  std::vector<ZipMember> members;
  for (std::uint64_t i = little_endian(file, end + 10, 2); i > 0; --i) {
    members.push_back(read_member(file, at));
  }
  REQUIRE(at == end);
  return members;
}

NpyFile read_npy(const std::string& bytes) {
  const std::string magic("\x93NUMPY\x01\x00", 8);
  REQUIRE(bytes.starts_with(magic));
  const std::uint64_t size = little_endian(bytes, 8, 2);
  REQUIRE((10 + size) % 64 == 0);
  const std::string header = bytes.substr(10, size);
  REQUIRE(header.size() == size);
  REQUIRE(header.back() == '\n');
  REQUIRE(header.find_first_not_of(' ', header.rfind('}') + 1) == header.size() - 1);
  const auto between = [&](const std::string& before, const std::string& after) {
    INFO(header);
    const std::size_t begin = header.find(before);
    REQUIRE(begin != std::string::npos);
    const std::size_t end = header.find(after, begin + before.size());
    REQUIRE(end != std::string::npos);
    return header.substr(begin + before.size(), end - begin - before.size());
  };
  const std::string order = between("'fortran_order': ", ",");
  REQUIRE((order == "True" || order == "False"));
  return {between("'descr': '", "'"),
          order == "True",
          "(" + between("'shape': (", ")") + ")",
          bytes.substr(10 + size)};
}

}  // namespace eigenviews::test
