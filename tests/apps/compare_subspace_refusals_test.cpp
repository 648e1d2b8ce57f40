// Bad input of compare_subspace: one clear line, exit code 2, nothing written.
#include <algorithm>
#include <limits>

#include "process.hpp"
#include "report/npz.hpp"
#include "support/catch.hpp"

using namespace eigenviews;
using namespace eigenviews::test;
using Eigen::MatrixXd;

namespace {

class Refusals {
 public:
  Refusals() {
    (void)summary_of("--dataset toy:nonnormal --out " + eig());
    features(MatrixXd::Random(3, 2));
  }
  [[nodiscard]] std::string eig() const { return folder_ / "eig"; }
  void features(const MatrixXd& f) const { write_file(folder_ / "f.npy", report::npy_bytes(f)); }

  void expect(const std::string& arguments, std::initializer_list<std::string> parts) const {
    const Outcome outcome = compare_subspace(arguments + " --out " + (folder_ / "out"));
    INFO(arguments << "\n" << outcome.error);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(std::count(outcome.error.begin(), outcome.error.end(), '\n') == 1);
    for (const std::string& part : parts) {
      INFO("expected part: " << part);
      CHECK(outcome.error.find(part) != std::string::npos);
    }
    CHECK(holds_no_result(folder_ / "out"));
  }
  // With the good folder and features, and `more`.
  void expect_with(const std::string& more, std::initializer_list<std::string> parts) const {
    expect("--eig " + eig() + " --features " + (folder_ / "f.npy") + " " + more, parts);
  }
  // After `text` in summary.json was replaced.
  void expect_summary(const std::string& text,
                      const std::string& other,
                      std::initializer_list<std::string> parts) const {
    const std::string path = eig() + "/summary.json", before = read_file(path);
    std::string broken = before;
    const std::size_t at = broken.find(text);
    REQUIRE(at != std::string::npos);
    write_file(path, broken.replace(at, text.size(), other));
    expect_with("", parts);
    write_file(path, before);
  }

 private:
  WorkFolder folder_;
};

}  // namespace

TEST_CASE("compare_subspace refuses options without meaning") {
  const Refusals r;
  r.expect("", {"--ckpt", "--features", "neither"});
  r.expect("--features x --ckpt y", {"both"});
  r.expect("--features x", {"--eig", "kernel_eig"});
  r.expect("--ckpt x --layer projektor", {"projektor", "projector"});
  r.expect_with("--dim 0", {"--dim", "[1, ", "0"});
  r.expect_with("--dim 4", {"--dim", "4", "-k"});
  r.expect_with("--tolerance 0", {"--tolerance", "(0, 1)"});
  r.expect_with("--tolerance nan", {"--tolerance", "nan"});
  r.expect_with("--beta 0", {"--beta", "> 0"});
  r.expect_with("--beta inf", {"--beta", "inf"});
  r.expect_with("--centred maybe", {"maybe", "auto"});
  r.expect_with("--bootstrap 3", {"--bootstrap", "3"});
  for (const char* option : {"--arch mlp", "--width 2", "--stem cifar", "--normalise none"}) {
    r.expect_with(option, {std::string(option).substr(0, 6), "goes with --ckpt"});
  }
  r.expect("--ckpt x --normalise 0.5", {"--normalise", "MEAN,STD", "0.5"});
  r.expect_with("--featuers x", {"--featuers", "--features"});
}

TEST_CASE("compare_subspace refuses features that do not fit the views") {
  const Refusals r;
  r.features(MatrixXd::Random(4, 2));
  r.expect_with("", {"--features", "3 views", "4 rows"});
  MatrixXd bad = MatrixXd::Random(3, 2);
  bad(1, 0) = std::numeric_limits<double>::infinity();
  r.features(bad);
  r.expect_with("", {"finite", "row 1, column 0"});
  r.expect("--eig " + r.eig() + " --features /nowhere.npy", {"/nowhere.npy"});
  r.expect("--eig " + r.eig() + " --features " + r.eig() + "/summary.json", {"summary.json"});
}

TEST_CASE("compare_subspace refuses folders that no run of kernel_eig has written") {
  const Refusals r;
  r.expect("--eig /nowhere --features x", {"/nowhere/summary.json"});
  r.expect_summary("\"kernel_eig\"", "\"another\"", {"summary", "kernel_eig run"});
  r.expect_summary("{", "[", {"kernel_eig run"});
  r.expect_summary("\"dataset\"", "\"data\"", {"'dataset'"});
  r.expect_summary("\"n_originals\": 3", "\"n_originals\": -3", {"n_originals", "-3"});
  r.expect_summary("      0\n", "      1\n", {"in order", "1"});
  r.expect_summary("\"clusters\"", "\"groups\"", {"clusters must hold 3"});
}

TEST_CASE("compare_subspace refuses a folder whose configuration gives other views") {
  const Refusals r;
  const std::string config = r.eig() + "/config.toml", before = read_file(config);
  write_file(config, "dataset=\"toy:torus\"\n");
  r.expect_with("", {"config.toml must rebuild", "256 views"});
  write_file(config, "datasets=\"toy:torus\"\n");
  r.expect_with("", {"config.toml", "configuration of a kernel_eig run"});
  std::filesystem::remove(config);
  r.expect_with("", {"config.toml"});
}
