#include "checkpoint/zip_writer.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "core/errors.hpp"

namespace eigenviews::checkpoint {

namespace {

constexpr std::size_t alignment = 64;
constexpr std::uint32_t local_signature = 0x04034b50;
constexpr std::uint32_t directory_signature = 0x02014b50;
constexpr std::uint32_t end_signature = 0x06054b50;
constexpr std::uint16_t version_needed = 10;    // stored entries
constexpr std::uint16_t utf8_names = 1U << 11;  // general purpose flag
constexpr std::uint16_t first_day = 0x21;       // 1 January 1980, the earliest date there is
constexpr std::uint16_t padding_id = 0x4246;    // of the extra field, as PyTorch's writer has it

/// Numbers with their lowest byte first.
class Record {
 public:
  Record& u16(std::uint64_t value) { return number(value, 2); }
  Record& u32(std::uint64_t value) { return number(value, 4); }
  Record& text(const std::string& value) {
    bytes_ += value;
    return *this;
  }
  [[nodiscard]] std::string& bytes() { return bytes_; }

 private:
  Record& number(std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) bytes_ += static_cast<char>(value >> (8 * i) & 0xff);
    return *this;
  }
  std::string bytes_;
};

std::uint32_t checksum(data::Bytes bytes) {
  return static_cast<std::uint32_t>(crc32_z(0, bytes.data(), bytes.size()));
}

// What the local header and the directory share: from the version to the two sizes.
void describe(Record& record, const ZipEntry& entry, std::uint32_t sum) {
  record.u16(version_needed).u16(utf8_names).u16(/*method=*/0).u16(/*time=*/0).u16(first_day);
  record.u32(sum).u32(entry.bytes.size()).u32(entry.bytes.size()).u16(entry.name.size());
}

// The header at `begin`, padded so that the entry's bytes are aligned.
std::string local_header(const ZipEntry& entry, std::uint32_t sum, std::size_t begin) {
  constexpr std::size_t fixed = 30, extra_head = 4;
  const std::size_t reached = begin + fixed + entry.name.size() + extra_head;
  const std::size_t padding = (alignment - reached % alignment) % alignment;
  Record record;
  record.u32(local_signature);
  describe(record, entry, sum);
  record.u16(extra_head + padding).text(entry.name);
  record.u16(padding_id).u16(padding).text(std::string(padding, 'Z'));
  return std::move(record.bytes());
}

void append_to_directory(Record& directory,
                         const ZipEntry& entry,
                         std::uint32_t sum,
                         std::size_t begin) {
  directory.u32(directory_signature).u16(/*made by=*/version_needed);
  describe(directory, entry, sum);
  directory.u16(/*extra=*/0).u16(/*comment=*/0).u16(/*disk=*/0);
  directory.u16(/*internal=*/0).u32(/*external=*/0).u32(begin).text(entry.name);
}

void require_sizes(const std::vector<ZipEntry>& entries) {
  constexpr std::size_t most_entries = 65534;
  constexpr std::size_t most_bytes = std::numeric_limits<std::uint32_t>::max();
  // A record has less than this beside the name, twice.
  constexpr std::size_t record_bytes = 30 + 46 + 4 + alignment;
  std::size_t bytes = 0;
  for (const ZipEntry& entry : entries) {
    bytes += record_bytes + 2 * entry.name.size();
    if (entry.bytes.size() > most_bytes) bytes = most_bytes;
    bytes += std::min(entry.bytes.size(), most_bytes);
    if (bytes > most_bytes) break;
  }
  if (entries.size() <= most_entries && bytes <= most_bytes) return;
  core::reject("zip archive",
               fmt::format("at most {} entries of less than 4 GiB together", most_entries),
               fmt::format("{} entries", entries.size()),
               "write a .safetensors file");
}

}  // namespace

ZipPieces zip_pieces(const std::vector<ZipEntry>& entries) {
  require_sizes(entries);
  ZipPieces zip;
  Record directory;
  std::size_t reached = 0;
  for (const ZipEntry& entry : entries) {
    const std::uint32_t sum = checksum(entry.bytes);
    append_to_directory(directory, entry, sum, reached);
    zip.records.push_back(local_header(entry, sum, reached));
    reached += zip.records.back().size() + entry.bytes.size();
  }
  const std::size_t directory_bytes = directory.bytes().size();
  directory.u32(end_signature).u16(/*disk=*/0).u16(/*of the directory=*/0);
  directory.u16(entries.size()).u16(entries.size()).u32(directory_bytes).u32(reached);
  directory.u16(/*comment=*/0);
  zip.records.push_back(std::move(directory.bytes()));
  // The records stay where they are from here on.
  for (std::size_t i = 0; i < zip.records.size(); ++i) {
    const std::string& record = zip.records[i];
    zip.pieces.emplace_back(reinterpret_cast<const std::uint8_t*>(record.data()), record.size());
    if (i < entries.size()) zip.pieces.push_back(entries[i].bytes);
  }
  return zip;
}

}  // namespace eigenviews::checkpoint
