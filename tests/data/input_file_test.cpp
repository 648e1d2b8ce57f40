#include "data/input_file.hpp"

#include <sys/stat.h>

#include "core/memory.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::InputFile;

TEST_CASE("a file is read at any offset and as a whole") {
  const TempFolder folder;
  const auto path = folder.write("letters", "abcdef");
  const InputFile file(path);
  CHECK(file.size() == 6);
  CHECK(file.where() == path.string());
  CHECK(file.read(2, 3) == bytes_of("cde"));
  CHECK(file.read(6, 0).empty());
  CHECK(data::read_file(path) == bytes_of("abcdef"));
  CHECK(data::read_file(folder.write("empty", "")).empty());
}

TEST_CASE("reading past the end of a file is refused with both counts") {
  const TempFolder folder;
  const InputFile file(folder.write("letters", "abcdef"));
  expect_refusal<core::FileError>([&] { (void)file.read(4, 5); },
                                  {"letters: ends after 6 bytes, 3 more were expected"});
}

TEST_CASE("missing files, folders and pipes are refused as file errors") {
  const TempFolder folder;
  expect_refusal<core::FileError>([&] { InputFile{folder.path() / "none"}; },
                                  {"none: cannot be opened: No such file"});
  expect_refusal<core::FileError>([&] { InputFile{folder.path()}; }, {"is not a file"});
  const auto pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  expect_refusal<core::FileError>([&] { InputFile{pipe}; }, {"pipe: is not a file"});
}

TEST_CASE("a line break in a file's name does not reach the message") {
  const TempFolder folder;
  expect_refusal<core::FileError>([&] { InputFile{folder.path() / "two\nlines"}; }, {"two?lines"});
}

TEST_CASE("a file that does not fit into memory is refused") {
  const TempFolder folder;
  const auto path = folder.write("letters", "abcdef");
  core::set_available_memory_for_tests(5);
  expect_refusal([&] { (void)data::read_file(path); }, {"of memory", "use a smaller file"});
  core::set_available_memory_for_tests(-1);
}

}  // namespace eigenviews::test
