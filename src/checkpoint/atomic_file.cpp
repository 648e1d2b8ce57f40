#include "checkpoint/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "core/errors.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const fs::path& path, int errno_value) {
  const bool full = errno_value == ENOSPC || errno_value == EDQUOT || errno_value == EFBIG;
  throw core::FileError(
      fmt::format("{}: cannot be written: {}; {}",
                  data::shown(path),
                  std::generic_category().message(errno_value),
                  full ? "free some space or choose another folder"
                       : "choose a name in a folder that exists and that you may write to"));
}

/// A file under a hidden name beside `path`; removed unless it is renamed.
class StagedFile {
 public:
  explicit StagedFile(const fs::path& path)
      : path_(path), hidden_((path.parent_path() / ("." + path.filename().string())).string()) {
    hidden_ += ".XXXXXX";
    descriptor_ = ::mkostemp(hidden_.data(), O_CLOEXEC);
    if (descriptor_ < 0) refuse(path_, errno);
  }
  ~StagedFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!hidden_.empty()) ::unlink(hidden_.c_str());
  }
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;

  void write(data::Bytes bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) refuse(path_, errno);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  void publish() {
    // mkostemp gives 0600; a result has the permissions of any other new file.
    const mode_t mask = ::umask(0);
    ::umask(mask);
    if (::fchmod(descriptor_, 0666U & ~mask) != 0 || ::fsync(descriptor_) != 0) {
      refuse(path_, errno);
    }
    if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) refuse(path_, errno);
    if (::rename(hidden_.c_str(), path_.c_str()) != 0) refuse(path_, errno);
    hidden_.clear();
  }

 private:
  const fs::path& path_;
  std::string hidden_;
  int descriptor_ = -1;
};

void sync_folder(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) refuse(path, errno);
  const int result = ::fsync(descriptor);
  const int reason = errno;
  ::close(descriptor);
  // Some network file systems do not synchronise folders and say EINVAL.
  if (result != 0 && reason != EINVAL) refuse(path, reason);
}

}  // namespace

void write_atomically(const fs::path& path, const std::vector<data::Bytes>& pieces) {
  StagedFile file(path);
  for (const data::Bytes piece : pieces) file.write(piece);
  file.publish();
  sync_folder(path);
}

}  // namespace eigenviews::checkpoint
