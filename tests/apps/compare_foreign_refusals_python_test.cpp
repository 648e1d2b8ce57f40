// Checkpoints of other programs that compare_subspace cannot use, and options that do not go with
// them: one clear line, exit code 2, nothing written.
#include "foreign.hpp"
#include "support/catch.hpp"

using namespace eigenviews::test;

TEST_CASE("networks of other architectures are refused with the tensors that do not fit") {
  const ForeignFolder folder("--dataset toy:torus,side=8 -k 4");
  folder.write("refused");
  const auto refused = [&](const std::string& name,
                           const std::string& more,
                           std::initializer_list<std::string> parts) {
    folder.expect_refused("--ckpt " + (folder / name) + " --eig " + (folder / "eig") + " " + more,
                          parts);
  };
  refused("deep.pth",
          "",
          {"deep.pth", "306 unmatched (backbone.layer3.10.bn1.bias", "and 298 more"});
  refused("squeeze.pth", "", {"1 unmatched (layer1.0.se.fc.weight)"});
  refused("wide.pth",
          "",
          {"1 of another shape (backbone.layer3.1.conv2.weight: 32x32x5x5 instead of 32x32x3x3)"});
  refused("integers.pth", "", {"1 of another type (backbone.bn1.weight"});
  refused("transformer.pth",
          "",
          {"those of a ResNet", "12 tensors: 'model.self_attn.in_proj_weight'"});
  refused("colour.pth",
          "--arch resnet50",
          {"missing (backbone.layer1.0.conv3.weight", "of another shape"});
  refused("colour.pth", "--width 0.25 --stem imagenet", {"8x3x3x3 instead of 16x3x7x7"});
  refused("colour.pth", "--arch mlp --width 2", {"--width", "mlp"});
  refused("colour.pth", "--arch resnet19", {"resnet19", "resnet18"});
  for (const char* name : {"layer_norm.pth", "cut_head.pth"}) {
    refused(name, "", {name, "Linear, BatchNorm1d and ReLU", "projector.", "--layer backbone"});
    CHECK(folder.compare(name, "--layer backbone").features.cols() == 64);
  }
}

TEST_CASE("views that a network cannot take are refused") {
  const ForeignFolder folder("--dataset toy:torus,side=8,render=grating -k 4");
  folder.write("refused");
  const std::string colour = "--ckpt " + (folder / "colour.pth");
  const std::string eig = " --eig " + (folder / "eig");
  folder.expect_refused(colour, {"--eig", "another program", "kernel_eig"});
  folder.expect_refused("--ckpt " + (folder / "grey.pth") + eig, {"1 channels", "with 3"});
  folder.expect_refused("--ckpt " + (folder / "two.pth") + eig, {"2 channels", "with 3"});
  folder.expect_refused(colour + eig + " --normalise imagenet", {"--normalise", "standardised"});
  folder.expect_refused(colour + eig + " --normalise imgnet",
                        {"--normalise", "imgnet", "imagenet"});
  folder.expect_refused(colour + eig + " --normalise 1,0", {"--normalise", "STD > 0", "1,0"});
  folder.expect_refused(colour + eig + " --normalise 1,nan", {"--normalise", "1,nan"});
  folder.expect_refused(colour + eig + " --normalise 1,2,3", {"--normalise", "1,2,3"});
  (void)summary_of("--dataset toy:circle -k 3 --out " + (folder / "circle"));
  folder.expect_refused(colour + " --eig " + (folder / "circle"),
                        {"images", "toy:circle", "2 numbers"});
  write_file(folder / "p.mtx",
             "%%MatrixMarket matrix array real general\n2 2\n0.5\n0.25\n0.5\n0.75\n");
  (void)summary_of("--dataset channel:" + (folder / "p.mtx") + " --out " + (folder / "channel"));
  folder.expect_refused(colour + " --eig " + (folder / "channel"), {"channel file", "p.mtx"});
}

TEST_CASE("grey data sets and points have no normalisation of colours") {
  const ForeignFolder folder("--dataset toy:torus,side=8 -k 4");
  folder.write("refused");
  std::string bytes;
  for (int i = 0; i < 4 * 8 * 8; ++i) bytes += static_cast<char>(i * i);
  write_byte_array(folder / "x.npy", "(4, 8, 8)", bytes);
  (void)summary_of("--dataset npy:" + (folder / "x.npy") +
                   " --augment gaussian:sigma=.1 -k 2 --out " + (folder / "grey"));
  const std::string eig = " --eig " + (folder / "grey");
  folder.expect_refused("--ckpt " + (folder / "grey.pth") + eig + " --normalise cifar10",
                        {"--normalise", "1 channels", "cifar10 with 3", "MEAN,STD"});
  // Repeated over three channels, grey images have all three values.
  const Outcome outcome = compare_subspace("--ckpt " + (folder / "colour.pth") + eig +
                                           " --normalise cifar10 --out " + (folder / "out"));
  CHECK((outcome.code == 0 || outcome.code == 1));
  CHECK(outcome.out.find("normalised: cifar10; grey, repeated over 3 channels") !=
        std::string::npos);
  CHECK(outcome.out.find("left aside: 2 tensors: 'fc.weight', 'fc.bias'") != std::string::npos);
}
