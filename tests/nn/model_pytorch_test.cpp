#include "nn/model.hpp"

#include <map>

#include "nn/model_state.hpp"
#include "nn/python.hpp"
#include "support/catch.hpp"

using namespace eigenviews::nn;
using eigenviews::test::ExchangeFolder;
using eigenviews::test::read_text;
using eigenviews::test::run_python;

namespace {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// What networks.py wrote for one network.
struct Reference {
  NamedTensors state;                          ///< in the order of state_dict().
  std::map<std::string, torch::Tensor> after;  ///< buffers after a pass in training mode.
  std::map<std::string, torch::Tensor> other;  ///< x, eval, train, gradient.
};

Reference read_reference(const std::string& path) {
  const std::string bytes = read_text(path);
  const auto items =
      torch::pickle_load(std::vector<char>(bytes.begin(), bytes.end())).toGenericDict();
  Reference reference;
  for (const auto& item : items) {
    const std::string name = item.key().toStringRef();
    const torch::Tensor tensor = item.value().toTensor();
    if (name.starts_with("state/")) {
      reference.state.emplace_back(name.substr(6), tensor);
    } else if (name.starts_with("after/")) {
      reference.after[name.substr(6)] = tensor;
    } else {
      reference.other[name] = tensor;
    }
  }
  return reference;
}

/// max |a - b| <= 1e-5 max |b|, false for a NaN.
bool close(const torch::Tensor& a, const torch::Tensor& b) {
  if (a.sizes() != b.sizes()) return false;
  const double error = (a - b).abs().max().item<double>();
  const double scale = b.abs().max().item<double>();
  INFO("error " << error << ", scale " << scale);
  CHECK(error <= 1e-5 * scale);
  return error <= 1e-5 * scale;
}

/// The module's tensors have the reference's names, shapes and order. `drawn`: the weights that
/// torch::manual_seed(7) gave are the reference's, bit for bit (networks.py shakes the norms, which
/// draw nothing).
void check_names_and_weights(const torch::nn::Module& module,
                             const NamedTensors& state,
                             bool drawn) {
  const NamedTensors own = named_tensors(module);
  REQUIRE(own.size() == state.size());
  for (std::size_t i = 0; i < own.size(); ++i) {
    INFO(state[i].first);
    REQUIRE(own[i].first == state[i].first);
    REQUIRE(own[i].second.sizes() == state[i].second.sizes());
    const bool of_norm = own[i].first.find("bn") != std::string::npos ||
                         state[i].second.dim() < 2 ||
                         own[i].first.find("running") != std::string::npos;
    if (drawn && !of_norm) CHECK(torch::equal(own[i].second, state[i].second));
  }
}

/// `forward` with the reference's weights: both modes, running statistics, and a gradient that went
/// through every layer.
template <class Forward>
void check_passes(torch::nn::Module& module, const Reference& reference, Forward forward) {
  load_tensors(module, {reference.state.begin(), reference.state.end()}, "networks.py");
  const torch::Tensor& x = reference.other.at("x");
  module.eval();
  {
    torch::NoGradGuard no_grad;
    CHECK(close(forward(x), reference.other.at("eval")));
  }
  module.train();
  const torch::Tensor trained = forward(x);
  CHECK(close(trained.detach(), reference.other.at("train")));
  std::size_t compared = 0;
  for (const auto& [name, tensor] : named_tensors(module)) {
    const auto found = reference.after.find(name);
    if (found == reference.after.end()) continue;
    INFO(name);
    CHECK(close(tensor, found->second));
    ++compared;
  }
  CHECK(compared == reference.after.size());
  trained.square().mean().backward();
  CHECK(close(module.parameters().front().grad(), reference.other.at("gradient")));
}

struct Case {
  std::string name;
  ModelOptions options;
  bool drawn = true;
};

}  // namespace

TEST_CASE("ResNets equal torchvision's: tensors, initial weights, both modes, gradient") {
  torch::set_num_threads(1);
  const ExchangeFolder folder;
  run_python("networks.py", {"torchvision", folder.path().string()});
  // torchvision has no CIFAR stem: there the stem is replaced, out of the order of random numbers.
  const std::vector<Case> cases{
      {"resnet18", {.arch = "resnet18", .input = {3, 64, 64}, .stem = "imagenet"}},
      {"resnet34", {.arch = "resnet34", .input = {3, 40, 33}, .stem = "imagenet"}},
      {"resnet50", {.arch = "resnet50", .input = {3, 47, 64}, .stem = "imagenet"}},
      {"cifar", {.arch = "resnet18", .input = {1, 28, 28}, .width = .25}, false},
      {"cifar-no-relu",
       {.arch = "resnet50", .input = {5, 17, 32}, .width = .125, .stem = "cifar-no-relu"},
       false}};
  for (const Case& c : cases) {
    INFO(c.name);
    const Reference reference = read_reference(folder / (c.name + ".pt"));
    torch::manual_seed(7);
    Model model = make_model(c.options);
    CHECK(model->feature_dim() == reference.other.at("eval").size(1));
    check_names_and_weights(*model->backbone(), reference.state, c.drawn);
    check_passes(*model->backbone(), reference, [&](const torch::Tensor& x) {
      return model(x).features;
    });
  }
}

TEST_CASE("resnet-tiny, mlp, linear and projectors equal the same networks in PyTorch") {
  torch::set_num_threads(1);
  const ExchangeFolder folder;
  run_python("networks.py", {"pytorch", folder.path().string()});
  const std::vector<Case> cases{
      {"tiny", {.arch = "resnet-tiny", .input = {1, 16, 16}, .proj_dim = 8}},
      {"tiny-odd",
       {.arch = "resnet-tiny", .input = {3, 13, 18}, .width = 3, .proj_hidden = 11, .proj_dim = 6}},
      {"mlp",
       {.arch = "mlp",
        .input = {2, 5, 3},
        .mlp_sizes = std::vector<std::int64_t>{12, 9},
        .proj_hidden = 7,
        .proj_dim = 4}},
      {"linear", {.arch = "linear", .input = {10}, .bias = false, .proj_dim = 4}}};
  for (const Case& c : cases) {
    INFO(c.name);
    const Reference reference = read_reference(folder / (c.name + ".pt"));
    torch::manual_seed(7);
    Model model = make_model(c.options);
    check_names_and_weights(*model, reference.state, c.drawn);
    check_passes(*model, reference, [&](const torch::Tensor& x) { return model(x).outputs; });
  }
}
