// train_ssl as its users run it, on a torus of 8 x 8.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>

#include "process.hpp"
#include "support/catch.hpp"

using namespace eigenviews::test;

namespace {

const std::string small =
    " --dataset toy:torus,side=8,sigma=0.8x1.2 --width 4 --proj-dim 4 --batch-size 16 --views 3"
    " --loss reformulated --beta 2 --lr 2e-3 --threads 1 --no-progress --log-every 5";

Outcome train(const std::string& arguments) { return bash("exec \"$TRAIN_SSL\" " + arguments); }

// A training that must succeed; its folder.
void train_into(const std::string& folder, const std::string& more) {
  const Outcome outcome = train(small + " --quiet --out " + folder + " " + more);
  INFO(outcome.error);
  REQUIRE(outcome.code == 0);
}

// metrics.csv without its last two columns, which are speeds.
std::string metrics_of(const std::string& folder) {
  std::string kept;
  std::istringstream lines(read_file(folder + "/metrics.csv"));
  for (std::string line; std::getline(lines, line);) {
    line.resize(line.rfind(','));
    kept += line.substr(0, line.rfind(',')) + '\n';
  }
  return kept;
}

void expect_refused(const std::string& arguments, std::initializer_list<std::string> parts) {
  const WorkFolder folder;
  const Outcome outcome = train(arguments + " --out " + (folder / "out"));
  INFO(arguments);
  expect_refusal_line(outcome, folder / "out", parts);
}

}  // namespace

TEST_CASE("a training writes its checkpoint, metrics, configuration, summary and page") {
  const WorkFolder folder;
  const Outcome outcome = train(small + " --steps 12 --json --out " + (folder / "a"));
  INFO(outcome.error);
  REQUIRE(outcome.code == 0);
  const auto summary = nlohmann::json::parse(outcome.out);
  CHECK(summary["steps_done"] == 12);
  CHECK(summary["finite"] == true);
  const double alignment = summary["cluster_alignment"];
  CHECK((alignment >= 0 && alignment <= 1.5));
  for (const char* name : {"checkpoints/last.safetensors",
                           "metrics.csv",
                           "config.toml",
                           "summary.json",
                           "report.html"}) {
    CHECK(!read_file(folder / ("a/" + std::string(name))).empty());
  }
  const std::string metrics = metrics_of(folder / "a");
  CHECK(std::count(metrics.begin(), metrics.end(), '\n') == 4);  // header, steps 5, 10, 12
}

TEST_CASE("the same seed and threads give the same checkpoint, another seed another") {
  const WorkFolder folder;
  train_into(folder / "a", "--steps 6");
  train_into(folder / "b", "--steps 6");
  train_into(folder / "c", "--steps 6 --seed 1");
  const auto last = [&](const char* run) {
    return read_file(folder / (std::string(run) + "/checkpoints/last.safetensors"));
  };
  CHECK(last("a") == last("b"));
  CHECK(last("a") != last("c"));
  CHECK(metrics_of(folder / "a") == metrics_of(folder / "b"));
}

TEST_CASE("a run that was killed and resumed equals one that was not, byte for byte") {
  const WorkFolder folder;
  const std::string options = "--steps 400 --checkpoint-every 10 --schedule cosine";
  for (const char* signal : {"KILL", "TERM"}) {
    const std::string killed = folder / ("killed" + std::string(signal));
    const Outcome outcome = bash("\"$TRAIN_SSL\" " + small + " --quiet --out " + killed + " " +
                                 options + " & pid=$!; for i in $(seq 200); do [ -e " + killed +
                                 "/checkpoints/last.safetensors ] && break; sleep 0.05; done; "
                                 "kill -" +
                                 signal + " $pid; wait $pid");
    CHECK(outcome.code == (std::string(signal) == "KILL" ? 128 + 9 : 130));
    CHECK(!std::filesystem::exists(killed + "/summary.json"));
    train_into(killed, options + " --resume " + killed + "/checkpoints/last.safetensors");
    train_into(folder / "whole", options);
    CHECK(read_file(killed + "/checkpoints/last.safetensors") ==
          read_file(folder / "whole/checkpoints/last.safetensors"));
  }
}

TEST_CASE("compare_subspace rebuilds the channel of a checkpoint and finds the same alignment") {
  const WorkFolder folder;
  const Outcome trained = train(small + " --steps 30 --json --out " + (folder / "a"));
  REQUIRE(trained.code == 0);
  const double expected = nlohmann::json::parse(trained.out)["cluster_alignment"];
  const std::string last = folder / "a/checkpoints/last.safetensors";
  const auto compare = [&](const std::string& more) {
    const Outcome outcome = compare_subspace("--ckpt " + last + " --json --threads 1 --out " +
                                             (folder / "c") + " " + more);
    INFO(outcome.error);
    REQUIRE((outcome.code == 0 || outcome.code == 1));
    const auto comparison = nlohmann::json::parse(outcome.out);
    CHECK((outcome.code == 0) == comparison["aligned"].get<bool>());
    return comparison;
  };
  const auto rebuilt = compare("");
  CHECK(rebuilt["centred"] == true);
  CHECK(rebuilt["dim"] == 4);
  CHECK(std::abs(rebuilt["cluster_alignment"].get<double>() - expected) <= 1e-5);
  CHECK(rebuilt["predicted_scales"].size() == 4);
  (void)summary_of("--dataset toy:torus,side=8,sigma=0.8x1.2 --out " + (folder / "eig"));
  const auto given = compare("--eig " + (folder / "eig"));
  CHECK(std::abs(given["cluster_alignment"].get<double>() - expected) <= 1e-5);
  CHECK(compare("--layer backbone --dim 4")["features"] == 128);

  (void)summary_of("--dataset toy:nonnormal --out " + (folder / "other"));
  const std::string bytes = read_file(last);
  write_file(folder / "cut", bytes.substr(0, bytes.size() / 2));
  for (const std::string& arguments : {"--ckpt " + last + " --eig " + (folder / "other"),
                                       "--ckpt " + (folder / "cut"),
                                       "--ckpt " + (folder / "eig/eigenpairs.npz"),
                                       std::string("--ckpt /nowhere")}) {
    const Outcome outcome = compare_subspace(arguments + " --out " + (folder / "refused"));
    INFO(arguments << "\n" << outcome.error);
    CHECK(outcome.code == 2);
    CHECK(std::count(outcome.error.begin(), outcome.error.end(), '\n') == 1);
    CHECK(holds_no_result(folder / "refused"));
  }
}

TEST_CASE(
    "a checkpoint of views without a density is compared through the pencil of its features") {
  const WorkFolder folder;
  std::string images = small;
  images.replace(0, images.find(" --width"), " --dataset fashion-mnist --n 200 --augment ssl");
  const Outcome trained = train(images + " --steps 8 --json --out " + (folder / "a"));
  INFO(trained.error);
  REQUIRE(trained.code == 0);
  CHECK(nlohmann::json::parse(trained.out)["cluster_alignment"].is_null());
  const Outcome compared =
      compare_subspace("--ckpt " + (folder / "a/checkpoints/last.safetensors") +
                       " --n 150 --views 2 --json --threads 1 --out " + (folder / "c"));
  INFO(compared.error);
  REQUIRE((compared.code == 0 || compared.code == 1));
  const auto comparison = nlohmann::json::parse(compared.out);
  CHECK((compared.code == 0) == comparison["aligned"].get<bool>());
  CHECK(comparison["dim"] == 4);
  CHECK(comparison["ritz_values"].size() == 4);
  // Within the backbone's span no function of the projector has a larger Ritz value than the best.
  const auto best = comparison["eigenvalues"].get<std::vector<double>>();
  const auto learned = comparison["ritz_values"].get<std::vector<double>>();
  for (const double value : best) CHECK(value <= 1 + 1e-9);
  CHECK(*std::max_element(learned.begin(), learned.end()) <=
        *std::max_element(best.begin(), best.end()) + 1e-6);
  CHECK(comparison["pencil"].is_object());
  CHECK(!read_file(folder / "c/report.html").empty());
}

TEST_CASE("a loss that is no longer finite ends the run with code 1 and the last good step") {
  const WorkFolder folder;
  std::string diverging = small;
  diverging.replace(diverging.find("--lr 2e-3"), 9, "--lr 1e30");
  const Outcome outcome = train(diverging +
                                " --optimizer sgd --momentum 0 --schedule constant"
                                " --steps 50 --json --out " +
                                (folder / "a"));
  CHECK(outcome.code == 1);
  const auto summary = nlohmann::json::parse(outcome.out);
  CHECK(summary["finite"] == false);
  CHECK(summary["steps_done"].get<int>() < 50);
  CHECK(!read_file(folder / "a/checkpoints/last.safetensors").empty());
}

TEST_CASE("train_ssl refuses bad input with one line and writes nothing") {
  expect_refused("--views 1", {"view", "1"});
  expect_refused("--beta 0", {"beta", "0"});
  expect_refused("--beta nan", {"beta", "nan"});
  expect_refused("--arch resnet19", {"resnet19", "resnet18"});
  expect_refused("--loss vicregg", {"vicregg", "vicreg"});
  expect_refused("--batch-size 2 --views 2 --proj-dim 64", {"64"});
  expect_refused("--device cuda", {"cuda"});
  expect_refused("--schedule cos", {"cos", "cosine"});
  expect_refused("--lr 0", {"--lr"});
  expect_refused("--steps 5 --epochs 2", {"--steps or --epochs"});
  expect_refused("--warmup 2000", {"--warmup"});
  expect_refused("--optimizer adma", {"adma", "adam"});
  expect_refused("--parity row-nrom", {"row-nrom", "row-norm"});
  expect_refused("--dataset fashion-mnist", {"--augment"});
  expect_refused("--resume /nowhere", {"/nowhere"});
  expect_refused("--log-every 0", {"--log-every"});
  expect_refused("--amp bf16 --device cpu", {"--amp", "GPU"});
  expect_refused("--amp fp8", {"fp8", "bf16"});
  expect_refused("--memory-format chanels-last", {"chanels-last", "channels-last"});
  expect_refused("--arch mlp --mlp-sizes 0", {"0"});
  expect_refused("--width 64 --batch-size 100000 --views 100", {"100000 x 100", "--batch-size"});
  expect_refused("--parity stem-without-relu", {"--parity", "resnet-tiny"});
  expect_refused("--parity std-is-mean", {"--parity", "--augment ssl"});
  expect_refused("--arch resnet18 --stem imagenet --parity stem-without-relu",
                 {"--stem", "imagenet"});
  expect_refused("--loss literal --dataset toy:nonnormal", {"self-adjoint"});
}

TEST_CASE("the literal loss and each quirk train") {
  const WorkFolder folder;
  const std::string states = small + " --steps 2 --loss literal --arch mlp --mlp-sizes 8 8";
  CHECK(train(states + " --out " + (folder / "refused")).code == 2);  // --width is not of an mlp
  for (const std::string& options :
       {std::string("--loss literal --beta 1 --arch mlp --mlp-sizes 16 16"),
        std::string("--loss literal --beta 1 --arch linear"),
        std::string("--loss barlow-twins --arch resnet18 --width 0.1 --parity fastssl"),
        std::string("--loss vicreg --parity std-without-eps,mean-of-others"),
        std::string("--arch resnet18 --width 0.1 --parity stem-without-relu")}) {
    INFO(options);
    const Outcome outcome = train(
        "--dataset toy:torus,side=8,sigma=0.8x1.2 --proj-dim 4 --batch-size 16 --steps 2 "
        "--threads 1 --json --out " +
        (folder / "a") + " " + options);
    INFO(outcome.error);
    CHECK(outcome.code == 0);
    const auto summary = nlohmann::json::parse(outcome.out);
    CHECK(summary["finite"] == true);
    const std::string model = summary["model"];
    CHECK((model.find("cifar-no-relu") != std::string::npos) ==
          (options.find("resnet18") != std::string::npos));
  }
}

TEST_CASE("on a full disk the last checkpoint that was whole stays, and the run goes on from it") {
  const WorkFolder folder;
  const std::string options = small + " --steps 40 --checkpoint-every 10 --quiet";
  // Room for two checkpoints, one of them being written, and no third file once the disk is filled.
  const Outcome disk = bash(
      "mkdir " + (folder / "disk") + " && unshare -rm bash -c 'mount -t tmpfs -o size=8m none " +
      (folder / "disk") + " || exit 77; cd " + (folder / "disk") + "; ( \"$TRAIN_SSL\"" + options +
      " --out out; echo $? >" + (folder / "code") +
      " ) & until [ -s out/checkpoints/last.safetensors ]; do sleep 0.02; done; "
      "head -c 16m /dev/zero >filler; wait; cp out/checkpoints/last.safetensors " +
      (folder / "last.safetensors") + "; ls out/checkpoints'");
  if (disk.code == 77 || disk.code == 1) return;
  INFO(disk.error << disk.out);
  CHECK(read_file(folder / "code") == "2\n");
  CHECK(disk.out.rfind("last.safetensors\nstep-0000010.safetensors\n", 0) == 0);
  CHECK(disk.out.find("tmp") == std::string::npos);
  train_into(folder / "whole", "--steps 40 --checkpoint-every 10");
  train_into(folder / "rest",
             "--steps 40 --checkpoint-every 10 --resume " + (folder / "last.safetensors"));
  CHECK(read_file(folder / "rest/checkpoints/last.safetensors") ==
        read_file(folder / "whole/checkpoints/last.safetensors"));
}

TEST_CASE("a checkpoint of other options is not resumed") {
  const WorkFolder folder;
  train_into(folder / "a", "--steps 2");
  const std::string last = folder / "a/checkpoints/last.safetensors";
  expect_refused(small + " --steps 3 --resume " + last, {"options must be those"});
}
