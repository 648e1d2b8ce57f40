#include "checkpoint/layout_projector.hpp"

#include "checkpoint/layout_networks.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using checkpoint::Checkpoint;
using checkpoint::Layout;

TEST_CASE("the layers of a projector are told by their tensors") {
  using Kind = checkpoint::ProjectorLayer::Kind;
  Checkpoint checkpoint = with_network({});
  add(checkpoint, "projector.1.weight", {32, 512});
  for (const char* name : {"running_var", "running_mean", "num_batches_tracked"}) {
    add(checkpoint, std::string("projector.2.") + name, {32});  // without weight and bias
  }
  add(checkpoint, "projector.5.weight", {16, 32});
  add(checkpoint, "projector.5.bias", {16});
  add_norm(checkpoint, "projector.6", 16);
  const Layout layout = checkpoint::recognise_layout(checkpoint);
  CHECK(layout.projector_fault.empty());
  REQUIRE(layout.projector.size() == 4);
  struct Expected {
    int index;
    Kind kind;
    std::int64_t in, out;
    bool affine;
  };
  const std::vector<Expected> expected{{1, Kind::linear, 512, 32, false},
                                       {2, Kind::batch_norm, 32, 32, false},
                                       {5, Kind::linear, 32, 16, true},
                                       {6, Kind::batch_norm, 16, 16, true}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO("layer " << i);
    CHECK(layout.projector[i].index == expected[i].index);
    CHECK(layout.projector[i].kind == expected[i].kind);
    CHECK(layout.projector[i].in == expected[i].in);
    CHECK(layout.projector[i].out == expected[i].out);
    CHECK(layout.projector[i].affine == expected[i].affine);
  }
}

TEST_CASE("a projector of another form is told, and why") {
  const auto fault = [](const std::vector<std::pair<std::string, Shape>>& tensors) {
    Checkpoint checkpoint = with_network({});
    for (const auto& [name, shape] : tensors) add(checkpoint, name, shape);
    const Layout layout = checkpoint::recognise_layout(checkpoint);
    CHECK(layout.description ==
          "torch.save (torchvision's names), ResNet-18, projector of another form");
    return layout.projector_fault;
  };
  const std::string no_layer = ", which is of no Linear or BatchNorm1d layer";
  CHECK(fault({{"projector.0.weight", {32, 512}}, {"projector.3.weight", {8, 31}}}) ==
        "tensor 'projector.3.weight' (8, 31), whose layer takes 31 numbers where 32 come from "
        "before it");
  CHECK(fault({{"projector.0.weight", {32, 500}}})
            .ends_with("500 numbers where 512 come from before it"));
  // A convolution, a layer normalisation, halves of layers, a weight normalisation.
  CHECK(fault({{"projector.0.weight", {32, 512, 1, 1}}}) ==
        "tensor 'projector.0.weight' (32, 512, 1, 1)" + no_layer);
  CHECK(fault({{"projector.0.weight", {512}}, {"projector.0.bias", {512}}}) ==
        "tensor 'projector.0.bias' (512)" + no_layer);
  CHECK(fault({{"projector.0.weight", {32, 512}}, {"projector.0.bias", {31}}}).ends_with(no_layer));
  CHECK(fault({{"projector.0.running_mean", {512}}, {"projector.0.weight", {512}}})
            .ends_with(no_layer));
  CHECK(fault({{"projector.0.running_mean", {512}}}).ends_with(no_layer));
  CHECK(fault({{"projector.0.running_mean", {512}}, {"projector.0.running_var", {511}}})
            .ends_with(no_layer));
  CHECK(fault({{"projector.0.running_mean", {512, 1}}}).ends_with(no_layer));
  CHECK(fault({{"projector.0.weight", {8, 512}}, {"projector.0.weight_g", {8, 1}}}) ==
        "tensor 'projector.0.weight_g' (8, 1)" + no_layer);
  CHECK(fault({{"model.projector.net.0.weight", {8, 512}}}).ends_with(no_layer));
}

TEST_CASE("a copy's projector is no projector") {
  Checkpoint checkpoint = with_network({});
  add(checkpoint, "teacher.projector.net.0.weight", {8, 512});
  const Layout layout = checkpoint::recognise_layout(checkpoint);
  CHECK(layout.projector_fault.empty());
  CHECK(layout.projector.empty());
}

}  // namespace eigenviews::test
