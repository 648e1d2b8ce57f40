// The rules of the registry, and what names choose.
#include <set>

#include "support/refusal.hpp"
#include "validation/registry.hpp"

using namespace eigenviews;
using namespace eigenviews::validation;
using test::expect_refusal;

namespace {

std::set<std::string> ids_of(const std::vector<Claim>& claims) {
  std::set<std::string> ids;
  for (const Claim& claim : claims) ids.insert(claim.id);
  return ids;
}

}  // namespace

TEST_CASE("every claim says all that a report needs, and has a control") {
  for (const Claim& claim : registry()) {
    INFO(claim.id);
    for (const std::string& text :
         {claim.id, claim.statement, claim.source, claim.toy, claim.tolerance}) {
      CHECK_FALSE(text.empty());
    }
    CHECK(claim.measure);
    CHECK_FALSE(claim.controls.empty());
    for (const Control& control : claim.controls) {
      CHECK_FALSE(control.statement.empty());
      CHECK(control.measure);
    }
    CHECK(claim.false_alarm >= 0);
    CHECK(claim.false_alarm < 1e-4);
  }
}

TEST_CASE("ids differ, the suites are those named, and V1 to V29 are all there") {
  const std::set<std::string> ids = ids_of(registry());
  CHECK(ids.size() == registry().size());
  for (int i = 1; i <= 29; ++i) CHECK(ids.count("V" + std::to_string(i)) == 1);
  std::set<std::string> suites;
  for (const Claim& claim : registry()) suites.insert(claim.suite);
  CHECK(suites == std::set<std::string>(suite_names().begin(), suite_names().end()));
}

TEST_CASE("false alarms of the fast set add up to less than 1 in 10^4") {
  double sum = 0;
  for (const Claim& claim : choose({}, {}, false)) sum += claim.false_alarm;
  CHECK(sum < 1e-4);
}

TEST_CASE("suites and ids choose their union, in the order of the registry") {
  CHECK(ids_of(choose({}, {"V8"}, false)) == std::set<std::string>{"V8"});
  const std::set<std::string> comparison = ids_of(choose({"comparison"}, {}, true));
  CHECK(comparison == std::set<std::string>{"V27", "V28"});
  const std::vector<Claim> both = choose({"comparison"}, {"V8"}, true);
  CHECK(both.front().id == "V8");
  CHECK(both.size() == comparison.size() + 1);
}

TEST_CASE("long claims are chosen with --full, or by name") {
  const std::set<std::string> fast = ids_of(choose({}, {}, false));
  CHECK(ids_of(choose({}, {}, true)) == ids_of(registry()));
  for (const Claim& claim : registry()) {
    INFO(claim.id);
    CHECK((fast.count(claim.id) == 1) == !claim.full_only);
    CHECK(choose({}, {claim.id}, false).size() == 1);
  }
}

TEST_CASE("an unknown name is told with the nearest") {
  expect_refusal([] { (void)choose({"operator"}, {}, false); },
                 {"--suite", "'operator'", "did you mean 'operators'?"});
  expect_refusal([] { (void)choose({}, {"V77"}, false); },
                 {"--claim", "'V77'", "did you mean 'V7'?"});
}
