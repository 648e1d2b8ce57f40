#include "data/input_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "data/printable.hpp"

namespace eigenviews::data {

InputFile::InputFile(const std::filesystem::path& path) : where_(shown(path)) {
  // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever; it is refused below.
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) {
    throw core::FileError(fmt::format("{}: cannot be opened: {}", where_, std::strerror(errno)));
  }
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    throw core::FileError(fmt::format("{}: is not a file that can be read", where_));
  }
  size_ = status.st_size;
}

InputFile::~InputFile() { ::close(descriptor_); }

void InputFile::read(std::int64_t offset, std::span<std::uint8_t> out) const {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = ::pread(descriptor_,
                                out.data() + done,
                                out.size() - done,
                                offset + static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      throw core::FileError(fmt::format("{}: cannot be read: {}", where_, std::strerror(errno)));
    }
    if (got == 0) {
      throw core::FileError(fmt::format("{}: ends after {} bytes, {} more were expected",
                                        where_,
                                        offset + static_cast<std::int64_t>(done),
                                        out.size() - done));
    }
    done += static_cast<std::size_t>(got);
  }
}

std::vector<std::uint8_t> InputFile::read(std::int64_t offset, std::int64_t count) const {
  core::require_memory(where_, static_cast<double>(count), "use a smaller file");
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count));
  read(offset, std::span<std::uint8_t>(bytes));
  return bytes;
}

std::vector<std::uint8_t> read_file(const std::filesystem::path& path) {
  const InputFile file(path);
  return file.read(0, file.size());
}

}  // namespace eigenviews::data
