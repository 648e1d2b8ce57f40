#include "data/npz.hpp"

#include <fmt/format.h>

#include <set>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "data/printable.hpp"
#include "data/sizes.hpp"

namespace eigenviews::data {

namespace {

constexpr std::string_view resave = "save it again with numpy.savez or scipy.sparse.save_npz";

std::string file_name(const std::string& member) { return member + ".npy"; }

struct CloseMember {
  void operator()(zip_file_t* member) const { zip_fclose(member); }
};

// Two members of one name: readers differ in which of them they take.
void require_unique_names(zip_t* archive, const std::string& where) {
  std::set<std::string> seen;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    const char* name = zip_get_name(archive, static_cast<zip_uint64_t>(i), 0);
    if (name == nullptr || seen.emplace(name).second) continue;
    core::reject(where, "the members must have different names", excerpt(name) + " twice", resave);
  }
}

// Sizes that cannot be true are refused before memory is reserved for them.
void require_possible_sizes(const zip_stat_t& entry,
                            std::int64_t file_size,
                            const std::string& where) {
  if (entry.comp_size > static_cast<zip_uint64_t>(file_size)) {
    core::reject(where,
                 fmt::format("its packed bytes must be in the file of {} bytes", file_size),
                 fmt::format("a stated {} packed bytes", entry.comp_size),
                 resave);
  }
  if (entry.size / max_deflate_ratio > entry.comp_size) {
    core::reject(where,
                 fmt::format("{} packed bytes unpack to at most {} times as many",
                             entry.comp_size,
                             max_deflate_ratio),
                 fmt::format("a stated size of {} bytes", entry.size),
                 resave);
  }
}

// The entry of a member, with everything that reading it relies on but its sizes.
zip_stat_t checked_entry(zip_t* archive, const std::string& name, const std::string& where) {
  zip_stat_t entry;
  zip_stat_init(&entry);
  if (zip_stat(archive, name.c_str(), 0, &entry) != 0) {
    core::reject(where, "the archive must have this member", "none of that name", resave);
  }
  constexpr zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD |
                                  ZIP_STAT_ENCRYPTION_METHOD | ZIP_STAT_INDEX;
  if ((entry.valid & needed) != needed) {
    core::reject(where,
                 "the zip entry must state its sizes and method",
                 "an entry without",
                 resave);
  }
  if (entry.encryption_method != ZIP_EM_NONE) {
    core::reject(where, "encrypted members are not read", "an encrypted one", resave);
  }
  if (entry.comp_method != ZIP_CM_STORE && entry.comp_method != ZIP_CM_DEFLATE) {
    core::reject(where,
                 "members must be stored or deflated",
                 fmt::format("compression method {}", entry.comp_method),
                 resave);
  }
  return entry;
}

}  // namespace

NpzFile::NpzFile(const std::filesystem::path& path) {
  const InputFile file(path);  // refuses what is missing or not a file, with its reason
  where_ = file.where();
  file_size_ = file.size();
  int code = 0;
  archive_.reset(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (archive_) {
    require_unique_names(archive_.get(), where_);
    return;
  }
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string message = zip_error_strerror(&error);
  zip_error_fini(&error);
  core::reject(where_,
               "a .npz file is a zip archive",
               "libzip's message " + excerpt(message),
               resave);
}

bool NpzFile::has(const std::string& member) const {
  return zip_name_locate(archive_.get(), file_name(member).c_str(), 0) >= 0;
}

std::string NpzFile::where(const std::string& member) const {
  return fmt::format("{}, member {}", where_, member);
}

std::vector<std::uint8_t> NpzFile::unpack(const std::string& member) const {
  const std::string at = where(member);
  const zip_stat_t entry = checked_entry(archive_.get(), file_name(member), at);
  require_possible_sizes(entry, file_size_, at);
  core::require_memory(at, static_cast<double>(entry.size), "use a smaller array");
  std::vector<std::uint8_t> bytes(entry.size);

  const std::unique_ptr<zip_file_t, CloseMember> file(
      zip_fopen_index(archive_.get(), entry.index, 0));
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
    core::reject(at,
                 fmt::format("the member must unpack to {} undamaged bytes", bytes.size()),
                 fmt::format("{} bytes and then damage, an end or more", done),
                 resave);
  }
  return bytes;
}

NpyArray NpzFile::array(const std::string& member) const {
  return parse_npy(unpack(member), where(member));
}

std::string NpzFile::text(const std::string& member) const {
  return parse_npy_text(unpack(member), where(member));
}

}  // namespace eigenviews::data
