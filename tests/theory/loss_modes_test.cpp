// Kept modes by the name of the loss, against the functions behind it.
#include "theory/loss_modes.hpp"

#include <limits>

#include "support/refusal.hpp"
#include "theory/minimiser.hpp"

using namespace eigenviews;
using namespace eigenviews::theory;
using Eigen::Index;
using Eigen::VectorXd;

namespace {

const VectorXd& eight() {
  static const VectorXd s = (VectorXd(8) << .9, .8, .65, .5, .3, .2, .1, .05).finished();
  return s;
}

}  // namespace

TEST_CASE("kept modes are those of the theory's table") {
  CHECK(kept_modes("reformulated", eight(), .12, 8) == 2);
  CHECK(kept_modes("reformulated", eight(), .12, 2) == 2);
  CHECK(kept_modes("reformulated", eight(), .5, 64) == 8);
  CHECK(kept_modes("vicreg", eight(), .02, 16) == 3);
  CHECK(kept_modes("vicreg", eight(), .02, 64) == 6);
  CHECK(kept_modes("barlow-twins", eight(), .1, 16) == 5);
  CHECK(kept_modes("spectral", eight(), 77, 4) == 4);
  CHECK_FALSE(kept_modes("barlow-twins", eight(), 1.5, 4));
  CHECK_FALSE(kept_modes("literal", eight(), 1, 4));
}

TEST_CASE("beyond the threshold all modes are kept, below it one is missing") {
  for (const char* loss : {"reformulated", "vicreg", "barlow-twins"}) {
    for (const Index d : {1, 2, 5, 8}) {
      INFO(loss << " " << d);
      const auto range = keeps_all_modes(loss, eight(), d);
      if (std::string(loss) == "barlow-twins" && !range) continue;
      REQUIRE(range);
      CHECK(kept_modes(loss, eight(), range->above * 1.001 + 1e-12, d) == d);
      if (range->above > 0) CHECK(kept_modes(loss, eight(), range->above * .999, d) == d - 1);
    }
  }
  CHECK(keeps_all_modes("spectral", eight(), 3)->contains(.5));
}

TEST_CASE("modes that T maps to zero are not asked for") {
  const VectorXd s = Eigen::Vector3d(.8, .2, 0);
  CHECK(keeps_all_modes("reformulated", s, 3)->above == Approx(.4));
  CHECK_FALSE(keeps_all_modes("reformulated", VectorXd::Zero(2), 2));
  CHECK_FALSE(keeps_all_modes("literal", s, 1));
  // The second mode of s = .1, .01 joins only beyond lambda = 1, at 7.4.
  CHECK_FALSE(keeps_all_modes("barlow-twins", Eigen::Vector2d(.1, .01), 2));
}

TEST_CASE("bad values are refused by the functions behind") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  test::expect_refusal([&] { (void)kept_modes("vicreg", eight(), nan, 4); }, {"beta"});
  test::expect_refusal([&] { (void)kept_modes("reformulated", eight(), 1, 0); }, {"functions"});
}
