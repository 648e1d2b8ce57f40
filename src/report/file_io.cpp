#include "report/file_io.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/errors.hpp"

namespace eigenviews::report {
namespace {

std::string_view remedy(int errno_value) {
  switch (errno_value) {
    case ENOSPC:
    case EDQUOT:
      return "free some space or choose another folder";
    case EFBIG:
      return "raise the limit on file sizes (ulimit -f)";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder that you may write to";
    case ENOTDIR:
    case EEXIST:
    case EISDIR:
      return "choose another name, or move what is there away";
    case ENAMETOOLONG:
      return "choose a shorter name";
    case EMFILE:
    case ENFILE:
      return "raise the limit on open files (ulimit -n)";
    default:
      return "choose another folder";
  }
}

/// Opens a file and closes it; close() is called once and its failure is seen.
class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags, const std::filesystem::path& shown_as)
      : handle_(::open(path.c_str(), flags | O_CLOEXEC, 0666)), shown_as_(shown_as) {
    if (handle_ < 0) raise_errno("open", shown_as_, errno);
  }
  ~Descriptor() {
    if (handle_ >= 0) ::close(handle_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write_all(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(handle_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) raise_errno("write", shown_as_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void synchronise() const {
    if (::fsync(handle_) != 0) raise_errno("write", shown_as_, errno);
  }

  /// EINTR leaves the descriptor closed on Linux, and what was written is in the system's hands.
  void close() {
    const int handle = std::exchange(handle_, -1);
    if (::close(handle) != 0 && errno != EINTR) raise_errno("write", shown_as_, errno);
  }

 private:
  int handle_;
  const std::filesystem::path& shown_as_;
};

}  // namespace

std::string shown(const std::filesystem::path& path) {
  std::string text = path.string();
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) c = '?';
  }
  return text;
}

void raise_errno(std::string_view action, const std::filesystem::path& path, int errno_value) {
  throw core::FileError(fmt::format("cannot {} {}: {}; {}",
                                    action,
                                    shown(path),
                                    std::generic_category().message(errno_value),
                                    remedy(errno_value)));
}

void write_file(const std::filesystem::path& file,
                std::string_view bytes,
                const std::filesystem::path& shown_as) {
  Descriptor descriptor(file, O_WRONLY | O_CREAT | O_TRUNC, shown_as);
  descriptor.write_all(bytes);
  descriptor.close();
}

void sync_to_disk(const std::filesystem::path& path, const std::filesystem::path& shown_as) {
  Descriptor descriptor(path, O_RDONLY, shown_as);
  descriptor.synchronise();
  descriptor.close();
}

}  // namespace eigenviews::report
