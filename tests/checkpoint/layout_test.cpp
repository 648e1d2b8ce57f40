#include "checkpoint/layout.hpp"

#include <algorithm>

#include "checkpoint/layout_names.hpp"
#include "checkpoint/layout_networks.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using checkpoint::Checkpoint;
using checkpoint::Format;
using checkpoint::Layout;

namespace {

std::string renamed(const Layout& layout, const std::string& from) {
  for (const auto& entry : layout.renamed) {
    if (entry.from == from) return entry.to;
  }
  return "(unmatched)";
}

// What the first Linear layer of the projector takes, and the outputs of each.
Shape linear_sizes(const Layout& layout) {
  CHECK(layout.projector_fault.empty());
  Shape sizes;
  for (const auto& layer : layout.projector) {
    if (layer.kind != checkpoint::ProjectorLayer::Kind::linear) continue;
    if (sizes.empty()) sizes.push_back(layer.in);
    sizes.push_back(layer.out);
  }
  return sizes;
}

const std::vector<std::string> fastssl_children{"0", "1", "2", "3", "4", "5"};

}  // namespace

TEST_CASE("torchvision's ResNets are recognised") {
  Checkpoint checkpoint = with_network({});
  add(checkpoint, "fc.weight", {1000, 512});
  const Layout layout = checkpoint::recognise_layout(checkpoint);
  CHECK(layout.description == "torch.save (torchvision's names), ResNet-18, no projector");
  CHECK(layout.resnet->architecture == "resnet18");
  CHECK(layout.resnet->blocks == Shape{2, 2, 2, 2});
  CHECK(layout.resnet->feature_dim == 512);
  CHECK(layout.resnet->base_width == 64);
  CHECK(layout.resnet->input_channels == 3);
  CHECK(layout.resnet->stem_kernel == 7);
  CHECK(layout.resnet->stem_relu);
  CHECK_FALSE(layout.resnet->stem_max_pool);
  CHECK(layout.projector.empty());
  CHECK(layout.unmatched == std::vector<std::string>{"fc.weight"});
  CHECK(renamed(layout, "conv1.weight") == "backbone.conv1.weight");
  CHECK(renamed(layout, "layer4.1.bn2.running_var") == "backbone.layer4.1.bn2.running_var");
  CHECK(renamed(layout, "layer2.0.downsample.1.bias") == "backbone.layer2.0.downsample.1.bias");
  CHECK(layout.renamed.size() + 1 == checkpoint.tensors.size());

  const auto kind = [](const Network& net) {
    return checkpoint::recognise_layout(with_network(net)).resnet->architecture;
  };
  CHECK(kind({.blocks = {3, 4, 6, 3}}) == "resnet34");
  CHECK(kind({.blocks = {3, 4, 6, 3}, .bottleneck = true}) == "resnet50");
  CHECK(kind({.blocks = {3, 4, 23, 3}, .bottleneck = true}).empty());
  CHECK(kind({.blocks = {3, 4, 6, 3}, .bottleneck = true, .inner_factor = 2}).empty());
  CHECK(kind({.blocks = {2, 2, 2, 2}, .inner_factor = 2}).empty());
  CHECK(kind({.blocks = {2, 2, 2, 2}, .bottleneck = true}).empty());
}

TEST_CASE("fastssl's names are recognised: a stem without ReLU, and a projector in the backbone") {
  Checkpoint checkpoint = with_network({.prefix = "model.backbone.feats.",
                                        .blocks = {3, 4, 6, 3},
                                        .bottleneck = true,
                                        .kernel = 3,
                                        .children = fastssl_children,
                                        .downsample = "shortcut"});
  add_projector(checkpoint, "model.backbone.proj.", 2048, 256, 256);
  add(checkpoint, "optimizer.state.0.exp_avg", {64, 3, 3, 3});
  checkpoint.scalars["epoch"] = 100;
  const Layout layout = checkpoint::recognise_layout(checkpoint, "/x/exp_ssl_100.pth");
  CHECK(layout.description ==
        "fastssl Barlow Twins, ResNet-50, projector 256, 3x3 stem without ReLU");
  CHECK(layout.resnet->architecture == "resnet50");
  CHECK(layout.resnet->feature_dim == 2048);
  CHECK_FALSE(layout.resnet->stem_relu);
  CHECK(layout.resnet->stem_max_pool == false);
  CHECK(linear_sizes(layout) == Shape{2048, 256, 256});
  CHECK(layout.unmatched.empty());
  CHECK(renamed(layout, "model.backbone.feats.0.weight") == "backbone.conv1.weight");
  CHECK(renamed(layout, "model.backbone.feats.1.running_mean") == "backbone.bn1.running_mean");
  CHECK(renamed(layout, "model.backbone.feats.5.2.conv3.weight") ==
        "backbone.layer4.2.conv3.weight");
  CHECK(renamed(layout, "model.backbone.feats.3.0.shortcut.1.bias") ==
        "backbone.layer2.0.downsample.1.bias");
  CHECK(renamed(layout, "model.backbone.proj.3.bias") == "projector.3.bias");
}

TEST_CASE("the method of a fastssl file is told by its name") {
  const Checkpoint checkpoint =
      with_network({.prefix = "backbone.feats.", .kernel = 3, .children = fastssl_children});
  const auto source = [&](const char* path) {
    const std::string text = checkpoint::recognise_layout(checkpoint, path).description;
    return text.substr(0, text.find(", ResNet"));
  };
  CHECK(source("exp_BarlowTwins_10.pth") == "fastssl Barlow Twins");
  CHECK(source("exp_ssl_10.pth") == "fastssl Barlow Twins");
  CHECK(source("exp_VICReg_10.pth") == "fastssl VICReg");
  CHECK(source("exp_SimCLR_10.pth") == "fastssl SimCLR");
  CHECK(source("exp_byol_10.pth") == "fastssl BYOL");
  CHECK(source("") == "fastssl (Barlow Twins, VICReg or SimCLR)");
}

TEST_CASE("numbered children with a ReLU, and with a max-pool, are told apart") {
  const auto shape = [](const std::vector<std::string>& children) {
    return *checkpoint::recognise_layout(with_network({.prefix = "encoder.", .children = children}))
                .resnet;
  };
  const auto relu = shape({"0", "1", "3", "4", "5", "6"});
  CHECK(relu.stem_relu);
  CHECK(relu.stem_max_pool == false);
  const auto pool = shape({"0", "1", "4", "5", "6", "7"});
  CHECK(pool.stem_relu);
  CHECK(pool.stem_max_pool == true);
}

TEST_CASE("lightly's and solo-learn's Lightning files are recognised") {
  Checkpoint lightly =
      with_network({.prefix = "state_dict.backbone.", .children = {"0", "1", "4", "5", "6", "7"}});
  add_projector(lightly, "state_dict.projection_head.layers.", 512, 2048, 128);
  lightly.metadata["pytorch-lightning_version"] = "2.1.0";
  const Layout layout = checkpoint::recognise_layout(lightly);
  CHECK(layout.description == "PyTorch Lightning (lightly's names), ResNet-18, projector 128");
  CHECK(renamed(layout, "state_dict.projection_head.layers.1.bias") == "projector.1.bias");
  CHECK(layout.unmatched.empty());

  Checkpoint solo = with_network({.prefix = "state_dict.backbone.", .kernel = 3});
  add_network(solo, {.prefix = "state_dict.momentum_backbone.", .kernel = 3});
  add_projector(solo, "state_dict.momentum_projector.", 512, 9, 9);
  add_projector(solo, "state_dict.projector.", 512, 1024, 64);
  add(solo, "state_dict.classifier.weight", {10, 512});
  add(solo, "callbacks.x.best", {});
  solo.metadata["pytorch-lightning_version"] = "1.9";
  const Layout second = checkpoint::recognise_layout(solo);
  CHECK(second.description ==
        "PyTorch Lightning (solo-learn's names), ResNet-18, projector 64, 3x3 stem");
  CHECK(linear_sizes(second) == Shape{512, 1024, 64});
  CHECK(std::count(second.unmatched.begin(),
                   second.unmatched.end(),
                   "state_dict.classifier.weight") == 1);
  CHECK(renamed(second, "state_dict.momentum_backbone.conv1.weight") == "(unmatched)");
  CHECK(renamed(second, "state_dict.momentum_projector.0.weight") == "(unmatched)");
}

TEST_CASE("the prefixes of DistributedDataParallel, torch.compile and encoders are found") {
  for (const std::string prefix : {"module.",
                                   "state_dict.module.encoder_q.",
                                   "_orig_mod.",
                                   "state_dict.model.backbone.",
                                   "model.module.backbone."}) {
    INFO(prefix);
    const Layout layout = checkpoint::recognise_layout(with_network({.prefix = prefix}));
    CHECK(layout.resnet->architecture == "resnet18");
    CHECK(renamed(layout, prefix + "layer1.0.conv1.weight") == "backbone.layer1.0.conv1.weight");
    CHECK(layout.description.find("('" + prefix + "')") != std::string::npos);
  }
}

TEST_CASE("of several networks the one that is no copy is taken, then the shortest prefix") {
  for (const std::string copy : {"encoder_k.",
                                 "teacher.backbone.",
                                 "target_encoder.",
                                 "ema.",
                                 "backbone_ema.",
                                 "key.",
                                 "momentum_backbone."}) {
    INFO(copy);
    CHECK(checkpoint::is_copy(copy));
    Checkpoint checkpoint = with_network({.prefix = copy});
    add_network(checkpoint, {.prefix = "a.very.long.prefix.student."});
    const Layout layout = checkpoint::recognise_layout(checkpoint);
    CHECK(renamed(layout, copy + "conv1.weight") == "(unmatched)");
    CHECK(renamed(layout, "a.very.long.prefix.student.conv1.weight") == "backbone.conv1.weight");
  }
  CHECK_FALSE(checkpoint::is_copy("keyboard.schema.student."));
}

TEST_CASE("widths, channels and unusual numbers of blocks are described") {
  Checkpoint narrow = with_network({.width = 16, .kernel = 3});
  narrow.tensors[0].shape = {16, 1, 3, 3};
  CHECK(checkpoint::recognise_layout(narrow).description ==
        "torch.save (torchvision's names), ResNet-18, width 0.25, no projector, 3x3 stem, 1 input "
        "channels");
  CHECK(checkpoint::recognise_layout(with_network({.blocks = {1, 2, 3, 1}})).description ==
        "torch.save (torchvision's names), a ResNet of 1+2+3+1 basic blocks, no projector");
}

TEST_CASE("this project's files keep their names") {
  Checkpoint checkpoint = with_network({.prefix = "backbone."}, Format::safetensors);
  add_projector(checkpoint, "projector.", 512, 32, 8);
  add(checkpoint, "optimizer.0.exp_avg", {3});
  const Layout layout = checkpoint::recognise_layout(checkpoint);
  CHECK(layout.description == "eigenviews, ResNet-18, projector 8");
  for (const auto& entry : layout.renamed) CHECK(entry.from == entry.to);
  CHECK(layout.unmatched.empty());
}

TEST_CASE("this project's other networks keep their names too") {
  // As saved, and as exported for Python.
  for (const Format format : {Format::safetensors, Format::torch_save}) {
    Checkpoint tiny{.format = format};
    add(tiny, "backbone.conv1.weight", {8, 2, 3, 3});
    add_norm(tiny, "backbone.bn1", 8);
    for (const char* stage : {"1", "2", "3"}) {
      add_block(tiny, {}, std::string("backbone.layer") + stage + ".0", 8, 8, false);
    }
    add(tiny, "backbone.fc.weight", {128, 512});
    add(tiny, "backbone.fc.bias", {128});
    add(tiny, "projector.0.weight", {6, 128});
    add(tiny, "optimizer.backbone.conv1.weight.exp_avg", {8, 2, 3, 3});
    add(tiny, "extra.weight", {8, 64});
    const Layout layout = checkpoint::recognise_layout(tiny);
    CHECK(layout.description == "eigenviews, resnet-tiny, width 8, projector 6");
    CHECK_FALSE(layout.resnet);
    CHECK(layout.own->input_channels == 2);
    CHECK(layout.projector_fault.empty());
    CHECK(layout.unmatched == std::vector<std::string>{"extra.weight"});
    for (const auto& entry : layout.renamed) CHECK(entry.from == entry.to);
  }
  Checkpoint linear{.format = Format::safetensors};
  add(linear, "backbone.0.weight", {8, 256});
  CHECK(checkpoint::recognise_layout(linear).description ==
        "eigenviews, linear 256-8, no projector");
  CHECK_FALSE(checkpoint::recognise_layout(linear).own->bias);
  Checkpoint mlp = linear;
  add(mlp, "backbone.0.bias", {8});
  add(mlp, "projector.weight", {3, 8});
  add(mlp, "projector.bias", {3});
  const Layout layout = checkpoint::recognise_layout(mlp);
  CHECK(layout.description == "eigenviews, mlp 256-8, projector 3");
  CHECK(layout.own->bias);
  CHECK(renamed(layout, "projector.weight") == "projector.0.weight");
  add(linear, "backbone.2.weight", {5, 8});
  CHECK(checkpoint::recognise_layout(linear).own->layer_sizes == Shape{256, 8, 5});
}

TEST_CASE("a name that is taken is not given twice") {
  Checkpoint checkpoint = with_network({});
  add(checkpoint, "layer2.0.shortcut.0.weight", {128, 64, 1, 1});
  const Layout layout = checkpoint::recognise_layout(checkpoint);
  CHECK(renamed(layout, "layer2.0.downsample.0.weight") == "backbone.layer2.0.downsample.0.weight");
  CHECK(layout.unmatched == std::vector<std::string>{"layer2.0.shortcut.0.weight"});
}

TEST_CASE("only tensors of a ResNet's feature extractor have a backbone's name") {
  const checkpoint::BackboneRoot named{"net.", 0};
  for (const char* other : {"conv1.weight",
                            "net.conv1.bias",
                            "net.bn1.scale",
                            "net.conv2.weight",
                            "net.layer5.0.conv1.weight",
                            "net.layer0.0.conv1.weight",
                            "net.layer1.x.conv1.weight",
                            "net.layer1.-1.conv1.weight",
                            "net.layer1.0.conv4.weight",
                            "net.layer1.0.relu.weight",
                            "net.layer1.0.downsample.2.weight",
                            "net.layer1.0.downsample.0.bias",
                            "net.layer1.0.conv1.weight.x",
                            "net.layer1.0",
                            "net.layer1",
                            "net.fc.weight",
                            "net.",
                            "net.layer10.0.conv1.weight"}) {
    INFO(other);
    CHECK_FALSE(checkpoint::backbone_name(other, named));
  }
  const checkpoint::BackboneRoot numbered{"", 4};
  for (const char* other : {"2.weight",
                            "3.0.conv1.weight",
                            "8.0.conv1.weight",
                            "conv1.weight",
                            "99999999999.0.conv1.weight"}) {
    INFO(other);
    CHECK_FALSE(checkpoint::backbone_name(other, numbered));
  }
  CHECK(checkpoint::backbone_name("7.1.bn2.bias", numbered) == "layer4.1.bn2.bias");
}

TEST_CASE("tensors inside the backbone that no ResNet has are told") {
  Checkpoint named = with_network({.prefix = "module."});
  for (const char* name : {"module.fc.weight",
                           "module.layer1.0.se.fc.weight",
                           "module.conv2.weight",
                           "other.layer1.0.se.fc.weight",
                           "module.projector2.layer1.x"}) {
    add(named, name, {3});
  }
  CHECK(checkpoint::recognise_layout(named).foreign ==
        std::vector<std::string>{"module.layer1.0.se.fc.weight", "module.conv2.weight"});
  Checkpoint numbered = with_network({.prefix = "feats.", .children = fastssl_children});
  for (const char* name : {"feats.6.weight", "feats.5.0.se.weight", "feats.x.weight"}) {
    add(numbered, name, {3});
  }
  CHECK(checkpoint::recognise_layout(numbered).foreign ==
        std::vector<std::string>{"feats.5.0.se.weight"});
}

TEST_CASE("only parameters in a projector's place have a projector's name") {
  for (const char* other : {"projector",
                            "weight",
                            "projector.0.x",
                            "projector.0.1.weight",
                            "projector.a.weight",
                            "projection_head.layers.a.weight",
                            "projector.layers.0.1.weight",
                            "head.0.weight"}) {
    INFO(other);
    CHECK_FALSE(checkpoint::projector_name(other));
  }
  const auto name = checkpoint::projector_name("module.projection_head.layers.3.running_var");
  REQUIRE(name);
  CHECK(name->prefix == "module.projection_head.layers.");
  CHECK(name->rest == "3.running_var");
}

TEST_CASE("networks that are not recognised are refused with their tensors") {
  Checkpoint checkpoint{.format = Format::torch_save};
  for (const char* name : {"a.w", "b.w", "c.w", "d.w", "e.w", "f.w"}) add(checkpoint, name, {2});
  expect_refusal([&] { (void)checkpoint::recognise_layout(checkpoint, "x/a.pth"); },
                 {"x/a.pth: its tensors must be those of a ResNet",
                  "6 tensors: 'a.w', 'b.w', 'c.w', 'd.w', 'e.w', ...",
                  "--features"});
  expect_refusal([&] { (void)checkpoint::recognise_layout({}); },
                 {"checkpoint: its tensors", "0 tensors"});
}

TEST_CASE("networks with missing parts are refused") {
  const auto without = [](std::string_view part) {
    Checkpoint checkpoint = with_network({});
    std::erase_if(checkpoint.tensors, [&](const checkpoint::Tensor& tensor) {
      return tensor.name.find(part) != std::string::npos;
    });
    return checkpoint;
  };
  expect_refusal([&] { (void)checkpoint::recognise_layout(without("layer3.")); },
                 {"stage layer3", "four stages with a block each"});
  expect_refusal([&] { (void)checkpoint::recognise_layout(without("layer2.0.")); },
                 {"stage layer2", "number 0 is missing", "1 blocks"});
  expect_refusal([&] { (void)checkpoint::recognise_layout(without("layer4.1.conv2")); },
                 {"tensor layer4.1.conv2.weight", "no such tensor"});
  Checkpoint oblong = with_network({});
  oblong.tensors[0].shape = {64, 3, 7, 5};
  expect_refusal([&] { (void)checkpoint::recognise_layout(oblong); },
                 {"tensor conv1.weight", "a square kernel", "(64, 3, 7, 5)"});
}

TEST_CASE("a checkpoint under our names holds the matched tensors alone") {
  Checkpoint checkpoint = with_network({.prefix = "module."});
  add(checkpoint, "module.fc.weight", {10, 512});
  checkpoint.scalars["epoch"] = 2;
  const Layout layout = checkpoint::recognise_layout(checkpoint);
  const Checkpoint ours = checkpoint::with_layout(checkpoint, layout);
  CHECK(ours.tensors.size() + 1 == checkpoint.tensors.size());
  CHECK(ours.find("backbone.layer4.1.conv2.weight") != nullptr);
  CHECK(ours.find("module.fc.weight") == nullptr);
  CHECK(ours.scalars.at("epoch") == 2);
}

}  // namespace eigenviews::test
