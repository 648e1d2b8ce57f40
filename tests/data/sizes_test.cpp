#include "data/sizes.hpp"

#include <limits>
#include <vector>

#include "support/expect.hpp"

namespace eigenviews::test {

using data::checked_product;
using Eigen::Index;
using Factors = std::vector<Index>;

TEST_CASE("the product of sizes is exact up to 2^63 - 1") {
  constexpr Index most = std::numeric_limits<Index>::max();
  CHECK(checked_product(Factors{}) == 1);
  CHECK(checked_product(Factors{7}) == 7);
  CHECK(checked_product(Factors{597, 43, 2}) == 51342);
  CHECK(checked_product(Factors{most, 1}) == most);
  CHECK(checked_product(Factors{Index{1} << 31, Index{1} << 31}) == Index{1} << 62);
}

TEST_CASE("a product of sizes that leaves 63 bits is none") {
  constexpr Index half = Index{1} << 32;
  CHECK_FALSE(checked_product(Factors{half, half / 2}).has_value());
  CHECK_FALSE(checked_product(Factors{half, half, half}).has_value());
  // 2^64 would wrap round to 0.
  CHECK_FALSE(checked_product(Factors{half, half}).has_value());
}

TEST_CASE("a zero among sizes gives zero, but hides no overflow and no negative size") {
  constexpr Index half = Index{1} << 32;
  CHECK(checked_product(Factors{0}) == 0);
  CHECK(checked_product(Factors{half, 0, 3}) == 0);
  CHECK_FALSE(checked_product(Factors{half, 0, half}).has_value());
  CHECK_FALSE(checked_product(Factors{0, half, half}).has_value());
  CHECK_FALSE(checked_product(Factors{0, -1}).has_value());
}

TEST_CASE("a negative size has no product, and two of them neither") {
  CHECK_FALSE(checked_product(Factors{-1}).has_value());
  CHECK_FALSE(checked_product(Factors{-2, -3}).has_value());
}

TEST_CASE("a limit of 0 asks for all originals, another one for that many") {
  CHECK(data::requested_count("set", 0, 5) == 5);
  CHECK(data::requested_count("set", 1, 5) == 1);
  CHECK(data::requested_count("set", 5, 5) == 5);
}

TEST_CASE("a negative limit, and more originals than there are, are refused") {
  expect_refusal([] { (void)data::requested_count("set", -1, 5); },
                 {"set: the number of originals must be positive", "received -1"});
  expect_refusal([] { (void)data::requested_count("set", 6, 5); },
                 {"set: there are 5 originals", "received --n 6", "give a smaller --n"});
}

}  // namespace eigenviews::test
