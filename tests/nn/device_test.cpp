#include "nn/device.hpp"

#include "core/errors.hpp"
#include "nn/cuda_graph.hpp"
#include "nn/memory_use.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::nn;
using test::expect_refusal;

TEST_CASE("the processor is always there, and what is not there is refused") {
  CHECK(parse_device("cpu").is_cpu());
  CHECK(describe(torch::kCPU).find("cpu, ") == 0);
  expect_refusal([] { return parse_device("gpu"); }, {"--device", "gpu"});
  expect_refusal([] { return parse_device("cuda0"); }, {"cuda:i", "cuda0"});
  expect_refusal([] { return parse_device("cuda:x"); }, {"cuda:i", "cuda:x"});
  if (torch::cuda::is_available()) {
    CHECK(parse_device("auto").is_cuda());
    expect_refusal([] { return parse_device("cuda:999"); }, {"--device", "cuda:999"});
  } else {
    CHECK(parse_device("auto").is_cpu());
    expect_refusal([] { return parse_device("cuda"); }, {"--device", "GPU", "use --device cpu"});
  }
}

TEST_CASE("single precision is not TF32, and determinism is asked of LibTorch") {
  prepare_device(torch::kCPU, true);
  CHECK(at::globalContext().deterministicAlgorithms());
  CHECK(!at::globalContext().allowTF32CuBLAS());
  CHECK(!at::globalContext().allowTF32CuDNN());
  prepare_device(torch::kCPU, false);
  CHECK(!at::globalContext().deterministicAlgorithms());
}

TEST_CASE("without a GPU nothing is recorded, and the reason is told") {
  if (torch::cuda::is_available()) return;
  std::string why_not;
  bool ran = false;
  CHECK(CudaGraph::record([&] { ran = true; }, why_not) == nullptr);
  CHECK(!why_not.empty());
  CHECK(!ran);
}

TEST_CASE("the memory of a step is what autograd keeps, counted") {
  ModelOptions options;
  options.arch = "mlp";
  options.input = {10};
  options.mlp_sizes = std::vector<std::int64_t>{1000, 1000};
  options.proj_dim = 4;
  Model model = make_model(options);
  const double one = predicted_step_bytes(model, 1), many = predicted_step_bytes(model, 1001);
  // A row of each layer is 4000 bytes: kept before and after ReLU, not in place.
  const double per_input = (many - one) / 1000 / 1.25;
  CHECK(per_input >= 4 * 2000);
  CHECK(per_input <= 4 * 6000);
  CHECK(one >= 16.0 * static_cast<double>(model->parameter_count()));
  CHECK(model->is_training());
  CHECK_NOTHROW(require_memory_on(torch::kCPU, "a step", one, "use less"));
  expect_refusal([&] { require_memory_on(torch::kCPU, "a step", 1e18, "use fewer views"); },
                 {"a step", "fewer views"});
}
