#include "core/random.hpp"

#include <array>
#include <cmath>
#include <set>
#include <vector>

#include "support/catch.hpp"

using namespace eigenviews::core;

namespace {

using Words = std::array<std::uint32_t, 4>;

// Philox4x32-10 line by line from J. Salmon et al., SC 2011, section 3.3: the plain version.
Words plain_philox(Words counter, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(a)};
    key = {key[0] + 0x9E3779B9, key[1] + 0xBB67AE85};
  }
  return counter;
}

std::vector<double> uniforms(const StreamKey& key, int count) {
  Stream stream(key);
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(stream.uniform());
  return values;
}

struct Moments {
  double mean = 0, variance = 0, third = 0, fourth = 0;
};

template <class Draw>
Moments moments(int count, Draw&& draw) {
  std::vector<double> values;
  Moments m;
  for (int i = 0; i < count; ++i) m.mean += values.emplace_back(draw()) / count;
  for (const double value : values) {
    const double d = value - m.mean;
    m.variance += d * d / count;
    m.third += d * d * d / count;
    m.fourth += d * d * d * d / count;
  }
  return m;
}

}  // namespace

TEST_CASE("the plain Philox4x32-10 gives the known answers of Random123's kat_vectors") {
  CHECK(plain_philox({0, 0, 0, 0}, {0, 0}) ==
        Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(plain_philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(plain_philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream is Philox of (block, original, view, op) under the seed, word by word") {
  for (const StreamKey& key : {StreamKey{},
                               StreamKey{.seed = 0x299f31d0a4093822,
                               .original = 0x85a308d3,
                               .view = 0x13198a2e,
                               .op = 0x03707344},
                               StreamKey{.seed = ~std::uint64_t{0},
                               .original = 0xffffffff,
                               .view = 0xffffffff,
                               .op = 0xffffffff}}) {
    Stream stream(key);
    for (std::uint32_t block = 0; block < 50; ++block) {
      const Words words = plain_philox(
          {block, key.original, key.view, key.op},
          {static_cast<std::uint32_t>(key.seed), static_cast<std::uint32_t>(key.seed >> 32)});
      CHECK(stream.uniform() == unit_interval(words[0], words[1]));
      CHECK(stream.uniform() == unit_interval(words[2], words[3]));
    }
  }
}

TEST_CASE("no pair of words gives 0 or 1, and neighbours are equally far apart") {
  constexpr std::uint32_t ones = 0xffffffff;
  CHECK(unit_interval(0, 0) == 0x1p-53);
  CHECK(unit_interval(ones, ones) == 1 - 0x1p-53);  // 53 bits + 1/2 would round to 1 here
  CHECK(unit_interval(ones, ones) - unit_interval(ones, ones - 0x1000) == 0x1p-52);
  CHECK(unit_interval(0x80000000, 0) == 0.5 + 0x1p-53);
  CHECK(unit_interval(1, 0) == 0x1p-32 + 0x1p-53);  // the first word is the high one
}

TEST_CASE("the same key gives the same stream, whatever was drawn in between") {
  const StreamKey first{.seed = 7, .original = 3}, second{.seed = 7, .original = 4};
  const std::vector<double> alone = uniforms(first, 20);
  Stream a(first), b(second);
  for (int i = 0; i < 20; ++i) {
    CHECK(a.uniform() == alone[static_cast<std::size_t>(i)]);
    (void)b.normal();
  }
  CHECK(uniforms(first, 20) == alone);
}

TEST_CASE("keys that differ in any one field, or swap two, share no value") {
  std::set<double> seen;
  std::size_t drawn = 0;
  for (const StreamKey& key :
       {StreamKey{.seed = 1, .original = 2, .view = 3, .op = 4},
        StreamKey{.seed = 9, .original = 2, .view = 3, .op = 4},
        StreamKey{.seed = 1 + (std::uint64_t{1} << 32), .original = 2, .view = 3, .op = 4},
        StreamKey{.seed = 1, .original = 9, .view = 3, .op = 4},
        StreamKey{.seed = 1, .original = 2, .view = 9, .op = 4},
        StreamKey{.seed = 1, .original = 2, .view = 3, .op = 9},
        StreamKey{.seed = 1, .original = 3, .view = 2, .op = 4},
        StreamKey{.seed = 1, .original = 2, .view = 4, .op = 3}}) {
    for (const double value : uniforms(key, 500)) seen.insert(value);
    drawn += 500;
  }
  CHECK(seen.size() == drawn);
}

TEST_CASE("neighbouring keys are uncorrelated") {
  constexpr int count = 4000;
  double sum = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    Stream a({.seed = 5, .original = i}), b({.seed = 5, .original = i + 1});
    sum += a.normal() * b.normal();
  }
  CHECK(std::abs(sum) <= 4.5 * std::sqrt(double{count}));  // products have mean 0, variance 1
}

TEST_CASE("uniform and normal numbers have the moments of their laws") {
  constexpr int count = 200000;
  const double se = 1 / std::sqrt(double{count});
  Stream uniform({.seed = 11}), normal({.seed = 12});
  const Moments u = moments(count, [&] { return uniform.uniform(); });
  CHECK(std::abs(u.mean - 0.5) <= 4.5 * se * std::sqrt(1.0 / 12));
  CHECK(std::abs(u.variance - 1.0 / 12) <= 4.5 * se * std::sqrt(1.0 / 180));
  CHECK(std::abs(u.fourth - 1.0 / 80) <= 4.5 * se * std::sqrt(1.0 / 225));
  const Moments z = moments(count, [&] { return normal.normal(); });
  CHECK(std::abs(z.mean) <= 4.5 * se);
  CHECK(std::abs(z.variance - 1) <= 4.5 * se * std::sqrt(2.0));
  CHECK(std::abs(z.third) <= 4.5 * se * std::sqrt(6.0));  // about the sample mean: 15 - 9
  CHECK(std::abs(z.fourth - 3) <= 4.5 * se * std::sqrt(96.0));
}

TEST_CASE("the two normals of a pair are Box and Muller's, and independent") {
  Stream bits({.seed = 3}), stream({.seed = 3});
  const double radius = std::sqrt(-2 * std::log(bits.uniform()));
  const double angle = 2 * std::acos(-1.0) * bits.uniform();
  CHECK(stream.normal() == Approx(radius * std::cos(angle)).epsilon(1e-14));
  CHECK(stream.normal() == Approx(radius * std::sin(angle)).epsilon(1e-14));
  CHECK(stream.uniform() == bits.uniform());  // four words a pair, none left over
}

TEST_CASE("fill_normal is normal() repeated") {
  Stream one({.seed = 4}), other({.seed = 4});
  std::array<double, 7> values{};
  one.fill_normal(values);
  for (const double value : values) CHECK(value == other.normal());
}

TEST_CASE("below is uniform on its range and covers both ends") {
  Stream stream({.seed = 6});
  constexpr int count = 70000;
  std::array<int, 7> hits{};
  for (int i = 0; i < count; ++i) ++hits.at(stream.below(7));
  double chi2 = 0;
  for (const int hit : hits) chi2 += (hit - count / 7.0) * (hit - count / 7.0) / (count / 7.0);
  CHECK(chi2 <= 27.9);  // 6 degrees of freedom, probability 1e-4
  for (int i = 0; i < 100; ++i) CHECK(stream.below(1) == 0);
}
