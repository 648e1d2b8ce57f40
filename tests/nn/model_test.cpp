#include "nn/model.hpp"

#include <limits>

#include "nn/model_state.hpp"
#include "support/refusal.hpp"

using namespace eigenviews::nn;
using eigenviews::test::expect_refusal;

namespace {

using Sizes = std::vector<std::int64_t>;

const ModelOptions toy{.arch = "resnet-tiny", .input = {1, 16, 16}, .proj_dim = 8};

void refused(const ModelOptions& options, std::initializer_list<std::string_view> parts) {
  expect_refusal([&] { (void)make_model(options); }, parts);
}

std::map<std::string, torch::Tensor> copies(const torch::nn::Module& module) {
  std::map<std::string, torch::Tensor> all;
  for (const auto& [name, tensor] : named_tensors(module)) all[name] = tensor.detach().clone();
  return all;
}

bool equal(const torch::nn::Module& module, const std::map<std::string, torch::Tensor>& tensors) {
  for (const auto& [name, tensor] : named_tensors(module)) {
    if (!torch::equal(tensor, tensors.at(name))) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a model returns features and outputs, and tells its sizes") {
  torch::manual_seed(1);
  Model model = make_model(toy);
  CHECK(model->feature_dim() == 128);
  CHECK(model->output_dim() == 8);
  CHECK(model->has_projector());
  CHECK(model->parameter_count() == 85144 + 1032);
  CHECK(model->is_training());
  CHECK(model->description() ==
        "resnet-tiny: 1x16x16 -> 128 features -> 8 functions; 86176 parameters");
  const ModelOutput out = model(torch::randn({3, 1, 16, 16}));
  CHECK(out.features.sizes() == torch::IntArrayRef({3, 128}));
  CHECK(out.outputs.sizes() == torch::IntArrayRef({3, 8}));
  const auto names = model->named_parameters();
  CHECK(names.front().key() == "backbone.conv1.weight");
  CHECK(names.back().key() == "projector.0.bias");
}

TEST_CASE("without a projector the outputs are the features") {
  Model model = make_model({.arch = "mlp", .input = {2, 3}, .mlp_sizes = Sizes{4}});
  CHECK_FALSE(model->has_projector());
  CHECK(model->output_dim() == 4);
  const ModelOutput out = model(torch::randn({5, 2, 3}));
  CHECK(torch::equal(out.features, out.outputs));
  CHECK(model->description() == "mlp: 2x3 -> 4 features; 28 parameters");
}

TEST_CASE("a linear model is one layer from input to functions") {
  Model model = make_model({.arch = "linear", .input = {6}, .bias = false, .proj_dim = 3});
  CHECK_FALSE(model->has_projector());
  CHECK(model->output_dim() == 3);
  CHECK(model->parameter_count() == 18);
  CHECK(make_model({.arch = "linear", .input = {6}, .proj_dim = 3})->parameter_count() == 21);
  CHECK(model->description() == "linear: 6 -> 3 functions; 18 parameters");
}

TEST_CASE("defaults are those that the options name") {
  CHECK(make_model({.arch = "mlp", .input = {10}})->parameter_count() == 2816 + 65792);
  CHECK(make_model({.arch = "resnet-tiny", .input = {1, 16, 16}})->parameter_count() == 85144);
  Model plain = make_model({.input = {3, 32, 32}});
  CHECK(plain->description() ==
        "resnet18, cifar stem: 3x32x32 -> 512 features; 11168832 parameters");
  Model wide = make_model({.arch = "resnet34",
                           .input = {1, 28, 28},
                           .width = .125,
                           .stem = "imagenet",
                           .proj_hidden = 10,
                           .proj_dim = 7});
  CHECK_THAT(wide->description(),
             Catch::StartsWith("resnet34, imagenet stem, width 0.125: 1x28x28 -> 64 features -> "
                               "projector 10 -> 7 functions; "));
}

TEST_CASE("the same seed gives the same weights, another seed others") {
  torch::manual_seed(5);
  Model first = make_model(toy), second = make_model(toy);
  const auto weights = copies(*first);
  CHECK_FALSE(equal(*second, weights));
  torch::manual_seed(5);
  CHECK(equal(*make_model(toy), weights));
}

TEST_CASE("channels-last changes the memory and not the numbers") {
  torch::set_num_threads(1);
  ModelOptions options{.input = {3, 16, 16}, .width = .125, .proj_dim = 4};
  for (const char* arch : {"resnet18", "resnet-tiny", "mlp"}) {
    INFO(arch);
    options.arch = arch;
    if (options.arch == "mlp") options.width.reset();
    options.channels_last = false;
    torch::manual_seed(2);
    Model plain = make_model(options);
    options.channels_last = true;
    torch::manual_seed(2);
    Model last = make_model(options);
    load_tensors(*last, copies(*plain), "plain");  // keeps the layout
    for (const auto& parameter : last->parameters()) {
      CHECK(parameter.is_contiguous(parameter.dim() == 4 ? torch::MemoryFormat::ChannelsLast
                                                         : torch::MemoryFormat::Contiguous));
      CHECK(parameter.requires_grad());
    }
    const torch::Tensor x = torch::randn({4, 3, 16, 16});
    const torch::Tensor a = plain(x).outputs, b = last(x).outputs;
    // Sums of some thousand f32 products in another order.
    CHECK((a - b).abs().max().item<double>() <= 1e-5 * a.abs().max().item<double>());
  }
}

TEST_CASE("a batch of another shape is refused") {
  Model model = make_model(toy);
  expect_refusal(
      [&] {
        model(torch::zeros({2, 1, 16, 15}));
      },
      {"resnet-tiny", "n x 1x16x16", "received 2x1x16x15"});
  expect_refusal([&] { model(torch::zeros({1, 16, 16})); }, {"n x 1x16x16", "received 1x16x16"});
}

TEST_CASE("unknown names are refused with the nearest known one") {
  refused({.arch = "resnet19", .input = {3, 32, 32}}, {"--arch", "'resnet19'", "resnet18", "mlp"});
  refused({.arch = "resnet18", .input = {3, 32, 32}, .stem = "cifra"},
          {"--stem", "'cifra'", "did you mean 'cifar'"});
}

TEST_CASE("the names of stems tell the convolution, the ReLU and the pool") {
  CHECK(stem_names() == std::vector<std::string>{"imagenet",
                                                 "imagenet-no-pool",
                                                 "imagenet-no-relu",
                                                 "imagenet-no-relu-no-pool",
                                                 "cifar",
                                                 "cifar-pool",
                                                 "cifar-no-relu",
                                                 "cifar-no-relu-pool"});
  CHECK(stem_name(true, true, false) == "imagenet-no-pool");
  // The same weights under all four stems of 3 x 3.
  const torch::Tensor x = torch::randn({2, 3, 32, 32});
  std::vector<torch::Tensor> outputs;
  for (const char* stem : {"cifar", "cifar-pool", "cifar-no-relu", "cifar-no-relu-pool"}) {
    torch::manual_seed(3);
    Model model =
        make_model({.arch = "resnet18", .input = {3, 32, 32}, .width = .0625, .stem = stem});
    model->eval();
    outputs.push_back(model(x).features);
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) CHECK_FALSE(torch::allclose(outputs[i], outputs[j]));
  }
}

TEST_CASE("a network that is evaluated alone takes images of any size") {
  ModelOptions options{.arch = "resnet18", .input = {3, 1, 1}, .width = .0625, .stem = "imagenet"};
  refused(options, {"17 x 17", "1 x 1"});
  options.stem = "imagenet-no-pool";
  refused(options, {"9 x 9", "1 x 1"});
  options.any_size = true;
  Model model = make_model(options);
  model->eval();
  CHECK(model(torch::randn({2, 3, 1, 1})).features.sizes() == torch::IntArrayRef({2, 32}));
}

TEST_CASE("inputs that an architecture cannot take are refused") {
  refused({.arch = "resnet18", .input = {784}}, {"resnet18", "channels x height x width", "784"});
  refused({.arch = "resnet-tiny", .input = {28, 28}}, {"channels x height x width", "28x28"});
  refused({.arch = "mlp", .input = {}}, {"mlp", "at least one size", "none"});
  refused({.arch = "mlp", .input = {3, 0}}, {"each >= 1", "3x0"});
  refused({.arch = "resnet18", .input = {3, -1, 32}}, {"each >= 1", "3x-1x32"});
  refused({.arch = "resnet18", .input = {3, 4, 4}}, {"5 x 5 pixels", "4 x 4"});
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  refused({.arch = "mlp", .input = {most, 3}}, {"of memory"});
}

TEST_CASE("options out of range, or without use, are refused") {
  const Sizes image{3, 32, 32}, flat{5};
  for (const double width : {0.0, -2.0, std::numeric_limits<double>::quiet_NaN()}) {
    refused({.arch = "resnet18", .input = image, .width = width}, {"--width", "> 0"});
  }
  refused({.arch = "mlp", .input = flat, .width = 1}, {"--width", "a use for it", "mlp"});
  refused({.arch = "resnet-tiny", .input = image, .stem = "cifar"}, {"--stem", "resnet-tiny"});
  refused({.arch = "linear", .input = flat, .mlp_sizes = Sizes{3}}, {"--mlp-sizes", "linear"});
  refused({.arch = "mlp", .input = flat, .bias = true}, {"--bias", "mlp"});
  refused({.arch = "linear", .input = flat, .proj_hidden = 3, .proj_dim = 2}, {"--proj-hidden"});
  refused({.arch = "linear", .input = flat}, {"--proj-dim", "linear", "received 0"});
  refused({.arch = "mlp", .input = flat, .mlp_sizes = Sizes{}}, {"at least one layer"});
  refused({.arch = "mlp", .input = flat, .mlp_sizes = Sizes{4, 0}}, {"layer", ">= 1", "0"});
  refused({.arch = "mlp", .input = flat, .proj_dim = -1}, {"--proj-dim", ">= 1", "-1"});
  refused({.arch = "mlp", .input = flat, .proj_hidden = 4}, {"--proj-dim", ">= 1", "0"});
  refused({.arch = "mlp", .input = flat, .proj_hidden = -4, .proj_dim = 2}, {"--proj-hidden"});
}

TEST_CASE("tensors load by name, converted to the network's type") {
  torch::manual_seed(1);
  Model source = make_model(toy), target = make_model(toy);
  source(torch::randn({4, 1, 16, 16}));  // moves the running statistics
  auto tensors = copies(*source);
  load_tensors(*target, tensors, "file");
  CHECK(equal(*target, tensors));

  for (auto& [name, tensor] : tensors) {
    tensor = tensor.is_floating_point() ? tensor.to(torch::kFloat64) : tensor.to(torch::kInt32);
  }
  Model other = make_model(toy);
  load_tensors(*other, tensors, "file");
  CHECK(equal(*other, copies(*source)));
  CHECK(other->parameters().front().scalar_type() == torch::kFloat32);
  CHECK(other->parameters().front().requires_grad());
}

TEST_CASE("a file without num_batches_tracked loads, and the count is 0") {
  Model model = make_model(toy);
  auto tensors = copies(*model);
  model(torch::randn({4, 1, 16, 16}));
  for (auto item = tensors.begin(); item != tensors.end();) {
    const bool counter = item->first.find("num_batches_tracked") != std::string::npos;
    item = counter ? tensors.erase(item) : std::next(item);
  }
  load_tensors(*model, tensors, "file");
  CHECK(copies(*model).at("backbone.bn1.num_batches_tracked").item<std::int64_t>() == 0);
}

TEST_CASE("tensors that do not fit are listed in one line, and nothing is loaded") {
  torch::manual_seed(1);
  Model model = make_model(toy);
  const auto before = copies(*model);
  auto tensors = copies(*make_model(toy));
  tensors.erase("projector.0.bias");
  tensors["projector.0.weight"] = torch::Tensor();
  tensors["projector.1.weight"] = torch::zeros(8);
  tensors["backbone.conv1.weight"] = torch::zeros({8, 3, 3, 3});
  tensors["backbone.bn1.bias"] = torch::tensor(0.f);
  tensors["backbone.layer2.0.conv1.weight"] = torch::zeros({8, 16, 3, 3});
  tensors["backbone.fc.bias"] = torch::zeros(128, torch::kInt64);
  tensors["backbone.fc.weight"] = torch::zeros({128, 512}).to_sparse();
  tensors["backbone.bn1.num_batches_tracked"] = torch::tensor(1.f);
  expect_refusal([&] { load_tensors(*model, tensors, "old.pt"); },
                 {"old.pt: the tensors must be those of the network",
                  "2 missing (projector.0.weight, projector.0.bias)",
                  "1 unmatched (projector.1.weight)",
                  "3 of another shape (backbone.conv1.weight: 8x3x3x3 instead of 8x1x3x3, "
                  "backbone.bn1.bias: scalar instead of 8, "
                  "backbone.layer2.0.conv1.weight: 8x16x3x3 instead of 16x8x3x3)",
                  "3 of another type (",
                  "backbone.fc.bias: ",
                  "backbone.fc.weight: ",
                  "backbone.bn1.num_batches_tracked: ",
                  "projector"});
  CHECK(equal(*model, before));
}

TEST_CASE("of many faults the first eight names are shown and the others counted") {
  Model model = make_model(toy);
  // resnet-tiny's tensors: stem 1 + 4, blocks 10, 15, 15 without counters, fc 2, projector 2.
  expect_refusal([&] { load_tensors(*model, {}, "empty.pt"); },
                 {"49 missing (backbone.conv1.weight, backbone.bn1.weight, ",
                  "backbone.layer1.0.bn1.weight, backbone.layer1.0.bn1.bias and 41 more)"});
}
