#include "nn/model_of_layout.hpp"

#include "nn/checkpoint_tensor.hpp"
#include "nn/model_state.hpp"
#include "support/refusal.hpp"

using namespace eigenviews;
using namespace eigenviews::nn;
using eigenviews::test::expect_refusal;

namespace {

using Sizes = std::vector<std::int64_t>;

/// The tensors of a network, as a file would hold them.
checkpoint::Checkpoint saved(const ModelOptions& options) {
  checkpoint::Checkpoint file{.format = checkpoint::Format::torch_save};
  torch::manual_seed(4);
  const Model model = make_model(options);
  for (const auto& [name, tensor] : named_tensors(*model)) {
    file.tensors.push_back(to_file_tensor(name, tensor));
  }
  return file;
}

Model reloaded(const checkpoint::Checkpoint& file,
               const Sizes& input,
               const LayoutOptions& options = {}) {
  return model_of_layout(file, checkpoint::recognise_layout(file), input, options, "a.pth");
}

/// The same network with the same outputs comes back.
void expect_reloaded(const ModelOptions& options) {
  const checkpoint::Checkpoint file = saved(options);
  Model model = reloaded(file, options.input);
  CHECK(model->options().arch == options.arch);
  torch::manual_seed(4);
  Model original = make_model(options);
  original->eval();
  model->eval();
  Sizes shape = options.input;
  shape.insert(shape.begin(), 3);
  const torch::Tensor x = torch::randn(shape);
  CHECK(torch::equal(model(x).outputs, original(x).outputs));
}

}  // namespace

TEST_CASE("networks come back from their tensors alone") {
  expect_reloaded({.arch = "resnet18", .input = {2, 9, 9}, .width = .0625, .proj_dim = 3});
  expect_reloaded({.arch = "resnet34",
                   .input = {3, 33, 33},
                   .width = .03125,
                   .stem = "imagenet",
                   .proj_hidden = 5,
                   .proj_dim = 3});
  expect_reloaded({.arch = "resnet50", .input = {1, 8, 8}, .width = .03125});
  expect_reloaded({.arch = "resnet-tiny", .input = {1, 7, 9}, .width = 3, .proj_dim = 2});
  expect_reloaded({.arch = "mlp", .input = {2, 3}, .mlp_sizes = Sizes{5, 4}, .proj_dim = 2});
  expect_reloaded(
      {.arch = "mlp", .input = {6}, .mlp_sizes = Sizes{5}, .proj_hidden = 4, .proj_dim = 2});
  expect_reloaded({.arch = "linear", .input = {6}, .bias = false, .proj_dim = 2});
  expect_reloaded({.arch = "linear", .input = {6}, .proj_dim = 2});
}

TEST_CASE("what is told beside a layout goes before it") {
  const Sizes input{3, 8, 8};
  const auto file = saved({.arch = "resnet18", .input = input, .width = .0625, .proj_dim = 3});
  const std::vector<std::pair<LayoutOptions, std::string>> told{
      {{.arch = "resnet34"}, "missing (backbone.layer1.2.conv1.weight"},
      {{.width = .125}, "backbone.conv1.weight: 4x3x3x3 instead of 8x3x3x3"},
      {{.stem = "imagenet"}, "backbone.conv1.weight: 4x3x3x3 instead of 4x3x7x7"}};
  for (const auto& [options, fault] : told) {
    expect_refusal([&, &given = options] { (void)reloaded(file, input, given); }, {"a.pth", fault});
  }
  CHECK(reloaded(file, input, {.stem = "cifar-no-relu"})->options().stem == "cifar-no-relu");
  CHECK(reloaded(file, input)->output_dim() == 3);
  Model backbone = reloaded(file, input, {.with_projector = false});
  CHECK_FALSE(backbone->has_projector());
  CHECK(backbone->output_dim() == 32);
}

TEST_CASE("the channels of images are those of the first convolution") {
  const auto file = saved({.arch = "resnet18", .input = {3, 8, 8}, .width = .0625});
  CHECK(reloaded(file, {1, 4, 5})->options().input == Sizes{3, 4, 5});
}

TEST_CASE("tensors inside the backbone that no ResNet has are unmatched") {
  auto file = saved({.arch = "resnet18", .input = {3, 8, 8}, .width = .0625});
  file.tensors.push_back({"fc.weight", checkpoint::Dtype::u8, {1}, {0}});
  CHECK_NOTHROW(reloaded(file, {3, 8, 8}));
  file.tensors.push_back({"backbone.layer1.0.se.weight", checkpoint::Dtype::u8, {1}, {0}});
  expect_refusal(
      [&] {
        (void)reloaded(file, {3, 8, 8});
      },
      {"1 unmatched (backbone.layer1.0.se.weight)"});
}

TEST_CASE("a ResNet of other blocks is refused with the tensors that are too many") {
  auto file = saved({.arch = "resnet18", .input = {3, 8, 8}, .width = .0625});
  const auto count = static_cast<std::ptrdiff_t>(file.tensors.size());
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    checkpoint::Tensor tensor = file.tensors[static_cast<std::size_t>(i)];
    const std::size_t at = tensor.name.find("layer4.1.");
    if (at == std::string::npos) continue;
    tensor.name.replace(at, 9, "layer4.2.");
    file.tensors.push_back(tensor);
  }
  expect_refusal(
      [&] {
        (void)reloaded(file, {3, 8, 8});
      },
      {"12 unmatched (backbone.layer4.2.bn1.bias"});
}

TEST_CASE("a projector of another form is refused, unless it is not asked for") {
  auto file = saved({.arch = "resnet18", .input = {3, 8, 8}, .width = .0625});
  file.tensors.push_back({"projector.0.scale", checkpoint::Dtype::u8, {1}, {0}});
  expect_refusal(
      [&] {
        (void)reloaded(file, {3, 8, 8});
      },
      {"a.pth", "Linear, BatchNorm1d and ReLU", "projector.0.scale", "--layer backbone"});
  CHECK(reloaded(file, {3, 8, 8}, {.with_projector = false})->output_dim() == 32);
}
