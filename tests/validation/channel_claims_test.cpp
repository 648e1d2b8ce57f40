// The claims on a user's own channel.
#include <set>

#include "kernel/toy.hpp"
#include "support/channels.hpp"
#include "support/refusal.hpp"
#include "validation/channel_claims.hpp"
#include "validation/run_claim.hpp"

using namespace eigenviews;
using namespace eigenviews::validation;
using Eigen::MatrixXd;
using kernel::FiniteChannel;

namespace {

std::vector<Claim> claims_on(const FiniteChannel& channel) {
  return channel_claims(std::make_shared<const FiniteChannel>(channel));
}

void expect_all_pass(const std::string& name, const FiniteChannel& channel) {
  for (const Claim& claim : claims_on(channel)) {
    const ClaimResult result = run_claim(claim, {.seed = 3});
    INFO(name << ": " << claim.id << " " << result.error);
    for (const Check& check : result.outcome.checks) {
      INFO(check.what << ": " << check.measured << " for " << check.predicted << " within "
                      << check.tolerance);
      CHECK(holds(check));
    }
    CHECK(result.confirmed);
    for (const ControlResult& control : result.controls) {
      INFO(control.statement << " " << control.error);
      CHECK(control.refuted);
    }
  }
}

double measured(const FiniteChannel& channel, const std::string& id, std::size_t check) {
  for (const Claim& claim : claims_on(channel)) {
    if (claim.id == id) return claim.measure({}).checks.at(check).measured;
  }
  FAIL("no claim " << id);
  return 0;
}

}  // namespace

TEST_CASE("they hold, and their controls fail, on channels of every kind") {
  for (const test::NamedChannel& named : test::gallery()) {
    if (named.channel.views() > 1) expect_all_pass(named.name, named.channel);
  }
  for (const std::string& name : kernel::toy_names()) {
    expect_all_pass("toy " + name, kernel::make_toy(name).channel);
  }
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto size = static_cast<Eigen::Index>(seed);
    expect_all_pass("random", test::random_channel(1 + size % 7, 2 + size % 5, seed));
  }
}

TEST_CASE("above 512 originals and views the leading values are enough") {
  expect_all_pass("sparse 600 x 700", test::random_sparse_channel(600, 700, 3, 1));
}

TEST_CASE("what they measure, at sizes that a hand can check") {
  const FiniteChannel identity{MatrixXd(MatrixXd::Identity(3, 3))};
  CHECK(measured(identity, "components", 1) == 3);
  CHECK(measured(identity, "chi-squared", 0) == Approx(3));
  const FiniteChannel constant{MatrixXd(MatrixXd::Constant(2, 2, .5))};
  CHECK(measured(constant, "components", 1) == 1);
  CHECK(measured(constant, "chi-squared", 0) == Approx(1));
  CHECK(measured(constant, "spectrum", 1) == Approx(1));
}

TEST_CASE("ids differ, and each claim says all that a report needs") {
  std::set<std::string> ids;
  for (const Claim& claim : claims_on(test::random_channel(3, 4, 0))) {
    INFO(claim.id);
    CHECK(ids.insert(claim.id).second);
    CHECK(claim.suite == "channel");
    CHECK(claim.toy.find("3 x 4") != std::string::npos);
    CHECK_FALSE(claim.statement.empty());
    CHECK_FALSE(claim.source.empty());
    CHECK_FALSE(claim.tolerance.empty());
    CHECK(claim.controls.size() == 1);
  }
  CHECK(ids.size() == 9);
}

TEST_CASE("a channel to one view is refused") {
  test::expect_refusal([] { (void)claims_on(FiniteChannel(MatrixXd(MatrixXd::Ones(3, 1)))); },
                       {"at least two views", "received 1"});
}
