// validate: claims on demand, its reports, the falsifier, and a user's own channel.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "data/channel_file.hpp"
#include "process.hpp"
#include "report/markup.hpp"
#include "report/npz.hpp"
#include "support/catch.hpp"
#include "validation/registry.hpp"
#include "validation/statement.hpp"

using namespace eigenviews;
using namespace eigenviews::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using nlohmann::json;

namespace {

int count_lines(const std::string& text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void expect_refusal_of(const std::string& arguments, std::initializer_list<std::string> parts) {
  const WorkFolder folder;
  const Outcome outcome = validate(arguments + " --out " + (folder / "out"));
  INFO(arguments << "\n" << outcome.error);
  CHECK(outcome.code == 2);
  CHECK(outcome.out.empty());
  CHECK(count_lines(outcome.error) == 1);
  for (const std::string& part : parts) {
    INFO("expected part: " << part);
    CHECK(mentions(outcome.error, part));
  }
  CHECK_FALSE(std::filesystem::exists(folder / "out"));
}

struct Junit {
  std::vector<Element> cases, failures;
};

// Well formed, and its counts are those of its elements.
Junit junit_of(const std::string& folder) {
  const std::string text = read_file(folder + "/junit.xml");
  const std::string prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  REQUIRE(text.rfind(prolog, 0) == 0);
  const std::vector<Element> all = parse_markup(text.substr(prolog.size()));
  const Junit junit{named(all, "testcase"), named(all, "failure")};
  const Element total = named(all, "testsuites").at(0);
  CHECK(number(total, "tests") == static_cast<double>(junit.cases.size()));
  CHECK(number(total, "failures") == static_cast<double>(junit.failures.size()));
  return junit;
}

// A channel with a prior that is not uniform.
const std::string small_channel =
    "%%MatrixMarket matrix coordinate real general\n"
    "4 5 9\n1 1 .5\n1 2 .5\n2 2 .25\n2 3 .75\n3 3 .5\n3 4 .5\n4 4 .1\n4 5 .8\n4 1 .1\n";

class OwnChannel {
 public:
  OwnChannel() {
    write_file(file(), small_channel);
    write_file(prior(), report::npy_bytes(VectorXd{{.1, .2, .3, .4}}));
  }
  [[nodiscard]] std::string file() const { return folder_ / "p.mtx"; }
  [[nodiscard]] std::string prior() const { return folder_ / "rho.npy"; }
  [[nodiscard]] std::string out() const { return folder_ / "out"; }
  [[nodiscard]] std::string arguments() const {
    return "--channel " + file() + " --rho-x " + prior() + " --no-progress --out " + out();
  }
  [[nodiscard]] json summary() const { return json::parse(read_file(out() + "/summary.json")); }
  [[nodiscard]] std::string operator/(const std::string& name) const { return folder_ / name; }

 private:
  WorkFolder folder_;
};

// The leading pair of functions of the 5-cycle, mixed.
MatrixXd pair_of_the_cycle() {
  MatrixXd v(5, 2);
  for (Eigen::Index a = 0; a < 5; ++a) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(a) / 5;
    v(a, 0) = std::cos(angle) + 3 * std::sin(angle);
    v(a, 1) = 2 * std::cos(angle);
  }
  return v;
}

}  // namespace

TEST_CASE("validate --list names every claim of the registry, a line each") {
  const Outcome outcome = validate("--list");
  CHECK(outcome.code == 0);
  for (const auto& claim : validation::registry()) {
    CHECK(mentions(outcome.out, claim.id + " "));
    CHECK(mentions(outcome.out, claim.statement + "\n"));
  }
}

TEST_CASE("one claim: exit code, table, summary, JUnit and page agree") {
  const WorkFolder folder;
  const std::string out = folder / "out";
  const Outcome outcome = validate("--claim V1 --seed 5 --no-progress --out " + out);
  INFO(outcome.error);
  CHECK(outcome.code == 0);
  CHECK(mentions(outcome.out, "V1  pass"));
  CHECK(mentions(outcome.out, "seed 5: 1 claims hold, 0 do not"));
  const json summary = json::parse(read_file(out + "/summary.json"));
  CHECK(summary["claims"] == 1);
  CHECK(summary["failed"] == 0);
  CHECK(summary["results"][0]["command"] == "validate --claim V1 --seed 5");
  CHECK(summary["results"][0]["controls"].size() >= 1);
  const Junit junit = junit_of(out);
  CHECK(junit.cases.size() == 1 + summary["results"][0]["controls"].size());
  CHECK(junit.failures.empty());
  CHECK_FALSE(parse_page(read_file(out + "/report.html")).empty());
}

TEST_CASE("unknown names and options that do not go together are refused") {
  expect_refusal_of("--claim V99", {"--claim", "'V99'", "did you mean 'V9'?"});
  expect_refusal_of("--suite loss", {"--suite", "'loss'", "did you mean 'losses'?"});
  expect_refusal_of("--falsify litteral", {"--falsify", "'litteral'", "did you mean 'literal'?"});
  expect_refusal_of("--falsify literal --claim V1", {"--falsify", "without --claim"});
  expect_refusal_of("--falsify literal --suite losses", {"--falsify", "without --suite"});
  expect_refusal_of("--falsify literal --channel p.mtx", {"--falsify", "without --channel"});
  expect_refusal_of("--falsify literal --budget 4", {"--budget", "at least 5", "received 4"});
  expect_refusal_of("--budget 100", {"--budget", "goes with --falsify"});
  expect_refusal_of("--rho-x r.npy", {"--rho-x", "goes with --channel"});
  expect_refusal_of("--ckpt c.pth", {"--ckpt", "goes with --channel"});
  expect_refusal_of("--features f.npy", {"--features", "goes with --channel"});
  expect_refusal_of("--channel p.mtx --eig e", {"--eig", "goes with --ckpt"});
  expect_refusal_of("--channel p.mtx --normalise .5,.5", {"--normalise", "goes with --ckpt"});
  expect_refusal_of("--channel p.mtx --ckpt a --features b", {"--features", "not both"});
  expect_refusal_of("--channel p.mtx --suite losses", {"--channel", "without --suite"});
  for (const char* wrong : {"0", "1", "nan"}) {
    expect_refusal_of(std::string("--tolerance ") + wrong, {"--tolerance", "must be in (0, 1)"});
  }
}

TEST_CASE("validate --falsify list tells every statement, and what the theory has it") {
  const Outcome outcome = validate("--falsify list");
  CHECK(outcome.code == 0);
  CHECK(count_lines(outcome.out) == static_cast<int>(validation::statements().size()));
  for (const auto& statement : validation::statements()) {
    INFO(statement.id);
    CHECK(mentions(outcome.out, statement.id + " "));
    CHECK(mentions(outcome.out, statement.text));
  }
}

TEST_CASE("a counterexample is told, written, opened by kernel_eig and still one") {
  for (const char* id : {"literal-normal", "order", "inclusion", "one-space"}) {
    INFO(id);
    const WorkFolder folder;
    const std::string out = folder / "out";
    const Outcome outcome = validate(std::string("--falsify ") + id + " --out " + out);
    CHECK(outcome.code == 1);
    CHECK(mentions(outcome.out, "FALSE at d = "));
    const json found = json::parse(read_file(out + "/counterexample.json"));
    CHECK(found["statement"] == id);
    CHECK(found["seed"] == 0);
    CHECK(found["tries"].get<int>() > 0);
    const Outcome opened =
        bash("PATH=$(dirname \"$KERNEL_EIG\"):$PATH; " + found["command"].get<std::string>() +
             " --json --out " + (folder / "eig"));
    INFO(opened.error);
    CHECK(opened.code == 0);
    CHECK(json::parse(opened.out)["n_views"] == found["views"]);
    const data::ChannelFile file = data::read_channel_file(out + "/counterexample.mtx");
    const MatrixXd p = std::get<MatrixXd>(file.p);
    VectorXd rho = VectorXd::Constant(p.rows(), 1 / static_cast<double>(p.rows()));
    if (std::filesystem::exists(out + "/rho_x.npy")) rho = data::read_vector(out + "/rho_x.npy");
    const validation::Instance again{kernel::FiniteChannel(p, rho), found["d"], found["beta"]};
    const auto violation = validation::find_statement(id).violation(again);
    REQUIRE(violation);
    CHECK(*violation == Approx(found["violation"].get<double>()));
    CHECK(json::parse(read_file(out + "/summary.json"))["counterexample"] == true);
  }
}

TEST_CASE("a search that finds nothing ends with 0 and leaves no old counterexample behind") {
  const WorkFolder folder;
  const std::string out = folder / "out";
  CHECK(validate("--falsify literal --out " + out).code == 1);
  CHECK(std::filesystem::exists(out + "/counterexample.mtx"));
  const Outcome outcome = validate("--falsify V9 --budget 500 --json --out " + out);
  CHECK(outcome.code == 0);
  const json summary = json::parse(outcome.out);
  CHECK(summary["statement"] == "half-scl");
  CHECK(summary["counterexample"] == false);
  CHECK(summary["tries"] == 500);
  CHECK(summary["violation"].get<double>() < 1e-12);
  CHECK_FALSE(std::filesystem::exists(out + "/counterexample.mtx"));
  CHECK_FALSE(std::filesystem::exists(out + "/counterexample.json"));
}

TEST_CASE("a user's own channel: nine claims with their controls, in every report") {
  const OwnChannel own;
  const Outcome outcome = validate(own.arguments());
  INFO(outcome.out << outcome.error);
  CHECK(outcome.code == 0);
  CHECK(mentions(outcome.out, "9 claims hold, 0 do not"));
  const json summary = own.summary();
  CHECK(summary["results"].size() == 9);
  CHECK(mentions(summary["results"][0]["command"], "--channel " + own.file() + " --rho-x "));
  const Junit junit = junit_of(own.out());
  CHECK(junit.cases.size() == 18);
  CHECK(junit.failures.empty());
  CHECK(junit.cases.at(0).attributes.at("classname") == "channel");
}

TEST_CASE("claims on a channel are listed and chosen by name") {
  const OwnChannel own;
  CHECK(count_lines(validate("--list --channel " + own.file()).out) == 9);
  const Outcome outcome = validate("--claim components --claim spectrum " + own.arguments());
  CHECK(outcome.code == 0);
  CHECK(own.summary()["results"].size() == 2);
  expect_refusal_of("--claim V1 --channel " + own.file(), {"--claim", "'V1'", "constants"});
}

TEST_CASE("a file that is no channel is refused, with its line") {
  const WorkFolder folder;
  const std::string file = folder / "bad.mtx";
  expect_refusal_of("--channel " + file, {"bad.mtx", "cannot be opened"});
  write_file(file, "%%MatrixMarket matrix array real general\n2 2\n.5\n.5\n.5\n.4\n");
  expect_refusal_of("--channel " + file, {"every row of P must sum to 1", "row 1 sums to"});
  write_file(file, "%%MatrixMarket matrix array real general\n2 1\n1\n1\n");
  expect_refusal_of("--channel " + file, {"at least two views"});
}

TEST_CASE("features that span the leading functions are aligned, others are not") {
  const WorkFolder folder;
  (void)summary_of("--dataset toy:nonnormal,case=five-cycle --export-channel --out " +
                   (folder / "eig"));
  const std::string features = folder / "f.npy", out = folder / "out";
  const std::string arguments = "--channel " + (folder / "eig/channel.npz") + " --features " +
                                features + " --claim alignment --no-progress --out " + out;
  write_file(features, report::npy_bytes(pair_of_the_cycle()));
  const Outcome aligned = validate(arguments);
  INFO(aligned.out << aligned.error);
  CHECK(aligned.code == 0);
  CHECK(mentions(aligned.out, "alignment  pass"));
  CHECK(junit_of(out).failures.empty());

  MatrixXd others = pair_of_the_cycle();
  others.col(1) << 1, 0, 0, 0, 0;
  write_file(features, report::npy_bytes(others));
  const Outcome apart = validate(arguments);
  CHECK(apart.code == 1);
  CHECK(mentions(apart.out, "alignment  FAIL"));
  CHECK(junit_of(out).failures.size() == 1);

  // Features that span everything are aligned however they are shuffled: the control holds.
  write_file(features, report::npy_bytes(MatrixXd(MatrixXd::Identity(5, 5))));
  const Outcome everything = validate(arguments);
  CHECK(everything.code == 1);
  CHECK(mentions(everything.out, "control holds"));

  write_file(features, report::npy_bytes(MatrixXd(MatrixXd::Ones(4, 2))));
  CHECK(validate(arguments).code == 2);
  std::filesystem::remove(features);
  CHECK(validate(arguments).code == 2);
}

TEST_CASE("a checkpoint that compare_subspace refuses is a claim that is not measured") {
  const OwnChannel own;
  write_file(own / "c.safetensors", "no checkpoint");
  const Outcome outcome =
      validate(own.arguments() + " --claim alignment --ckpt " + (own / "c.safetensors"));
  CHECK(outcome.code == 1);
  CHECK(mentions(outcome.error, "compare_subspace: "));
  CHECK(mentions(own.summary()["results"][0]["error"], "compare_subspace ended with code 2"));
}
