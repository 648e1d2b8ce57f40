#include "fuzz.hpp"

#include <sys/mman.h>
#include <unistd.h>

namespace eigenviews::fuzz {

namespace fs = std::filesystem;

// The path is a link to the descriptor, because a file in memory has no name of its own.
MemoryFile::MemoryFile(std::string_view ending) : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) {
  require(descriptor_ >= 0);
  path_ = fs::temp_directory_path() /
          ("eigenviews-fuzz-" + std::to_string(getpid()) + std::string(ending));
  fs::remove(path_);
  fs::create_symlink("/proc/self/fd/" + std::to_string(descriptor_), path_);
}

MemoryFile::~MemoryFile() {
  std::error_code ignored;
  fs::remove(path_, ignored);
  close(descriptor_);
}

const fs::path& MemoryFile::hold(data::Bytes content) {
  require(ftruncate(descriptor_, static_cast<off_t>(content.size())) == 0);
  require(pwrite(descriptor_, content.data(), content.size(), 0) ==
          static_cast<ssize_t>(content.size()));
  return path_;
}

}  // namespace eigenviews::fuzz
