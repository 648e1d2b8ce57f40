#include "nn/averaged_features.hpp"

#include "core/memory.hpp"
#include "nn/trainer.hpp"
#include "support/expect.hpp"

using namespace eigenviews::nn;
using namespace eigenviews::test;

namespace {

Model make_test_model() {
  torch::manual_seed(3);
  return make_model(
      {.arch = "mlp", .input = {2}, .mlp_sizes = std::vector<std::int64_t>{6}, .proj_dim = 3});
}

// Original i is (i, 1); its view j is (i, -j).
torch::Tensor original(std::int64_t i) { return torch::tensor({static_cast<float>(i), 1.0F}); }
torch::Tensor view(std::int64_t i, std::int64_t j) {
  return torch::tensor({static_cast<float>(i), -static_cast<float>(j)});
}

OriginalInputs seven_originals() {
  OriginalInputs inputs;
  inputs.originals = 7;
  inputs.clean = [](std::int64_t begin, std::int64_t count) {
    std::vector<torch::Tensor> rows;
    for (std::int64_t i = 0; i < count; ++i) rows.push_back(original(begin + i));
    return torch::stack(rows);
  };
  inputs.fresh = [](std::int64_t begin, std::int64_t count, std::int64_t views) {
    std::vector<torch::Tensor> rows;
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t j = 0; j < views; ++j) rows.push_back(view(begin + i, j));
    }
    return torch::stack(rows);
  };
  return inputs;
}

}  // namespace

TEST_CASE("features are means over the clean original and its views, whatever the batch") {
  Model model = make_test_model();
  const bool of_backbone = GENERATE(true, false);
  for (const std::int64_t views : {1, 2, 4}) {
    for (const std::int64_t batch : {1, 3, 1024}) {
      const Eigen::MatrixXd features =
          averaged_features(model, seven_originals(), views, of_backbone, batch);
      REQUIRE(features.rows() == 7);
      for (std::int64_t i = 0; i < 7; ++i) {
        Eigen::MatrixXd sum = evaluate(model, original(i).unsqueeze(0), of_backbone);
        for (std::int64_t j = 0; j + 1 < views; ++j) {
          sum += evaluate(model, view(i, j).unsqueeze(0), of_backbone);
        }
        // Products of single precision in another order.
        expect_close(features.row(i), sum / static_cast<double>(views), 1e-5);
      }
    }
  }
}

TEST_CASE("averaged features tell the originals done, and refuse views that cannot be drawn") {
  Model model = make_test_model();
  std::int64_t last = 0;
  (void)averaged_features(model, seven_originals(), 2, true, 4, [&](const auto& event) {
    CHECK(event.total == 7);
    last = event.done;
  });
  CHECK(last == 7);
  OriginalInputs clean = seven_originals();
  clean.fresh = {};
  (void)averaged_features(model, clean, 1, true);
  expect_refusal([&] { (void)averaged_features(model, clean, 2, true); }, {"view", "2"});
  expect_refusal([&] { (void)averaged_features(model, clean, 0, true); }, {"view", "0"});
  eigenviews::core::set_available_memory_for_tests(10);
  expect_refusal([&] { (void)averaged_features(model, clean, 1, true); }, {"features", "--n"});
  eigenviews::core::set_available_memory_for_tests(-1);
}
