#include "data/image_folder.hpp"

#include "core/memory.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

namespace fs = std::filesystem;
using data::load_image_folder;
using data::Originals;
using data::PixelMatrix;

namespace {

// A grey picture of 1 x 2.
ByteVector grey(std::uint8_t left, std::uint8_t right) {
  return png_file({.width = 2, .samples = {left, right}});
}

// A picture of 1 x 2 in colour: (1, 2, 3) and (4, 5, 6).
ByteVector colour() {
  return png_file({.width = 2, .colour_type = 2, .samples = {1, 2, 3, 4, 5, 6}});
}

void expect_pixels(const Originals& originals, const PixelMatrix& expected) {
  const auto& pixels = std::get<PixelMatrix>(originals.values);
  REQUIRE(pixels.rows() == expected.rows());
  REQUIRE(pixels.cols() == expected.cols());
  CHECK(pixels == expected);
}

PixelMatrix matrix(std::initializer_list<std::initializer_list<std::uint8_t>> rows) {
  PixelMatrix m(static_cast<data::Index>(rows.size()),
                static_cast<data::Index>(rows.begin()->size()));
  data::Index i = 0;
  for (const auto& row : rows) {
    data::Index j = 0;
    for (const std::uint8_t value : row) m(i, j++) = value;
    ++i;
  }
  return m;
}

}  // namespace

TEST_CASE("pictures are read in the order of their paths, labelled by their folder") {
  const TempFolder folder;
  (void)folder.write("dogs/1.png", grey(5, 6));
  (void)folder.write("cats/2.PNG", grey(3, 4));
  (void)folder.write("cats/deep/1.png", grey(7, 8));
  (void)folder.write("cats/1.png", grey(1, 2));
  (void)folder.write("birds/notes.txt", "no picture, so no class");
  const Originals originals = load_image_folder(folder.path(), 0);
  CHECK(originals.name == "folder:" + folder.path().string());
  CHECK(*originals.image == data::ImageShape{.channels = 1, .height = 1, .width = 2});
  expect_pixels(originals, matrix({{1, 2}, {3, 4}, {7, 8}, {5, 6}}));
  CHECK(originals.labels == std::vector<int>{0, 0, 0, 1});
}

TEST_CASE("a class stays together where a name sorts between its folder and the slash") {
  const TempFolder folder;
  (void)folder.write("a/1.png", grey(1, 1));
  (void)folder.write("a-b/1.png", grey(2, 2));  // '-' comes before '/'
  const Originals originals = load_image_folder(folder.path(), 0);
  expect_pixels(originals, matrix({{1, 1}, {2, 2}}));
  CHECK(originals.labels == std::vector<int>{0, 1});
}

TEST_CASE("the names of the labels are those of the class folders") {
  const TempFolder folder;
  (void)folder.write("dogs/1.png", grey(5, 6));
  (void)folder.write("cats/deep/2.PNG", "not opened");
  CHECK(data::image_classes(folder.path()) == std::vector<std::string>{"cats", "dogs"});
  (void)folder.write("1.png", grey(1, 2));
  CHECK(data::image_classes(folder.path()).empty());
}

TEST_CASE("a picture outside every class folder means that there are no labels") {
  const TempFolder folder;
  (void)folder.write("a/1.png", grey(1, 2));
  (void)folder.write("b.png", grey(3, 4));
  const Originals originals = load_image_folder(folder.path(), 0);
  expect_pixels(originals, matrix({{1, 2}, {3, 4}}));
  CHECK(originals.labels.empty());
}

TEST_CASE("one picture in colour makes three channels, wherever it comes") {
  const TempFolder folder;
  (void)folder.write("1.png", grey(7, 8));
  (void)folder.write("2.png", colour());
  (void)folder.write("3.png", grey(9, 0));
  const Originals originals = load_image_folder(folder.path(), 0);
  CHECK(originals.image->channels == 3);
  expect_pixels(originals, matrix({{7, 8, 7, 8, 7, 8}, {1, 4, 2, 5, 3, 6}, {9, 0, 9, 0, 9, 0}}));
}

TEST_CASE("the first bytes of a picture say what it is, not its name") {
  const TempFolder folder;
  (void)folder.write("1.jpeg", grey(1, 2));
  (void)folder.write("2.png", jpeg_file(1, 2, {100}));
  expect_pixels(load_image_folder(folder.path(), 0), matrix({{1, 2}, {100, 100}}));
}

TEST_CASE("a limit takes the first pictures and opens no other") {
  const TempFolder folder;
  (void)folder.write("a/1.png", grey(1, 2));
  (void)folder.write("b/1.png", "no picture");
  const Originals originals = load_image_folder(folder.path(), 1);
  CHECK(originals.count() == 1);
  CHECK(originals.labels == std::vector<int>{0});
  expect_refusal([&] { (void)load_image_folder(folder.path(), 3); },
                 {folder.path().string(), "there are 2 originals", "--n 3"});
}

TEST_CASE("pictures of different sizes are refused, and both files named") {
  const TempFolder folder;
  (void)folder.write("a/1.png", grey(1, 2));
  for (const ByteVector& other : {png_file({.width = 1, .height = 2, .samples = {1, 2}}),
                                  png_file({.width = 3, .samples = {1, 2, 3}}),
                                  jpeg_file(4, 4, {1, 2, 3})}) {
    (void)folder.write("b/2.png", other);
    expect_refusal([&] { (void)load_image_folder(folder.path(), 0); },
                   {(folder.path() / "b/2.png").string() + ": all pictures must have one size",
                    (folder.path() / "a/1.png").string() + " has 1 x 2",
                    "(height x width)"});
  }
}

TEST_CASE("a damaged picture is refused and named") {
  const TempFolder folder;
  (void)folder.write("a/1.png", grey(1, 2));
  (void)folder.write("a/2.png", cut(grey(1, 2), 1));
  expect_refusal([&] { (void)load_image_folder(folder.path(), 0); }, {"a/2.png", "truncated"});
  (void)folder.write("a/2.png", "");
  expect_refusal([&] { (void)load_image_folder(folder.path(), 0); },
                 {"a/2.png: must be a PNG or JPEG picture"});
}

TEST_CASE("a folder without pictures is refused") {
  const TempFolder folder;
  (void)folder.write("a/notes.txt", "");
  (void)folder.write("a/.png", grey(1, 2));  // a hidden file without an ending
  fs::create_directory(folder.path() / "folder.png");
  expect_refusal([&] { (void)load_image_folder(folder.path(), 0); },
                 {folder.path().string() + ": the folder must hold pictures", "received none"});
}

TEST_CASE("a folder that does not exist, or is a file, is refused as a file error") {
  const TempFolder folder;
  const fs::path file = folder.write("1.png", grey(1, 2));
  expect_refusal<core::FileError>([&] { (void)load_image_folder(folder.path() / "none", 0); },
                                  {"none: the folder cannot be read: No such file"});
  expect_refusal<core::FileError>([&] { (void)load_image_folder(file, 0); },
                                  {"1.png: the folder cannot be read: Not a directory"});
}

TEST_CASE("links to folders are not followed, and a link to nothing is refused and named") {
  const TempFolder folder;
  (void)folder.write("a/1.png", grey(1, 2));
  fs::create_directory_symlink(folder.path(), folder.path() / "a/round");
  CHECK(load_image_folder(folder.path(), 0).count() == 1);
  fs::create_symlink("nothing", folder.path() / "a/2.png");
  expect_refusal<core::FileError>([&] { (void)load_image_folder(folder.path(), 0); },
                                  {"a/2.png: cannot be opened"});
}

TEST_CASE("pictures that do not fit into memory are refused, when colour comes too") {
  const TempFolder folder;
  const auto load = [&] { (void)load_image_folder(folder.path(), 0); };
  const ByteVector flat(3 * 64 * 64, 1);
  (void)folder.write("1.png",
                     png_file({.width = 64, .height = 64, .samples = ByteVector(4096, 1)}));
  (void)folder.write("2.png",
                     png_file({.width = 64, .height = 64, .colour_type = 2, .samples = flat}));
  for (const std::int64_t bytes : {2 * 4096 - 1, 2 * 3 * 4096 - 1}) {
    core::set_available_memory_for_tests(bytes);
    expect_refusal(load, {folder.path().string(), "of memory", "give a smaller --n"});
  }
  core::set_available_memory_for_tests(2 * 3 * 4096);
  CHECK(load_image_folder(folder.path(), 0).image->channels == 3);
  core::set_available_memory_for_tests(-1);
}

}  // namespace eigenviews::test
