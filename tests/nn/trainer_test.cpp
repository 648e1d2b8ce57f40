// The trainer on a channel so small that the exact answer is known.
#include "nn/trainer.hpp"

#include <ATen/autocast_mode.h>

#include <Eigen/SVD>
#include <cmath>
#include <filesystem>

#include "nn/checkpoint_file.hpp"
#include "nn/losses/literal.hpp"
#include "nn/model_state.hpp"
#include "support/expect.hpp"
#include "theory/minimiser.hpp"

using namespace eigenviews;
using namespace eigenviews::nn;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_refusal;

namespace {

struct Setting {
  kernel::Toy toy = kernel::make_toy("cyclic,n=6,w=3");
  FiniteViews views{toy.channel, toy_inputs(toy), 1};
  TrainOptions options;
  LossOptions loss;
  Setting() {
    options.batch = 64;
    options.views = 3;
    loss.beta = 2;
    options.optimiser.name = "adam";
    options.schedule = {.name = "cosine", .lr = 0.02, .steps = 600, .warmup = 0};
  }
  [[nodiscard]] Model model() const {
    torch::manual_seed(5);
    ModelOptions model;
    model.arch = "linear";
    model.input = views.shape();
    model.proj_dim = 2;
    return make_model(model);
  }
  [[nodiscard]] Trainer trainer(const Model& model) const {
    return {model, views, make_loss(loss), options};
  }
};

std::map<std::string, torch::Tensor> copy_of(Trainer& trainer) {
  std::map<std::string, torch::Tensor> copy;
  for (const auto& [name, tensor] : trainer.state()) copy[name] = tensor.detach().clone();
  return copy;
}

}  // namespace

TEST_CASE("a linear model on indicators ends in the exact pair, at the predicted scales") {
  torch::set_num_threads(1);
  const Setting s;
  Model model = s.model();
  Trainer trainer = s.trainer(model);
  while (trainer.done() < trainer.steps()) trainer.step();
  // Functions of wave number 1: the second and third singular functions.
  const MatrixXd f = evaluate(model, s.views.inputs(), false, 4);
  const MatrixXd centred = f.rowwise() - f.colwise().mean();
  const MatrixXd v = s.toy.exact_v(3).rightCols(2);  // orthonormal under weight 1/6
  const MatrixXd overlap = v.transpose() * centred / 6;
  const double all = centred.squaredNorm() / 6;
  CHECK(overlap.squaredNorm() >= 0.995 * all);
  const double sigma = s.toy.exact_sigma[1];
  const double scale = theory::feature_scales(VectorXd::Constant(1, sigma * sigma), 2)[0];
  const VectorXd scales = overlap.jacobiSvd().singularValues();
  CHECK(std::abs(scales[0] - scale) <= 0.05 * scale);
  CHECK(std::abs(scales[1] - scale) <= 0.05 * scale);
}

TEST_CASE("a trainer that was restored goes on as if it had never stopped") {
  torch::set_num_threads(1);
  Setting s;
  s.options.schedule.steps = 8;
  Model whole = s.model(), parts = s.model();
  Trainer first = s.trainer(whole), second = s.trainer(parts);
  for (int i = 0; i < 3; ++i) second.step();
  const auto saved = copy_of(second);
  Model fresh = s.model();
  Trainer third = s.trainer(fresh);
  third.restore(saved, 3);
  while (first.done() < 8) first.step();
  while (third.done() < 8) third.step();
  const auto a = copy_of(first), b = copy_of(third);
  REQUIRE(a.size() == b.size());
  for (const auto& [name, tensor] : a) {
    INFO(name);
    CHECK(torch::equal(tensor, b.at(name)));
  }
  expect_refusal([&] { third.restore(saved, 9); }, {"--resume", "[0, 8]", "9"});
  auto wrong = saved;
  wrong.erase("backbone.fc.weight");
  if (wrong.size() != saved.size()) {
    expect_refusal([&] { third.restore(wrong, 3); }, {"backbone.fc.weight"});
  }
}

TEST_CASE("a step that is not finite changes nothing, nor does any after it") {
  torch::set_num_threads(1);
  Setting s;
  ModelOptions images;
  images.arch = "resnet-tiny";
  images.width = 2;
  images.input = {1, 8, 8};
  images.proj_dim = 2;
  const kernel::Toy torus = kernel::make_toy("torus,side=8,sigma=0.8x1.2");
  torch::Tensor inputs = toy_inputs(torus);
  const FiniteViews views(torus.channel, inputs, 1);
  torch::manual_seed(5);
  Model model = make_model(images);
  Trainer trainer(model, views, make_loss(s.loss), s.options);
  trainer.step();
  CHECK(trainer.record().finite);
  const auto before = copy_of(trainer);
  inputs.fill_(NAN);  // shared with the source of views
  trainer.step();
  trainer.step();
  CHECK(!trainer.record().finite);
  CHECK(!trainer.record().finite);
  CHECK(trainer.done() == 1);
  for (const auto& [name, tensor] : copy_of(trainer)) {
    if (name.find("num_batches") != std::string::npos) continue;
    INFO(name);
    CHECK(torch::equal(tensor, before.at(name)));
  }
}

TEST_CASE("in bfloat16 the network is rounded and the loss is not") {
  torch::set_num_threads(1);
  Setting s;
  const auto record_with = [&](bool bf16) {
    s.options.bf16 = bf16;
    Trainer trainer = s.trainer(s.model());
    trainer.step();
    return std::make_pair(trainer.record(), trainer.outputs().scalar_type());
  };
  const auto [full, full_type] = record_with(false);
  const auto [rounded, rounded_type] = record_with(true);
  CHECK(full_type == torch::kFloat32);
  CHECK(rounded_type == torch::kBFloat16);
  CHECK(rounded.loss != full.loss);
  CHECK(std::abs(rounded.loss - full.loss) <= 0.02 * std::abs(full.loss));
  CHECK(!at::autocast::is_autocast_enabled(torch::kCPU));
}

TEST_CASE("the literal loss trains on all states of a channel") {
  torch::set_num_threads(1);
  const kernel::Toy toy = kernel::make_toy("torus,side=4,sigma=0.8x1.2");
  const torch::Tensor inputs = 4 * torch::eye(16);  // of norm 1 in L2 of the uniform prior
  const AllStates states(inputs);
  ModelOptions linear;
  linear.arch = "linear";
  linear.input = {16};
  linear.proj_dim = 1;
  torch::manual_seed(3);
  Model model = make_model(linear);
  TrainOptions options;
  options.batch = 16;
  options.views = 1;
  options.schedule = {.name = "cosine", .lr = 0.02, .steps = 400, .warmup = 0};
  Trainer trainer(model, states, make_literal_loss(toy.channel, 2, /*centred=*/true), options);
  while (trainer.done() < trainer.steps()) trainer.step();
  const double gap = 1 - toy.exact_sigma[1];
  CHECK(std::abs(trainer.record().loss - (gap * gap - gap * gap * gap * gap / 8)) <= 1e-4);
}

TEST_CASE("clipping bounds the step, and the record has the norm before it") {
  torch::set_num_threads(1);
  Setting s;
  s.options.optimiser = {.name = "sgd", .momentum = 0};
  s.options.schedule = {.name = "constant", .lr = 1, .steps = 4, .warmup = 0};
  s.options.clip = 1e-3;
  Model model = s.model();
  Trainer trainer = s.trainer(model);
  const auto before = copy_of(trainer);
  trainer.step();
  const StepRecord record = trainer.record();
  CHECK(record.gradient_norm > 1e-2);
  double moved = 0;
  for (const auto& [name, tensor] : copy_of(trainer)) {
    if (name.rfind("optimizer.", 0) != 0) {
      moved += (tensor - before.at(name)).square().sum().item<double>();
    }
  }
  CHECK(std::abs(std::sqrt(moved) - 1e-3) <= 1e-6);
}

TEST_CASE("a trainer refuses what cannot be trained") {
  const Setting s;
  const auto make = [&](auto&& change) {
    Setting changed = s;
    change(changed.options);
    return changed.trainer(s.model()).steps();
  };
  expect_refusal([&] { return make([](auto& o) { o.batch = 0; }); }, {"--batch-size"});
  expect_refusal([&] { return make([](auto& o) { o.clip = NAN; }); }, {"--clip"});
  expect_refusal([&] { return make([](auto& o) { o.schedule.lr = 0; }); }, {"--lr"});
}

TEST_CASE("a saved training reads back with its configuration and step, or is refused") {
  const std::filesystem::path path =
      std::filesystem::path(EIGENVIEWS_TEST_FOLDER) / "saved_training.safetensors";
  const torch::Tensor w = torch::arange(6, torch::kFloat32).reshape({2, 3});
  const torch::Tensor count = torch::tensor(7, torch::kInt64);
  save_training(path, {{"backbone.w", w.t()}, {"count", count}}, {{"beta", 2.5}}, 12);
  const SavedTraining saved = load_training(path);
  CHECK(saved.step == 12);
  CHECK(saved.config["beta"] == 2.5);
  CHECK(torch::equal(saved.tensors.at("backbone.w"), w.t()));
  CHECK(torch::equal(saved.tensors.at("count"), count));
  expect_refusal(
      [&] {
        save_training(path, {{"c", torch::zeros(1, torch::kComplexFloat)}}, {}, 0);
      },
      {"ComplexFloat"});
  CHECK_THROWS_AS(load_training("/nowhere.safetensors"), core::FileError);
}
