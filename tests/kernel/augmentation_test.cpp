#include "kernel/augmentation.hpp"

#include "support/expect.hpp"

using namespace eigenviews;
using kernel::Augmentation;
using kernel::parse_augmentation;
using test::expect_refusal;

namespace {

constexpr data::ImageShape image_2x3{.channels = 1, .height = 2, .width = 3};
constexpr data::ImageShape square{.channels = 2, .height = 2, .width = 2};

Augmentation parse(const std::string& text,
                   const std::optional<data::ImageShape>& image = image_2x3) {
  return parse_augmentation(text, image, image ? image->size() : 4);
}

using Sources = std::vector<std::int32_t>;

double total_weight(const Augmentation& augmentation) {
  double sum = 0;
  for (const auto& transform : augmentation.transforms) sum += transform.weight;
  return sum;
}

}  // namespace

TEST_CASE("gaussian alone keeps the data as it is") {
  const Augmentation augmentation = parse("gaussian:sigma=2,pca=3", std::nullopt);
  CHECK(augmentation.sigma == 2);
  CHECK(augmentation.pca == 3);
  REQUIRE(augmentation.transforms.size() == 1);
  CHECK(augmentation.transforms[0].weight == 1);
  CHECK(augmentation.transforms[0].source == Sources{0, 1, 2, 3});
  CHECK(parse("gaussian:sigma=1", std::nullopt).pca == 0);
}

TEST_CASE("a flip mirrors left and right, with probability one half") {
  const Augmentation augmentation = parse("flip+gaussian:sigma=1");
  REQUIRE(augmentation.transforms.size() == 2);
  CHECK(augmentation.transforms[0].source == Sources{0, 1, 2, 3, 4, 5});
  CHECK(augmentation.transforms[1].source == Sources{2, 1, 0, 5, 4, 3});
  CHECK(augmentation.transforms[1].weight == 0.5);
}

TEST_CASE("shifts cover the square of their radius and fill with zeros") {
  const Augmentation augmentation = parse("shift:r=1+gaussian:sigma=1");
  REQUIRE(augmentation.transforms.size() == 9);
  CHECK(total_weight(augmentation) == Approx(1).epsilon(1e-15));
  // Down 1 and right 1: what was at (0, 0), (0, 1) is now at (1, 1), (1, 2).
  CHECK(augmentation.transforms[8].source == Sources{-1, -1, -1, -1, 0, 1});
  CHECK(augmentation.transforms[4].source == Sources{0, 1, 2, 3, 4, 5});
  CHECK(augmentation.transforms[0].source == Sources{4, 5, -1, -1, -1, -1});
}

TEST_CASE("quarter turns act on every channel of a square image") {
  const Augmentation augmentation = parse("rot90+gaussian:sigma=1", square);
  REQUIRE(augmentation.transforms.size() == 4);
  // 0 1      1 3      3 2      2 0
  // 2 3  ->  0 2  ->  1 0  ->  3 1   (counterclockwise)
  CHECK(augmentation.transforms[0].source == Sources{0, 1, 2, 3, 4, 5, 6, 7});
  CHECK(augmentation.transforms[1].source == Sources{1, 3, 0, 2, 5, 7, 4, 6});
  CHECK(augmentation.transforms[2].source == Sources{3, 2, 1, 0, 7, 6, 5, 4});
  CHECK(augmentation.transforms[3].source == Sources{2, 0, 3, 1, 6, 4, 7, 5});
}

TEST_CASE("transforms are combined in the order given") {
  const Augmentation augmentation = parse("shift:r=1+flip+gaussian:sigma=1");
  REQUIRE(augmentation.transforms.size() == 18);
  CHECK(total_weight(augmentation) == Approx(1).epsilon(1e-15));
  // Shift by (1, 1), then mirror: row 1 was (-1, 0, 1), now (1, 0, -1).
  CHECK(augmentation.transforms[17].source == Sources{-1, -1, -1, 1, 0, -1});
}

TEST_CASE("augmentations that cannot be are refused") {
  expect_refusal([] { return parse("gausian:sigma=1"); }, {"augmentation", "gausian", "gaussian"});
  expect_refusal([] { return parse("flip"); }, {"needs Gaussian noise", "flip"});
  expect_refusal([] { return parse("gaussian"); }, {"sigma > 0"});
  for (const char* sigma : {"0", "-1", "nan", "inf", "x", ""}) {
    expect_refusal([&] { return parse(std::string("gaussian:sigma=") + sigma); }, {"sigma"});
  }
  expect_refusal([] { return parse("gaussian:sigma=1+flip"); }, {"once and last"});
  expect_refusal([] { return parse("gaussian:sigma=1+gaussian:sigma=1"); }, {"once and last"});
  expect_refusal([] { return parse("flip+gaussian:sigma=1", std::nullopt); },
                 {"rows that are images"});
  expect_refusal([] { return parse("rot90+gaussian:sigma=1"); }, {"square images", "2 x 3"});
  expect_refusal([] { return parse("ssl"); }, {"ssl has none"});
  expect_refusal([] { return parse("shift:r=2+gaussian:sigma=1"); }, {"r", "2"});
  expect_refusal([] { return parse("shift:radius=1+gaussian:sigma=1"); }, {"radius"});
  expect_refusal([] { return parse("gaussian:sigma=1,pca=7"); }, {"pca", "7"});
}
