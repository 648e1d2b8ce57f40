// train_ssl --export torch: PyTorch opens the file, and compare_subspace finds the same network in
// it as in the checkpoint beside it.
#include <algorithm>

#include "data/npy.hpp"
#include "foreign.hpp"
#include "support/catch.hpp"

using namespace eigenviews;
using namespace eigenviews::test;

namespace {

// Two steps on a torus of 8 x 8.
void train_into(const std::string& folder, const std::string& more) {
  const Outcome outcome = bash(
      "exec \"$TRAIN_SSL\" --dataset toy:torus,side=8 --proj-dim 4 --batch-size 16 --steps 2 "
      "--threads 1 --quiet --no-progress --export torch --out " +
      folder + " " + more);
  INFO(outcome.error);
  REQUIRE(outcome.code == 0);
}

Eigen::MatrixXd functions_of(const std::string& checkpoint,
                             const std::string& eig,
                             const std::string& out) {
  const Outcome outcome = compare_subspace("--ckpt " + checkpoint + " --eig " + eig +
                                           " --export-features --quiet --threads 1 --out " + out);
  INFO(outcome.error);
  REQUIRE((outcome.code == 0 || outcome.code == 1));
  const std::string path = out + "/features.npy";
  return data::parse_npy(data::read_file(path), path).numbers;
}

}  // namespace

TEST_CASE("an exported network is the saved one, for PyTorch and for compare_subspace") {
  const WorkFolder folder;
  (void)summary_of("--dataset toy:torus,side=8 -k 4 --out " + (folder / "eig"));
  const std::vector<std::pair<std::string, std::string>> networks{
      {"tiny", "--arch resnet-tiny --width 4"},
      {"mlp", "--arch mlp --mlp-sizes 12 9 --proj-hidden 5"},
      {"linear", "--arch linear"},
      {"resnet", "--arch resnet18 --width 0.0625 --proj-hidden 6"}};
  for (const auto& [name, options] : networks) {
    INFO(name);
    train_into(folder / name, options);
    const std::string last = folder / (name + "/checkpoints/last");
    const auto saved = functions_of(last + ".safetensors", folder / "eig", folder / "a");
    const auto exported = functions_of(last + ".pth", folder / "eig", folder / "b");
    CHECK(saved.cols() == 4);
    CHECK(exported == saved);
  }
  run_foreign_script("exported " + (folder / "tiny"));
}

TEST_CASE("a checkpoint of train_ssl says everything itself") {
  const WorkFolder folder;
  train_into(folder / "a", "--width 4");
  const std::string last = folder / "a/checkpoints/last.safetensors";
  for (const std::string option :
       {"--arch resnet18", "--width 4", "--stem cifar", "--normalise none"}) {
    const Outcome outcome =
        compare_subspace("--ckpt " + last + " " + option + " --out " + (folder / "out"));
    INFO(option << "\n" << outcome.error);
    CHECK(outcome.code == 2);
    CHECK(std::count(outcome.error.begin(), outcome.error.end(), '\n') == 1);
    CHECK(outcome.error.find(option.substr(0, option.find(' ')) +
                             ": is for checkpoints of other") != std::string::npos);
    CHECK(holds_no_result(folder / "out"));
  }
}

TEST_CASE("an unknown export format is refused before anything is written") {
  const WorkFolder folder;
  const Outcome outcome = bash("exec \"$TRAIN_SSL\" --export tortch --out " + (folder / "out"));
  CHECK(outcome.code == 2);
  CHECK(outcome.error.find("did you mean 'torch'") != std::string::npos);
  CHECK(!std::filesystem::exists(folder / "out"));
}
