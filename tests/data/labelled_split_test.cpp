#include "data/labelled_split.hpp"

#include <map>
#include <set>

#include "data/class_names.hpp"
#include "data/load.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::LabelledSplit;
using data::load_labelled_split;
using data::Originals;

namespace {

ByteVector grey(std::uint8_t value) { return png_file({.width = 2, .samples = {value, value}}); }

int first_pixel(const Originals& originals, data::Index i) {
  return std::get<data::PixelMatrix>(originals.values)(i, 0);
}

std::string dataset_of(const TempFolder& folder, const std::string& below = "") {
  return "folder:" + (folder.path() / below).string();
}

void expect_split_refusal(const std::string& dataset,
                          const data::SplitOptions& options,
                          std::initializer_list<std::string_view> parts) {
  INFO(dataset);
  expect_refusal([&] { (void)load_labelled_split(dataset, options); }, parts);
}

// 30 pictures of class a with values 0 .. 29, 10 of class b with 100 .. 109, one of c.
void write_classes(const TempFolder& folder) {
  const auto number = [](int i) { return std::to_string(100 + i); };
  for (int i = 0; i < 30; ++i) {
    (void)folder.write("a/" + number(i) + ".png", grey(static_cast<std::uint8_t>(i)));
  }
  for (int i = 0; i < 10; ++i) {
    (void)folder.write("b/" + number(i) + ".png", grey(static_cast<std::uint8_t>(100 + i)));
  }
  (void)folder.write("c/1.png", grey(200));
}

}  // namespace

TEST_CASE("a data set with a test split of its own loads both parts") {
  const TempFolder folder;
  (void)folder.write("train-images-idx3-ubyte", idx_file({2, 28, 28}, ByteVector(2 * 784, 9)));
  (void)folder.write("train-labels-idx1-ubyte", idx_file({2}, {7, 2}));
  (void)folder.write("t10k-images-idx3-ubyte", idx_file({2, 28, 28}, ByteVector(2 * 784, 8)));
  (void)folder.write("t10k-labels-idx1-ubyte", idx_file({2}, {2, 5}));
  const data::SplitOptions first{.data_dir = folder.path(), .test_limit = 1};
  const LabelledSplit split = load_labelled_split("mnist", first);
  CHECK(split.train.labels == std::vector<int>{7, 2});
  CHECK(split.test.labels == std::vector<int>{2});
  CHECK(first_pixel(split.train, 1) == 9);
  CHECK(first_pixel(split.test, 0) == 8);
  CHECK(split.classes.size() == 8);
  CHECK(split.classes.back() == "7");
  CHECK(split.test_from == "its own test split");
  CHECK(load_labelled_split("fashion-mnist", first).classes.front() == "T-shirt/top");
  // Label 5 is not among the training originals.
  expect_split_refusal("mnist", {.data_dir = folder.path()}, {"each class of the test", "5"});
  expect_split_refusal("mnist",
                       {.data_dir = folder.path(), .test = "elsewhere"},
                       {"--test", "mnist brings its own test split", "elsewhere"});
  expect_split_refusal("mnst", {.test = "elsewhere"}, {"unknown data set", "mnist"});
}

TEST_CASE("PATH/train and PATH/test are the two parts, labelled by the names of their classes") {
  const TempFolder folder;
  (void)folder.write("train/cats/1.png", grey(1));
  (void)folder.write("train/dogs/1.png", grey(2));
  (void)folder.write("train/eels/1.png", grey(3));
  (void)folder.write("test/dogs/1.png", grey(4));
  (void)folder.write("test/eels/1.png", grey(5));
  const LabelledSplit split = load_labelled_split(dataset_of(folder), {});
  CHECK(split.train.labels == std::vector<int>{0, 1, 2});
  CHECK(split.test.labels == std::vector<int>{1, 2});
  CHECK(split.classes == std::vector<std::string>{"cats", "dogs", "eels"});
  CHECK(split.test_from == (folder.path() / "test").string());
  (void)folder.write("test/fish/1.png", grey(6));
  expect_split_refusal(dataset_of(folder), {}, {"test", "among those of the training", "fish"});
}

TEST_CASE("the folder of test pictures that --test names") {
  const TempFolder folder;
  (void)folder.write("a/x/1.png", grey(1));
  (void)folder.write("a/y/1.png", grey(2));
  (void)folder.write("b/y/1.png", grey(3));
  const std::string other = (folder.path() / "b").string();
  const LabelledSplit split = load_labelled_split(dataset_of(folder, "a"), {.test = other});
  CHECK(split.test.labels == std::vector<int>{1});
  CHECK(first_pixel(split.test, 0) == 3);
  expect_split_refusal(dataset_of(folder, "a"), {}, {"--test PATH", "fraction:0.2"});
  (void)folder.write("c/y/1.png", png_file({.width = 1, .samples = {3}}));
  expect_split_refusal(dataset_of(folder, "a"),
                       {.test = (folder.path() / "c").string()},
                       {"1 x 1 x 2", "1 x 1 x 1"});
}

TEST_CASE("a fraction takes its share of each class, never all, the same with the same seed") {
  const TempFolder folder;
  write_classes(folder);
  const auto load = [&](const std::string& test, std::uint64_t seed) {
    return load_labelled_split(dataset_of(folder), {.test = test, .seed = seed});
  };
  const LabelledSplit split = load("fraction:0.3", 1);
  std::map<int, int> counts;
  for (const int label : split.test.labels) ++counts[label];
  CHECK(counts == std::map<int, int>{{0, 9}, {1, 3}});
  CHECK(split.classes == std::vector<std::string>{"a", "b", "c"});
  CHECK(load("fraction:0.99", 1).train.count() == 3);  // one a class
  std::set<int> seen;
  for (const Originals* part : {&split.train, &split.test}) {
    for (data::Index i = 0; i < part->count(); ++i) {
      const int value = first_pixel(*part, i);
      CHECK(seen.insert(value).second);
      CHECK(part->labels[static_cast<std::size_t>(i)] == value / 100);
      if (i > 0) CHECK(value > first_pixel(*part, i - 1));  // in their order
    }
  }
  CHECK(seen.size() == 41);
  const auto values = [](const Originals& o) { return std::get<data::PixelMatrix>(o.values); };
  CHECK(values(load("fraction:0.3", 1).test) == values(split.test));
  CHECK(values(load("fraction:0.3", 2).test) != values(split.test));
}

TEST_CASE("fractions outside (0, 1), and those that leave nothing to test, are refused") {
  const TempFolder folder;
  write_classes(folder);
  for (const std::string wrong : {"0", "1", "-0.1", "nan", "x", ""}) {
    expect_split_refusal(dataset_of(folder),
                         {.test = "fraction:" + wrong},
                         {"--test: a fraction lies between 0 and 1", "fraction:" + wrong});
  }
  expect_split_refusal(dataset_of(folder), {.test = "fraction:1e-6"}, {"an original to test on"});
  expect_split_refusal(dataset_of(folder),
                       {.test_limit = 3, .test = "fraction:0.5"},
                       {"--test-n", "3"});
}

TEST_CASE("a set without labels is refused in one line") {
  const TempFolder folder;
  (void)folder.write("1.png", grey(1));
  const auto array = folder.write("x.npy", npy_array<double>("<f8", "(2, 1)", {1, 2}));
  expect_split_refusal(dataset_of(folder), {.test = "fraction:0.5"}, {"needs labels"});
  for (const std::string test : {"", "elsewhere", "fraction:0.5"}) {
    expect_split_refusal("npy:" + array.string(),
                         {.test = test},
                         {"needs labels", "--features and --labels"});
  }
  (void)folder.write("train/1.png", grey(1));
  (void)folder.write("test/a/1.png", grey(1));
  expect_split_refusal(dataset_of(folder), {}, {"needs labels"});
}

TEST_CASE("folders and arrays have no test split of their own") {
  expect_refusal([] { (void)data::load_originals("npy:/x.npy", {.split = data::Split::test}); },
                 {"no test split of its own", "npy:/x.npy"});
}

TEST_CASE("published names of classes are as many as there are classes") {
  for (const char* dataset : {"fashion-mnist", "cifar10", "stl10"}) {
    CHECK(data::published_class_names(dataset).size() == 10);
  }
  CHECK(data::published_class_names("mnist").empty());
}

}  // namespace eigenviews::test
