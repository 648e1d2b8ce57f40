#include "checkpoint/atomic_file.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

namespace fs = std::filesystem;

namespace {

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// Files may grow to `bytes` while this lives; a longer write fails with EFBIG.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("the pieces follow one another in the file, which replaces an older one") {
  const TempFolder folder;
  const fs::path path = folder.write("a.safetensors", "older and longer than the new one");
  const ByteVector first{1, 2, 3};
  const ByteVector second{4};
  checkpoint::write_atomically(path, {first, {}, second});
  CHECK(data::read_file(path) == ByteVector{1, 2, 3, 4});
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a new file has the permissions that the process gives its files") {
  const TempFolder folder;
  const mode_t mask = umask(027);
  checkpoint::write_atomically(folder.path() / "a", {});
  umask(mask);
  struct stat status {};
  REQUIRE(stat((folder.path() / "a").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0640U);
}

TEST_CASE("a file that cannot be written leaves the old one and nothing else") {
  const TempFolder folder;
  const fs::path path = folder.write("a", "old");
  {
    const FileSizeLimit limit(100);
    expect_refusal<core::FileError>([&] { checkpoint::write_atomically(path, {ByteVector(101)}); },
                                    {"a: cannot be written: File too large", "free some space"});
  }
  CHECK(data::read_file(path) == bytes_of("old"));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a missing folder, and a folder of the file's name, are refused") {
  const TempFolder folder;
  expect_refusal<core::FileError>(
      [&] { checkpoint::write_atomically(folder.path() / "none" / "a", {}); },
      {"cannot be written: No such file or directory", "choose a name in a folder that exists"});
  fs::create_directories(folder.path() / "taken" / "inside");
  expect_refusal<core::FileError>(
      [&] { checkpoint::write_atomically(folder.path() / "taken", {}); },
      {"taken: cannot be written: "});
  CHECK(files_in(folder.path()) == 1);
}

}  // namespace eigenviews::test
