#include "checkpoint/archive.hpp"

#include <fmt/format.h>

#include <string_view>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "data/input_file.hpp"
#include "data/printable.hpp"
#include "data/sizes.hpp"

namespace eigenviews::checkpoint {

namespace {

constexpr std::string_view resave = "save it again with torch.save";

struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};

zip_t* opened(const std::filesystem::path& path, const std::string& where) {
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (archive == nullptr) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string message = zip_error_strerror(&error);
    zip_error_fini(&error);
    core::reject(where,
                 "what starts as a zip archive must be a whole one",
                 "libzip's message " + data::excerpt(message),
                 "copy the file again, it may be cut");
  }
  return archive;
}

// Everything that reading the entry relies on. Sizes that cannot be true are refused here, before
// memory is reserved for them.
void require_readable(const zip_stat_t& stat, std::int64_t file_size, const std::string& where) {
  constexpr zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
                                  ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  const bool stored = stat.comp_method == ZIP_CM_STORE;
  const bool readable = (stat.valid & needed) == needed && stat.encryption_method == ZIP_EM_NONE &&
                        (stored || stat.comp_method == ZIP_CM_DEFLATE);
  if (!readable) {
    core::reject(where,
                 "entries are stored or deflated, and not encrypted",
                 fmt::format("method {}, encryption {}", stat.comp_method, stat.encryption_method),
                 resave);
  }
  const bool possible = stat.comp_size <= static_cast<zip_uint64_t>(file_size) &&
                        (stored ? stat.size == stat.comp_size
                                : stat.size / data::max_deflate_ratio <= stat.comp_size);
  if (!possible) {
    core::reject(where,
                 fmt::format("an entry's sizes must be possible in a file of {} bytes", file_size),
                 fmt::format("{} bytes that unpack to {}", stat.comp_size, stat.size),
                 resave);
  }
}

}  // namespace

Archive::Archive(const std::filesystem::path& path, std::int64_t max_entries) {
  const data::InputFile file(path);  // refuses what is missing or not a file, with its reason
  where_ = file.where();
  archive_.reset(opened(path, where_));
  list_entries(file.size(), max_entries);
}

void Archive::list_entries(std::int64_t file_size, std::int64_t max_entries) {
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  if (count > max_entries) {
    core::reject(where_,
                 fmt::format("an archive has at most {} entries", max_entries),
                 count,
                 resave);
  }
  std::string folder;
  std::uint64_t packed = 0;
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    const auto index = static_cast<zip_uint64_t>(i);
    const bool known =
        zip_stat_index(archive_.get(), index, 0, &stat) == 0 && (stat.valid & ZIP_STAT_NAME) != 0;
    const std::string name = known ? stat.name : "";
    const std::string at = fmt::format("{}, entry {}", where_, data::excerpt(name));
    require_readable(stat, file_size, at);
    const std::size_t slash = name.find('/');
    const std::string first = name.substr(0, slash == std::string::npos ? 0 : slash + 1);
    if (folder.empty()) folder = first;
    if (first.empty() || first != folder) {
      core::reject(at,
                   "every entry must be in one and the same folder of the archive",
                   data::excerpt(name),
                   resave);
    }
    packed += stat.comp_size;
    const Entry entry{index, static_cast<std::int64_t>(stat.size)};
    if (!entries_.emplace(name.substr(slash + 1), entry).second) {
      core::reject(at, "entries must have different names", data::excerpt(name) + " twice", resave);
    }
  }
  if (packed > static_cast<std::uint64_t>(file_size)) {
    core::reject(where_,
                 fmt::format("entries may not share bytes of the file, which has {}", file_size),
                 fmt::format("{} packed bytes together", packed),
                 resave);
  }
}

const Archive::Entry& Archive::entry(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) {
    core::reject(where(name), "the archive must have this entry", "none of that name", resave);
  }
  return found->second;
}

bool Archive::has(const std::string& name) const { return entries_.count(name) != 0; }

bool Archive::has_folder(const std::string& folder) const {
  for (const auto& [name, entry] : entries_) {
    if (name.starts_with(folder + "/")) return true;
  }
  return false;
}

std::int64_t Archive::size(const std::string& name) const { return entry(name).size; }

std::string Archive::where(const std::string& name) const {
  return fmt::format("{}, entry {}", where_, data::excerpt(name));
}

std::vector<std::uint8_t> Archive::read(const std::string& name) const {
  const Entry& wanted = entry(name);
  core::require_memory(where(name), static_cast<double>(wanted.size), "use a smaller file");
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(wanted.size));
  const std::unique_ptr<zip_file_t, CloseEntry> file(
      zip_fopen_index(archive_.get(), wanted.index, 0));
  zip_int64_t got = file ? 0 : -1;
  std::size_t done = 0;
  while (got >= 0 && done < bytes.size()) {
    got = zip_fread(file.get(), bytes.data() + done, bytes.size() - done);
    if (got == 0) break;
    if (got > 0) done += static_cast<std::size_t>(got);
  }
  // The checksum is compared when the end is met, so one more byte is asked for.
  std::uint8_t extra = 0;
  if (got < 0 || done < bytes.size() || zip_fread(file.get(), &extra, 1) != 0) {
    core::reject(where(name),
                 fmt::format("the entry must unpack to {} undamaged bytes", bytes.size()),
                 fmt::format("{} bytes and then damage, an end or more", done),
                 "copy the file again, or save it again with torch.save");
  }
  return bytes;
}

}  // namespace eigenviews::checkpoint
