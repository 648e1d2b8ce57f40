#include "theory/mode_ranges.hpp"

#include "support/expect.hpp"
#include "theory/barlow_twins.hpp"
#include "theory/minimiser.hpp"
#include "theory/tools.hpp"
#include "theory/water_filling.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using namespace eigenviews::theory::test;
using Eigen::Index;
using Eigen::VectorXd;
using eigenviews::test::expect_close;
using eigenviews::test::expect_refusal;

namespace {

// The number of modes just outside and inside both ends of a range.
template <class Modes>
void expect_ends(const WeightRange& range, Index modes, Modes&& at) {
  if (range.above > 0) CHECK(at(range.above * (1 - 1e-12)) < modes);
  CHECK(at(range.above * (1 + 1e-12) + 1e-300) == modes);
  if (!std::isfinite(range.up_to)) {
    CHECK(at(1e6) == modes);
  } else {
    CHECK(at(range.up_to * (1 - 1e-12)) == modes);
    CHECK(at(range.up_to * (1 + 1e-12)) > modes);
  }
}

}  // namespace

TEST_CASE("a range holds its upper end and not its lower") {
  const WeightRange range{1, 2};
  CHECK_FALSE(range.contains(1));
  CHECK(range.contains(1.5));
  CHECK(range.contains(2));
  CHECK_FALSE(range.contains(2.5));
  CHECK_FALSE(range.contains(std::nan("")));
  CHECK_FALSE(range.empty());
  CHECK((WeightRange{1, 1}.empty()));
}

TEST_CASE("ranges of beta for the reformulated loss are where d_eff changes") {
  const WeightRange two = reformulated_range(table_spectrum, 2, 4);
  CHECK(two.above == Approx(.1));
  CHECK(two.up_to == Approx(.175));
  CHECK(std::isinf(reformulated_range(table_spectrum, 4, 4).up_to));
  for (Index k = 1; k <= 8; ++k) {
    expect_ends(reformulated_range(table_spectrum, k, 8), k, [](double beta) {
      return reformulated_minimum(table_spectrum, beta, 8).effective_dim;
    });
  }
}

TEST_CASE("ranges of beta at unit variance are where K(beta, d) changes") {
  const WeightRange two = unit_variance_range(table_spectrum, 2, 4);
  CHECK(two.above == Approx(.1 / 8));
  CHECK(two.up_to == Approx((.25 + .15) / 8));
  for (const Index d : {1, 2, 5, 8, 64}) {
    for (Index k = 1; k <= std::min<Index>(d, 8); ++k) {
      INFO("d " << d << ", modes " << k);
      expect_ends(unit_variance_range(table_spectrum, k, d), k, [&](double beta) {
        return unit_variance_minimum(table_spectrum, beta, d).active;
      });
    }
  }
}

TEST_CASE("ranges of lambda for Barlow Twins are where K(lambda, d) changes") {
  const WeightRange first = barlow_twins_range(table_spectrum, 1, 2);
  CHECK(first.above == 0);
  CHECK(first.up_to == Approx(.00654).margin(5e-6));
  CHECK(std::isinf(barlow_twins_range(table_spectrum, 2, 2).up_to));
  const WeightRange third = barlow_twins_range(table_spectrum, 3, 8);
  CHECK(barlow_twins_minimum(table_spectrum, third.above * 1.000001, 8).active == 3);
  CHECK(barlow_twins_minimum(table_spectrum, third.up_to, 8).active == 3);
  CHECK(barlow_twins_minimum(table_spectrum, third.up_to * 1.000001, 8).active == 4);
}

TEST_CASE("equal eigenvalues join together") {
  const VectorXd s{{.9, .5, .5, .1}};
  CHECK(reformulated_range(s, 2, 4).empty());
  CHECK(unit_variance_range(s, 2, 4).empty());
  CHECK(barlow_twins_range(s, 2, 4).empty());
  CHECK_FALSE(reformulated_range(s, 3, 4).empty());
}

TEST_CASE("the constant is a mode of features as they are and none of centred ones") {
  const VectorXd measured{{.5, 1, .8}};
  expect_close(without_constant(measured), VectorXd{{.8, .5}}, 0);
  CHECK(reformulated_range(measured, 2, 3).above == Approx(.1));
  CHECK(reformulated_range(without_constant(measured), 2, 2).above == Approx(.25));
  // Two components: centring removes one function of the eigenspace of 1.
  expect_close(without_constant(VectorXd{{1, 1, .5}}), VectorXd{{1, .5}}, 0);
  CHECK(without_constant(VectorXd{{1 - 1e-9, .5}}).size() == 1);
}

TEST_CASE("ranges refuse spectra and numbers out of range") {
  const VectorXd bad{{2, 1}};
  expect_refusal([] { (void)without_constant(table_spectrum); }, {"the constant's 1", "0.9"});
  expect_refusal([] { (void)without_constant(VectorXd{{1}}); }, {"at least 2", "received 1"});
  expect_refusal([&] { (void)without_constant(bad); }, {"without_constant", "[0, 1]"});
  expect_refusal([&] { (void)reformulated_range(bad, 1, 1); }, {"[0, 1]"});
  expect_refusal([&] { (void)unit_variance_range(bad, 1, 1); }, {"[0, 1]"});
  expect_refusal([&] { (void)barlow_twins_range(bad, 1, 1); }, {"[0, 1]"});
  expect_refusal([] { (void)reformulated_range(table_spectrum, 1, 9); }, {"functions"});
  expect_refusal([] { (void)reformulated_range(table_spectrum, 3, 2); }, {"between 1 and 2"});
  expect_refusal([] { (void)unit_variance_range(table_spectrum, 0, 2); }, {"between 1 and 2"});
  expect_refusal([] { (void)unit_variance_range(table_spectrum, 9, 64); }, {"between 1 and 8"});
  expect_refusal([] { (void)unit_variance_range(table_spectrum, 1, 0); }, {"at least 1"});
  expect_refusal([] { (void)barlow_twins_range(table_spectrum, 9, 64); }, {"between 1 and 8"});
}
