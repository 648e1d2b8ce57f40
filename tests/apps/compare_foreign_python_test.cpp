// compare_subspace on checkpoints that PyTorch has written as other programs do: the functions are
// those that PyTorch computes on the same inputs.
#include "data/toy_images.hpp"
#include "foreign.hpp"
#include "kernel_eig/problem.hpp"
#include "support/catch.hpp"

using namespace eigenviews;
using namespace eigenviews::test;
using Eigen::MatrixXd;

namespace {

constexpr int side = 12;

// On the 144 grey images of a torus.
struct TorusFolder : ForeignFolder {
  explicit TorusFolder(const std::string& group)
      : ForeignFolder("--dataset toy:torus,side=12,sigma=1x2 -k 4") {
    const data::Originals images = data::render_torus(side, data::TorusRender::bump);
    write(group, images.rows(0, images.count()), /*channels=*/1);
  }
  // The outputs, and where there is a projector the features before it too.
  void expect_outputs(const std::string& name, const std::string& layout, bool projector) const {
    INFO(name);
    const Compared compared = compare(name);
    CHECK(compared.checkpoint["layout"] == layout);
    CHECK(compared.checkpoint["layer"] == (projector ? "projector" : "backbone"));
    expect_same_outputs(compared.features, expected(name));
    if (!projector) return;
    expect_same_outputs(compare(name, "--layer backbone").features, expected(name + ".backbone"));
  }
};

}  // namespace

TEST_CASE(
    "networks under torchvision's names give PyTorch's features: state_dict, safetensors, "
    "DistributedDataParallel, torch.compile, TorchScript, solo-learn") {
  const TorusFolder folder("named");
  const std::string narrow = ", ResNet-18, width 0.25, no projector";
  folder.expect_outputs("torchvision.pth", "torch.save (torchvision's names)" + narrow, false);
  folder.expect_outputs("half.safetensors", "safetensors (torchvision's names)" + narrow, false);
  const std::string grey = ", ResNet-34, width 0.125, no projector, 3x3 stem, 1 input channels";
  folder.expect_outputs("compiled.pth",
                        "torch.save (before PyTorch 1.6) ('state_dict.module._orig_mod.')" + grey,
                        false);
  folder.expect_outputs("traced.pt", "TorchScript (torchvision's names)" + grey, false);
  folder.expect_outputs("solo.ckpt",
                        "PyTorch Lightning (solo-learn's names), ResNet-18, width 0.125, projector "
                        "6, 3x3 stem",
                        true);
  const auto checkpoint = folder.compare("solo.ckpt").checkpoint;
  CHECK(checkpoint["format"] == "torch.save");
  CHECK(checkpoint["unmatched"].size() == 121);  // the momentum copy's 120, and the classifier
  CHECK(checkpoint["network"].get<std::string>().find(
            "-> Linear 40 - BatchNorm - ReLU - Linear 24 - BatchNorm - ReLU - Linear 6") !=
        std::string::npos);
  CHECK(checkpoint["inputs"] ==
        "of the toy, standardised; not normalised; grey, repeated over 3 channels");
}

TEST_CASE(
    "networks with numbered children give PyTorch's features: fastssl, also of "
    "DistributedDataParallel, lightly, --stem tells what names do not") {
  const TorusFolder folder("numbered");
  const std::string fastssl = ", ResNet-50, width 0.125, projector 24, 3x3 stem without ReLU";
  folder.expect_outputs("exp_ssl_100.pth", "fastssl Barlow Twins" + fastssl, true);
  folder.expect_outputs("exp_VICReg_7.pth", "fastssl VICReg" + fastssl, true);
  folder.expect_outputs("lightly.ckpt",
                        "PyTorch Lightning (lightly's names), ResNet-18, width 0.125, projector 20",
                        true);
  expect_same_outputs(folder.compare("pool.pth", "--stem cifar-pool").features,
                      folder.expected("pool.pth"));
}

TEST_CASE("images in [0, 1] are normalised as --normalise says") {
  const WorkFolder data;
  std::string bytes;
  for (int i = 0; i < 10 * 3 * 8 * 8; ++i) bytes += static_cast<char>(i * i * 7 + i / 64 * 31);
  write_byte_array(data / "x.npy", "(10, 3, 8, 8)", bytes);
  apps::KernelEigOptions options;
  options.dataset = "npy:" + (data / "x.npy");
  options.augment = "flip+gaussian:sigma=0.1";
  options.views = 3;
  const apps::Problem problem = apps::build_problem(options, {});
  const MatrixXd pixels =
      (problem.views->points.colwise() + problem.density->coordinates().mean).transpose();
  const ForeignFolder folder("--dataset " + options.dataset + " --augment " + options.augment +
                             " --views 3 -k 4");
  folder.write("images", pixels, /*channels=*/3);
  const auto expect =
      [&](const std::string& name, const std::string& more, const std::string& inputs) {
        INFO(name);
        const auto compared = folder.compare("colour.pth", more);
        expect_same_outputs(compared.features, folder.expected(name));
        CHECK(compared.checkpoint["inputs"] == inputs);
      };
  const std::string normalised = "images in [0, 1], normalised: ";
  expect("none", "", "images in [0, 1], not normalised");
  expect("imagenet", "--normalise imagenet", normalised + "imagenet");
  expect("cifar10", "--normalise cifar10", normalised + "cifar10");
  expect("numbers", "--normalise 0.3,0.2", normalised + "0.3,0.2");
  expect("six", "--normalise .1,.2,.3,.4,.5,.6", normalised + ".1,.2,.3,.4,.5,.6");
}
