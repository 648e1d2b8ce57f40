#include "data/locate.hpp"

#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

namespace fs = std::filesystem;
using data::find_file;
using data::search_folders;
using Folders = std::vector<fs::path>;

namespace {

constexpr data::DataPlaces places{.dataset = "digits",
                                  .below = "Digits/raw",
                                  .system = "/usr/share/digits",
                                  .remedy = "install digits"};

constexpr const char* variable = "EIGENVIEWS_DATA_DIR";

}  // namespace

TEST_CASE("a given data folder is searched alone, the variable's before the system's") {
  const TempFolder given;
  const TempFolder other;
  const ScopedEnvironment set(variable, other.path().c_str());
  CHECK(search_folders(places, given.path()) == Folders{given.path() / "Digits/raw", given.path()});
  CHECK(search_folders(places, {}) ==
        Folders{other.path() / "Digits/raw", other.path(), "/usr/share/digits"});
}

TEST_CASE("without a data folder there is the system's, or nothing") {
  for (const char* value : {static_cast<const char*>(nullptr), ""}) {
    const ScopedEnvironment set(variable, value);
    CHECK(search_folders(places, {}) == Folders{"/usr/share/digits"});
    data::DataPlaces nowhere = places;
    nowhere.system = "";
    CHECK(search_folders(nowhere, {}).empty());
  }
}

TEST_CASE("a data folder that does not exist is refused, and what named it is named") {
  const TempFolder folder;
  const fs::path file = folder.write("file", "");
  const ScopedEnvironment set(variable, "/no/such/folder");
  expect_refusal<core::FileError>([&] { (void)search_folders(places, file); },
                                  {"--data-dir " + file.string() + ": there is no such folder"});
  expect_refusal<core::FileError>([&] { (void)search_folders(places, {}); },
                                  {"EIGENVIEWS_DATA_DIR /no/such/folder: there is no such folder"});
}

TEST_CASE("an earlier folder comes before an earlier name") {
  const TempFolder folder;
  const fs::path first = folder.path() / "1";
  const fs::path second = folder.path() / "2";
  (void)folder.write("2/digits.gz", "");
  CHECK(find_file(places, {first, second}, {"digits.gz", "digits"}) == second / "digits.gz");
  (void)folder.write("1/digits", "");
  CHECK(find_file(places, {first, second}, {"digits.gz", "digits"}) == first / "digits");
  (void)folder.write("1/digits.gz", "");
  CHECK(find_file(places, {first, second}, {"digits.gz", "digits"}) == first / "digits.gz");
}

TEST_CASE("a file found nowhere is refused with its names, the folders and the way to get it") {
  expect_refusal<core::FileError>(
      [] {
        (void)find_file(places, {"/no/a", "/no/b"}, {"digits.gz", "digits"});
      },
      {"digits: no file digits.gz or digits in /no/a or /no/b; install digits"});
  expect_refusal<core::FileError>(
      [] { (void)find_file(places, {}, {"digits"}); },
      {"in any folder (neither --data-dir nor EIGENVIEWS_DATA_DIR is given); install digits"});
}

}  // namespace eigenviews::test
