#pragma once

#include <zip.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "checkpoint/limits.hpp"

namespace eigenviews::checkpoint {

/// The zip archive that torch.save and torch.jit.save write: every entry is below one folder, which
/// holds data.pkl, data/KEY for each storage, byteorder and version.
///
/// Entries are stored or deflated. What makes readers of one archive differ is refused: names used
/// twice, entries that share bytes, sizes that cannot be true, encryption.
class Archive {
 public:
  /// @throws core::InputError  not such an archive, or refused as above.
  /// @throws core::FileError   missing, unreadable, not a regular file.
  explicit Archive(const std::filesystem::path& path,
                   std::int64_t max_entries = max_archive_entries);

  [[nodiscard]] bool has(const std::string& entry) const;
  /// Whether an entry lies in the folder `folder`, say "code".
  [[nodiscard]] bool has_folder(const std::string& folder) const;

  /// Unpacked bytes of an entry. @throws core::InputError  missing.
  [[nodiscard]] std::int64_t size(const std::string& entry) const;

  /// The entry's bytes, checksum compared.
  /// @throws core::InputError  missing, damaged, larger than memory.
  [[nodiscard]] std::vector<std::uint8_t> read(const std::string& entry) const;

  [[nodiscard]] const std::string& where() const { return where_; }
  /// The name of an entry in messages.
  [[nodiscard]] std::string where(const std::string& entry) const;

 private:
  struct Entry {
    std::uint64_t index = 0;
    std::int64_t size = 0;
  };
  struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
  };

  void list_entries(std::int64_t file_size, std::int64_t max_entries);
  [[nodiscard]] const Entry& entry(const std::string& name) const;

  std::string where_;
  std::unique_ptr<zip_t, Discard> archive_;
  std::unordered_map<std::string, Entry> entries_;  // by the name below the one folder
};

}  // namespace eigenviews::checkpoint
