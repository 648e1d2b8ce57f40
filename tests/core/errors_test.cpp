#include "core/errors.hpp"

#include <type_traits>

#include "support/refusal.hpp"

using namespace eigenviews::core;
using eigenviews::test::expect_refusal;
using eigenviews::test::message_of;

TEST_CASE("a refusal is one line: where, rule, value received, remedy") {
  CHECK(message_of([] { reject("--tol", "must be > 0", -1.5, "use 1e-10"); }) ==
        "--tol: must be > 0; received -1.5; use 1e-10");
  CHECK(message_of([] { reject("FiniteChannel", "rows must sum to 1", "row 3"); }) ==
        "FiniteChannel: rows must sum to 1; received row 3");
}

TEST_CASE("control characters in what was received do not break the line") {
  CHECK(message_of([] { reject("file", "a name", "a\nb\tc\x7f"); }) ==
        "file: a name; received a?b?c?");
  CHECK(message_of([] { reject("file", "a name", "\xc3\xa9"); }) ==
        "file: a name; received \xc3\xa9");  // UTF-8 is left alone
}

TEST_CASE("the kinds of error are told apart by type") {
  STATIC_REQUIRE(std::is_base_of_v<std::invalid_argument, InputError>);
  STATIC_REQUIRE(std::is_base_of_v<std::runtime_error, FileError>);
  STATIC_REQUIRE_FALSE(std::is_base_of_v<FileError, Interrupted>);
  CHECK(std::string(Interrupted().what()) == "interrupted");
}

TEST_CASE("the nearest name is found by insertion, deletion and substitution, ties to the first") {
  const std::vector<std::string> names = {"circle", "torus", "sphere", "cube"};
  CHECK(nearest_name("tors", names) == "torus");
  CHECK(nearest_name("cubes", names) == "cube");
  CHECK(nearest_name("spherf", names) == "sphere");
  CHECK(nearest_name("torus", names) == "torus");
  CHECK(nearest_name("cat", {"catch", "cot"}) ==
        "cot");  // one substitution, against two insertions
  CHECK(nearest_name("", {"bb", "aa"}) == "bb");
  CHECK(nearest_name("kitten", {"kit", "sitting"}) == "kit");  // both at distance 3
  CHECK(nearest_name("anything", {}).empty());
}

TEST_CASE("an unknown name is refused with the nearest one and the whole list") {
  CHECK(message_of([] {
          reject_unknown("--dataset", "toy", "trous", {"circle", "torus"});
        }) ==
        "--dataset: unknown toy; received 'trous'; did you mean 'torus'? known: circle, torus");
}
