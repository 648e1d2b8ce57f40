#include "report/output_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "core/errors.hpp"
#include "report/file_io.hpp"

namespace eigenviews::report {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view staging_prefix = ".eigenviews-staging-";
constexpr std::string_view staging_suffix = "XXXXXX";  // what mkdtemp replaces

bool is_staging_name(std::string_view name) {
  return name.starts_with(staging_prefix) &&
         name.size() == staging_prefix.size() + staging_suffix.size();
}

/// A folder may be removed by its creator between our open and our lock: then the lock is on a
/// folder that no path leads to.
bool still_there(int handle, const fs::path& folder) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(handle, &opened) == 0 && ::stat(folder.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/// Removes a file if it is there.
void remove_file(const fs::path& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) raise_errno("replace", file, errno);
}

}  // namespace

OutputFolder::OutputFolder(fs::path folder, std::string last_name)
    : folder_(std::move(folder)), last_name_(std::move(last_name)) {
  if (folder_.empty()) {
    throw core::FileError("cannot write results: the name of the folder is empty; give a name");
  }
  try {
    open_and_lock();
    remove_stale_staging();
    make_staging();
  } catch (...) {
    remove_created_folders();
    if (lock_ >= 0) ::close(lock_);
    throw;
  }
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;
  if (!staging_.empty()) fs::remove_all(staging_, ignored);
  if (!committed_) remove_created_folders();
  ::close(lock_);  // releases the flock
}

void OutputFolder::open_and_lock() {
  constexpr int attempts = 100;  // each lost only to a run that removed the folder just then
  for (int attempt = 0; attempt < attempts; ++attempt) {
    create_missing_folders();
    lock_ = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock_ < 0 && errno == ENOENT) continue;
    if (lock_ < 0) raise_errno("open folder", folder_, errno);
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) raise_errno("lock folder", folder_, errno);
      throw core::FileError(
          fmt::format("another run is writing to {}; wait for it, or choose another folder",
                      shown(folder_)));
    }
    if (still_there(lock_, folder_)) return;
    ::close(std::exchange(lock_, -1));
  }
  raise_errno("open folder", folder_, ENOENT);
}

void OutputFolder::create_missing_folders() {
  std::vector<fs::path> missing;
  for (fs::path level = folder_; !level.empty(); level = level.parent_path()) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(level, error))) break;
    if (level.has_filename()) missing.push_back(level);  // "a/b/" and "a/b" are the same folder
    if (level == level.parent_path()) break;
  }
  std::reverse(missing.begin(), missing.end());
  for (const fs::path& level : missing) {
    if (::mkdir(level.c_str(), 0777) == 0) {
      created_.push_back(level);
    } else if (errno != EEXIST) {
      raise_errno("create folder", folder_, errno);
    }
  }
}

void OutputFolder::remove_stale_staging() const {
  std::error_code error;
  std::vector<fs::path> stale;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end;
       entry.increment(error)) {
    if (is_staging_name(entry->path().filename().string()) && !entry->is_symlink(error) &&
        entry->is_directory(error)) {
      stale.push_back(entry->path());
    }
  }
  for (const fs::path& left_over : stale) {
    fs::remove_all(left_over, error);
    if (error) raise_errno("remove", left_over, error.value());
  }
}

void OutputFolder::make_staging() {
  std::string name = (folder_ / fmt::format("{}{}", staging_prefix, staging_suffix)).string();
  if (::mkdtemp(name.data()) == nullptr) raise_errno("write to folder", folder_, errno);
  staging_ = name;
}

void OutputFolder::remove_created_folders() noexcept {
  for (auto level = created_.rbegin(); level != created_.rend(); ++level) {
    if (::rmdir(level->c_str()) != 0) return;  // not empty: somebody uses it
  }
}

void OutputFolder::require_open(std::string_view function) const {
  if (committed_) {
    throw std::logic_error(fmt::format("OutputFolder::{}: commit() was called before", function));
  }
}

fs::path OutputFolder::path_for(const std::string& name) {
  require_open("path_for");
  if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos ||
      name.find('\0') != std::string::npos) {
    core::reject("OutputFolder", "a result has a plain file name", name);
  }
  staged_.insert(name);
  return staging_ / name;
}

void OutputFolder::write(const std::string& name, std::string_view bytes) {
  write_file(path_for(name), bytes, folder_ / name);
}

void OutputFolder::commit(const std::vector<std::string>& optional_names) {
  require_open("commit");
  check_staged();
  refuse_folder(last_name_);
  for (const std::string& name : optional_names) refuse_folder(name);
  sync_to_disk(staging_, folder_);
  committed_ = true;  // from here on the folder changes

  retire(last_name_);
  for (const std::string& name : optional_names) {
    if (!staged_.contains(name)) retire(name);
  }
  sync_to_disk(folder_, folder_);
  for (const std::string& name : staged_) {
    if (name != last_name_) publish(name);
  }
  sync_to_disk(folder_, folder_);
  if (staged_.contains(last_name_)) publish(last_name_);
  sync_to_disk(folder_, folder_);
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
}

/// Every promised file is there and on the disk, and its final name is not taken by a folder.
void OutputFolder::check_staged() const {
  for (const std::string& name : staged_) {
    std::error_code error;
    if (!fs::is_regular_file(staging_ / name, error)) {
      throw core::FileError(
          fmt::format("cannot write {}: nothing was written to it; report this as a bug",
                      shown(folder_ / name)));
    }
    refuse_folder(name);
    sync_to_disk(staging_ / name, folder_ / name);
  }
}

void OutputFolder::refuse_folder(const std::string& name) const {
  std::error_code error;
  if (fs::is_directory(fs::symlink_status(folder_ / name, error))) {
    raise_errno("replace", folder_ / name, EISDIR);
  }
}

void OutputFolder::retire(const std::string& name) const { remove_file(folder_ / name); }

void OutputFolder::publish(const std::string& name) const {
  if (std::rename((staging_ / name).c_str(), (folder_ / name).c_str()) != 0) {
    raise_errno("replace", folder_ / name, errno);
  }
}

}  // namespace eigenviews::report
