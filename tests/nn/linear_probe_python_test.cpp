// The linear read-out against the same lines of Python.
#include <fmt/format.h>

#include "nn/linear_probe.hpp"
#include "nn/python.hpp"
#include "support/expect.hpp"

using namespace eigenviews::nn;
using namespace eigenviews::test;

TEST_CASE("a linear read-out is trained as PyTorch trains nn.Linear with the same seed") {
  constexpr int n = 43, p = 5, classes = 3;
  const Eigen::MatrixXd features = Eigen::MatrixXd::Random(n, p).cast<float>().cast<double>();
  std::vector<int> labels;
  for (int i = 0; i < n; ++i) labels.push_back(i * i % classes);
  const ExchangeFolder folder;
  torch::Tensor x = torch::empty({n, p});
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < p; ++j) x[i][j] = features(i, j);
  }
  write_raw(folder / "features.raw", x);
  write_raw(folder / "labels.raw", torch::tensor(labels, torch::kInt64));
  const LinearProbeOptions options{.seed = 7,
                                   .epochs = 5,
                                   .batch = 8,
                                   .lr = 1e-2,
                                   .weight_decay = 1e-2,
                                   .label_smoothing = 0.2};
  (void)run_python("linear_probe.py",
                   {folder.path().string(),
                    std::to_string(n),
                    std::to_string(p),
                    std::to_string(classes),
                    "7",
                    "5",
                    "8",
                    "1e-2",
                    "1e-2",
                    "0.2"});
  const LinearProbe probe = train_linear_probe(features, labels, classes, options, torch::kCPU);
  const torch::Tensor weights =
      read_raw(folder / "weights.raw", {classes, p}, torch::kFloat32).to(torch::kFloat64);
  const torch::Tensor intercept =
      read_raw(folder / "intercept.raw", {classes}, torch::kFloat32).to(torch::kFloat64);
  // 30 steps of about 1e-2 in single precision, fused and not: far below 1e-5.
  expect_close(probe.weights,
               Eigen::Map<const Eigen::MatrixXd>(weights.data_ptr<double>(), p, classes),
               1e-5);
  expect_close(probe.intercept,
               Eigen::Map<const Eigen::RowVectorXd>(intercept.data_ptr<double>(), classes),
               1e-5);
}
