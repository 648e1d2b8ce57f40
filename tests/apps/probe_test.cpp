// probe on files of features, as its users run it.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "data/npz.hpp"
#include "process.hpp"
#include "readout/accuracy.hpp"
#include "readout/neighbours.hpp"
#include "readout/ridge.hpp"
#include "report/markup.hpp"
#include "report/npz.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using nlohmann::json;

namespace {

Outcome probe(const std::string& arguments) { return bash("exec \"$PROBE\" " + arguments); }

// Three classes around three centres that overlap, 90 rows for training and 60 for the test.
struct Clusters {
  MatrixXd train, test;
  std::vector<int> train_labels, test_labels;

  Clusters() {
    srand(7);
    fill(train, train_labels, 90);
    fill(test, test_labels, 60);
  }
  static void fill(MatrixXd& x, std::vector<int>& labels, int rows) {
    x = MatrixXd::Random(rows, 5);
    for (int i = 0; i < rows; ++i) {
      labels.push_back(i % 3);
      x(i, i % 3) += 0.9;
    }
  }
};

VectorXd numbers(const std::vector<int>& labels) {
  return Eigen::Map<const Eigen::VectorXi>(labels.data(), static_cast<Eigen::Index>(labels.size()))
      .cast<double>();
}

// The four files in a folder, and the options that name them.
struct Files {
  WorkFolder folder;
  Clusters clusters;
  Files() {
    write_file(folder / "x.npy", report::npy_bytes(clusters.train));
    write_file(folder / "y.npy", report::npy_bytes(numbers(clusters.train_labels)));
    write_file(folder / "tx.npy", report::npy_bytes(clusters.test));
    write_file(folder / "ty.npy", report::npy_bytes(numbers(clusters.test_labels)));
  }
  [[nodiscard]] std::string options() const {
    return "--features " + (folder / "x.npy") + " --labels " + (folder / "y.npy") +
           " --test-features " + (folder / "tx.npy") + " --test-labels " + (folder / "ty.npy") +
           " --threads 1 --no-progress --out " + (folder / "out");
  }
};

json readout_of(const json& results, const std::string& name) {
  for (const json& r : results["readouts"]) {
    if (r["name"] == name) return r;
  }
  FAIL("no read-out " << name);
  return {};
}

void expect_refused(const std::string& arguments, std::initializer_list<std::string> parts) {
  const Files files;
  const Outcome outcome = probe(files.options() + " " + arguments);
  INFO(arguments);
  expect_refusal_line(outcome, files.folder / "out", parts);
}

}  // namespace

TEST_CASE("probe reads out files of features as the library does, and writes its results") {
  const Files files;
  const Clusters& c = files.clusters;
  const Outcome outcome =
      probe(files.options() +
            " --readout ridge logistic knn --json --penalties 0.1 10 -k 9 --export-scores");
  INFO(outcome.error);
  REQUIRE(outcome.code == 0);
  const json results = json::parse(outcome.out);
  CHECK(results["tool"] == "probe");
  CHECK(results["checkpoint"].is_null());
  CHECK(results["feature"]["dimension"] == 5);
  CHECK(results["feature"]["n_train"] == 90);
  CHECK(results["feature"]["n_test"] == 60);
  CHECK(results["sound"] == true);

  const auto fit =
      readout::fit_ridge(c.train, readout::class_targets(c.train_labels, 3), {0.1, 10});
  const auto expected = readout::accuracy_of(fit.scores.of(c.test), c.test_labels);
  const json ridge = readout_of(results, "ridge");
  CHECK(ridge["top1"].get<double>() == expected.top1);
  CHECK(ridge["top1_deviation"].is_null());
  CHECK(ridge["found"]["penalty"].get<double>() == fit.penalty);
  for (int i = 0; i < 3; ++i) {
    for (int k = 0; k < 3; ++k) CHECK(ridge["confusion"][i][k] == expected.confusion(i, k));
  }
  CHECK(ridge["per_class"][2]["count"] == 20);
  const MatrixXd scores =
      readout::neighbour_scores(c.train, c.train_labels, 3, c.test, {.k = 9, .temperature = 0.1});
  const json knn = readout_of(results, "knn");
  CHECK(knn["top1"].get<double>() == readout::accuracy_of(scores, c.test_labels).top1);
  CHECK(knn["settings"]["temperature"] == 0.1);
  CHECK(knn["top5"] == 1);
  const json logistic = readout_of(results, "logistic");
  CHECK(logistic["found"]["converged"] == true);
  CHECK(logistic["found"]["gradient"].get<double>() <= 1e-4);
  CHECK(logistic["top1"].get<double>() > 0.6);
  const data::NpzFile exported(files.folder / "out/scores.npz");
  expect_close(exported.array("ridge").numbers, fit.scores.of(c.test), 1e-12);
  expect_close(exported.array("knn").numbers, scores, 1e-12);
  CHECK(exported.array("logistic").numbers.rows() == 60);

  CHECK(json::parse(read_file(files.folder / "out/probe.json"))["readouts"].size() == 3);
  const auto page = parse_page(read_file(files.folder / "out/report.html"));
  CHECK(named(page, "svg").size() == 3);  // one confusion matrix a read-out
}

TEST_CASE("the table for the terminal names every read-out, and config.toml repeats the run") {
  const Files files;
  const Outcome outcome = probe(files.options() + " --readout ridge knn --metric euclidean -k 3");
  REQUIRE(outcome.code == 0);
  for (const char* part : {"ridge", "knn", "k 3, euclidean", "penalty", "results in"}) {
    CHECK(outcome.out.find(part) != std::string::npos);
  }
  const json first = json::parse(read_file(files.folder / "out/probe.json"));
  const Outcome again = probe("--config " + (files.folder / "out/config.toml") + " --json --out " +
                              (files.folder / "again"));
  INFO(again.error);
  REQUIRE(again.code == 0);
  const json second = json::parse(again.out);
  for (const char* name : {"ridge", "knn"}) {
    CHECK(readout_of(first, name)["confusion"] == readout_of(second, name)["confusion"]);
    CHECK(readout_of(first, name)["settings"] == readout_of(second, name)["settings"]);
  }
}

TEST_CASE("a regression that did not converge ends with code 1, and its results say so") {
  const Files files;
  const Outcome outcome =
      probe(files.options() + " --readout logistic --logistic-iterations 1 --json");
  CHECK(outcome.code == 1);
  const json results = json::parse(outcome.out);
  CHECK(results["sound"] == false);
  CHECK(readout_of(results, "logistic")["found"]["converged"] == false);
  CHECK(read_file(files.folder / "out/report.html").find("number of iterations") !=
        std::string::npos);
}

TEST_CASE("without -k there are 200 neighbours, or all rows where there are fewer") {
  const Files files;
  const Outcome outcome = probe(files.options() + " --readout knn --json");
  REQUIRE(outcome.code == 0);
  CHECK(readout_of(json::parse(outcome.out), "knn")["settings"]["k"] == 90);
}

TEST_CASE("probe refuses options out of range with one line and writes nothing") {
  expect_refused("--readout ridg", {"ridg", "ridge"});
  expect_refused("--readout ridge ridge", {"once", "ridge"});
  expect_refused("--penalties 1 0", {"--penalties", "received 0"});
  expect_refused("--penalties nan", {"--penalties", "nan"});
  expect_refused("-k 0", {"-k", "0"});
  expect_refused("--readout knn -k 91", {"[1, 90]", "91"});
  expect_refused("--metric manhattan", {"manhattan", "cosine"});
  expect_refused("--temperature -1", {"--temperature", "-1"});
  expect_refused("--temperature nan", {"--temperature", "nan"});
  expect_refused("--metric euclidean --temperature 0.1", {"--metric cosine", "0.1"});
  expect_refused("--logistic-c 0", {"--logistic-c", "0"});
  expect_refused("--logistic-tolerance nan", {"--logistic-tolerance", "nan"});
  expect_refused("--logistic-iterations 0", {"--logistic-iterations", "0"});
  expect_refused("--seeds 0", {"--seeds", "0"});
  expect_refused("--epochs 0", {"--epochs", "0"});
  expect_refused("--batch-size 0", {"--batch-size", "0"});
  expect_refused("--lr nan", {"--lr", "nan"});
  expect_refused("--weight-decay -1", {"--weight-decay", "-1"});
  expect_refused("--label-smoothing 1", {"--label-smoothing", "1"});
  expect_refused("--layer backbon", {"backbon", "backbone"});
}

TEST_CASE("probe refuses what goes with the other source of features") {
  expect_refused("--ckpt x", {"--ckpt", "both"});
  for (const char* option : {"--dataset mnist",
                             "--test fraction:0.2",
                             "--n 5",
                             "--test-n 5",
                             "--average 2",
                             "--augment ssl",
                             "--arch resnet18",
                             "--width 1",
                             "--stem cifar",
                             "--normalise none"}) {
    expect_refused(option, {"goes with --ckpt"});
  }
  const WorkFolder folder;
  const auto refused = [&](const std::string& arguments, const std::string& part) {
    const Outcome outcome = probe(arguments + " --out " + (folder / "out"));
    INFO(arguments << "\n" << outcome.error);
    CHECK(outcome.code == 2);
    CHECK(outcome.error.find(part) != std::string::npos);
  };
  refused("", "neither");
  refused("--features x.npy", "--labels: must be given");
  refused("--features x.npy --labels y.npy", "--test-features: must be given");
  refused("--features x.npy --labels y.npy --test-features z.npy", "--test-labels: must be given");
  refused("--ckpt c --labels y.npy", "goes with --features");
  refused("--ckpt c --test-features y.npy", "goes with --features");
  refused("--ckpt c --test-labels y.npy", "goes with --features");
}

TEST_CASE("files that are no features and labels are refused, each in one line") {
  const auto refused = [](const std::string& name,
                          const std::string& bytes,
                          std::initializer_list<std::string> parts) {
    const Files files;
    write_file(files.folder / name, bytes);
    const Outcome outcome = probe(files.options());
    INFO(name << "\n" << outcome.error);
    CHECK(outcome.code == 2);
    CHECK(std::count(outcome.error.begin(), outcome.error.end(), '\n') == 1);
    for (const std::string& part : parts) {
      INFO("expected part: " << part);
      CHECK(outcome.error.find(part) != std::string::npos);
    }
    CHECK(!std::filesystem::exists(files.folder / "out"));
  };
  const auto npy = [](const auto& values) { return report::npy_bytes(values); };
  refused("x.npy", "no array", {"x.npy"});
  refused("x.npy", npy(VectorXd(VectorXd::Ones(90))), {"x.npy", "matrix", "1 dimensions"});
  MatrixXd bad = MatrixXd::Ones(90, 5);
  bad(4, 2) = NAN;
  refused("x.npy", npy(bad), {"x.npy", "nan"});
  refused("tx.npy", npy(MatrixXd(MatrixXd::Ones(60, 4))), {"tx.npy", "5", "4"});
  refused("y.npy", npy(VectorXd(VectorXd::Ones(89))), {"y.npy", "90 rows", "89"});
  VectorXd labels = VectorXd::Zero(90);
  for (const double wrong : {0.5, -1.0, 1e9, static_cast<double>(NAN)}) {
    labels[3] = wrong;
    refused("y.npy", npy(labels), {"y.npy", "whole numbers", "in row 3"});
  }
  refused("y.npy", npy(VectorXd(VectorXd::Zero(90))), {"among those of --labels"});
  VectorXd other = numbers(Clusters().test_labels);
  other[0] = 3;
  refused("ty.npy", npy(other), {"ty.npy", "among those of --labels", "3"});
}
