// probe on checkpoints of train_ssl and of other programs.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "data/npz.hpp"
#include "process.hpp"
#include "report/markup.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::test;
using Eigen::MatrixXd;
using nlohmann::json;

namespace {

bool have_images() { return std::filesystem::exists("/usr/share/datasets/fashion-mnist"); }

const std::string quick =
    " --threads 1 --no-progress --n 120 --test-n 60 --epochs 2 --seeds 2 -k 10 --penalties 1 100";

Outcome probe(const std::string& arguments) { return bash("exec \"$PROBE\" " + arguments); }

// Trains a small network on Fashion-MNIST; its folder.
void train_into(const std::string& folder, const std::string& more) {
  const Outcome outcome = bash(
      "exec \"$TRAIN_SSL\" --dataset fashion-mnist --n 200 --width 4 --proj-dim 4 --batch-size 16"
      " --steps 4 --threads 1 --quiet --out " +
      folder + " " + more);
  INFO(outcome.error);
  REQUIRE(outcome.code == 0);
}

std::string last(const std::string& folder) { return folder + "/checkpoints/last.safetensors"; }

json probed(const std::string& arguments) {
  const Outcome outcome = probe(arguments + quick + " --json");
  INFO(arguments << "\n" << outcome.error);
  REQUIRE(outcome.code == 0);
  return json::parse(outcome.out);
}

MatrixXd features_in(const std::string& folder, const std::string& part) {
  return data::NpzFile(folder + "/features.npz").array(part).numbers;
}

void expect_refused(const std::string& arguments, std::initializer_list<std::string> parts) {
  const WorkFolder folder;
  const Outcome outcome = probe(arguments + " --out " + (folder / "out"));
  INFO(arguments);
  expect_refusal_line(outcome, folder / "out", parts);
}

}  // namespace

TEST_CASE("probe reads out a checkpoint on its own data set, and keeps the features") {
  if (!have_images()) return;
  const WorkFolder folder;
  train_into(folder / "a", "--augment ssl");
  const std::string probe_a = "--ckpt " + last(folder / "a") + " --out " + (folder / "p");
  const json results = probed(probe_a);
  CHECK(results["dataset"] == "fashion-mnist");
  CHECK(results["test"] == "its own test split");
  CHECK(results["classes"][1] == "trouser");
  CHECK(results["feature"]["layer"] == "backbone");
  CHECK(results["feature"]["dimension"] == 128);
  CHECK(results["feature"]["views"].is_null());
  CHECK(results["feature"]["cached"] == false);
  CHECK(results["checkpoint"]["layout"] == "train_ssl, loss reformulated");
  const json linear = results["readouts"][0];
  CHECK(linear["name"] == "linear");
  REQUIRE(linear["runs"].size() == 2);
  CHECK(linear["runs"][1]["seed"] == 1);
  CHECK(linear["top1_deviation"].is_number());
  const double mean =
      (linear["runs"][0]["top1"].get<double>() + linear["runs"][1]["top1"].get<double>()) / 2;
  CHECK(std::abs(linear["top1"].get<double>() - mean) <= 1e-15);
  CHECK(features_in(folder / "p", "train").rows() == 120);
  CHECK(features_in(folder / "p", "test").cols() == 128);
  (void)parse_page(read_file(folder / "p/report.html"));

  // The same again takes the kept features and finds the same.
  const json again = probed(probe_a);
  CHECK(again["feature"]["cached"] == true);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(again["readouts"][i]["confusion"] == results["readouts"][i]["confusion"]);
  }
  CHECK(probed(probe_a + " --no-cache")["feature"]["cached"] == false);
  // Other features are not taken for these, nor a damaged file.
  CHECK(probed(probe_a + " --layer projector")["feature"]["dimension"] == 4);
  CHECK(probed(probe_a)["feature"]["cached"] == false);
  CHECK(probed(probe_a)["feature"]["cached"] == true);
  const std::string kept = read_file(folder / "p/features.npz");
  write_file(folder / "p/features.npz", kept.substr(0, kept.size() / 2));
  CHECK(probed(probe_a)["feature"]["cached"] == false);
  train_into(folder / "a", "--augment ssl --seed 1");  // another checkpoint under the same name
  CHECK(probed(probe_a)["feature"]["cached"] == false);
}

TEST_CASE("clean and averaged features of a checkpoint are those of its exported network") {
  if (!have_images()) return;
  const WorkFolder folder;
  const auto same = [&](const std::string& own, const std::string& other) {
    (void)probed("--ckpt " + last(folder / "a") + " --out " + (folder / "p") + own);
    const json foreign = probed("--ckpt " + (folder / "a/checkpoints/last.pth") + " --out " +
                                (folder / "q") + " --dataset fashion-mnist" + other);
    for (const char* part : {"train", "test"}) {
      const MatrixXd a = features_in(folder / "p", part), b = features_in(folder / "q", part);
      expect_close(a, b, 1e-4 * b.cwiseAbs().maxCoeff());  // single precision
    }
    return foreign;
  };
  train_into(folder / "a", "--augment ssl:mean=0.3,std=0.35 --export torch");
  (void)same("", " --normalise 0.3,0.35");
  const MatrixXd clean = features_in(folder / "p", "train");
  const json averaged = same(" --average 3", " --average 3 --augment ssl --normalise 0.3,0.35");
  CHECK(averaged["feature"]["average"] == 3);
  CHECK(averaged["feature"]["views"].get<std::string>().starts_with("ssl:size=28"));
  CHECK((features_in(folder / "p", "train") - clean).cwiseAbs().maxCoeff() > 1e-3);

  train_into(folder / "a", "--augment gaussian:sigma=0.3 --export torch");
  (void)same("", "");
  // Averages differ from the clean features, and depend on the seed.
  const MatrixXd plain = features_in(folder / "p", "test");
  const std::string three = "--ckpt " + last(folder / "a") + " --average 3 --out " + (folder / "p");
  CHECK(probed(three)["feature"]["views"] == "gaussian:sigma=0.3");
  const MatrixXd mean = features_in(folder / "p", "test");
  CHECK((mean - plain).cwiseAbs().maxCoeff() > 1e-3);
  CHECK(probed(three + " --seed 5")["feature"]["cached"] == false);
  CHECK((features_in(folder / "p", "test") - mean).cwiseAbs().maxCoeff() > 1e-3);
}

TEST_CASE("a run that is stopped in its read-outs keeps the features") {
  if (!have_images()) return;
  const WorkFolder folder;
  train_into(folder / "a", "--augment ssl");
  const std::string arguments = "--ckpt " + last(folder / "a") + " --out " + (folder / "p") +
                                " --threads 1 --no-progress --n 120 --test-n 60 -k 10";
  const Outcome outcome = bash(
      "\"$PROBE\" " + arguments + " --epochs 100000000 & pid=$!; for i in $(seq 1200); do [ -e " +
      (folder / "p/features.npz") + " ] && break; sleep 0.05; done; kill -TERM $pid; wait $pid");
  INFO(outcome.error);
  CHECK(outcome.code == 130);
  CHECK(outcome.error.find("features are kept") != std::string::npos);
  CHECK(!std::filesystem::exists(folder / "p/probe.json"));
  const Outcome rest = probe(arguments + " --epochs 1 --json");
  REQUIRE(rest.code == 0);
  CHECK(json::parse(rest.out)["feature"]["cached"] == true);
}

TEST_CASE("a channel in a subspace takes the test originals there too") {
  if (!have_images()) return;
  const WorkFolder folder;
  train_into(folder / "a", "--augment gaussian:sigma=1,pca=8");
  const json results =
      probed("--ckpt " + last(folder / "a") + " --average 2 --out " + (folder / "p"));
  CHECK(results["feature"]["n_test"] == 60);
  CHECK(results["feature"]["views"] == "gaussian:sigma=1,pca=8");
}

TEST_CASE("probe refuses checkpoints and data sets that do not go together") {
  const WorkFolder folder;
  const Outcome toy = bash(
      "exec \"$TRAIN_SSL\" --dataset toy:torus,side=8,sigma=0.8x1.2 --width 4 --proj-dim 4 "
      "--steps 1 --threads 1 --quiet --out " +
      (folder / "toy"));
  REQUIRE(toy.code == 0);
  expect_refused("--ckpt " + last(folder / "toy"), {"--dataset", "toy has no labels"});
  expect_refused("--ckpt " + last(folder / "toy") + " --dataset toy:cube", {"no labels"});
  expect_refused("--ckpt /nowhere", {"/nowhere"});
  write_file(folder / "x", "no checkpoint");
  expect_refused("--ckpt " + (folder / "x"), {folder / "x"});
  if (!have_images()) return;
  const std::string images = " --dataset fashion-mnist --n 20 --test-n 9";
  expect_refused("--ckpt " + last(folder / "toy") + images, {"trained on a data set", "torus"});
  train_into(folder / "a", "--augment ssl --export torch");
  const std::string own = "--ckpt " + last(folder / "a") + images;
  const std::string other = "--ckpt " + (folder / "a/checkpoints/last.pth");
  expect_refused(own + " --augment ssl", {"--augment", "has its own"});
  expect_refused(own + " --arch mlp", {"--arch", "other programs"});
  expect_refused(own + " --test x", {"--test", "its own test split"});
  expect_refused(own + " --device cuda:7", {"cuda"});
  expect_refused(other, {"--dataset", "does not say its data set"});
  expect_refused(other + images + " --average 2", {"--average", "--augment ssl"});
  expect_refused(other + images + " --augment gaussian:sigma=1", {"--augment", "gaussian:sigma=1"});
  expect_refused(other + images + " --normalise 1,1,1,1,1,1", {"--normalise", "1 channels"});
}
