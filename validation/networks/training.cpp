#include "validation/networks/training.hpp"

#include <numeric>
#include <stdexcept>

#include "kernel/toy.hpp"
#include "nn/views.hpp"
#include "solver/pencil.hpp"
#include "solver/solve.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::validation {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Views of a source, each given to another original of the batch: row i m + j holds view j of the
// original at place i + j.
class ShuffledPairs final : public nn::ViewSource {
 public:
  explicit ShuffledPairs(const nn::ViewSource& source) : source_(source) {}
  [[nodiscard]] std::int64_t originals() const override { return source_.originals(); }
  [[nodiscard]] std::vector<std::int64_t> shape() const override { return source_.shape(); }
  [[nodiscard]] torch::Device device() const override { return source_.device(); }
  [[nodiscard]] VectorXd prior() const override { return source_.prior(); }
  [[nodiscard]] std::vector<torch::Tensor> random_part(const std::vector<std::int64_t>& originals,
                                                       std::int64_t views,
                                                       std::uint32_t first) const override {
    const auto count = static_cast<std::int64_t>(originals.size());
    const torch::Tensor rows = torch::arange(count * views);
    const torch::Tensor view = rows.remainder(views);
    const torch::Tensor order = (rows + view * views).remainder(count * views);
    std::vector<torch::Tensor> parts = source_.random_part(originals, views, first);
    for (torch::Tensor& part : parts) part = part.index_select(0, order);
    return parts;
  }
  [[nodiscard]] torch::Tensor render(const std::vector<torch::Tensor>& part) const override {
    return source_.render(part);
  }

 private:
  const nn::ViewSource& source_;
};

MatrixXd trained_features(const NetworkRun& run, const kernel::Toy& toy) {
  torch::set_num_threads(1);
  const nn::FiniteViews views(toy.channel, nn::toy_inputs(toy), run.seed);
  const ShuffledPairs shuffled(views);
  nn::ModelOptions options = run.model;
  options.input = views.shape();
  torch::manual_seed(run.seed);
  nn::Model model = nn::make_model(options);
  nn::TrainOptions train = run.train;
  train.seed = run.seed;
  nn::Trainer trainer(model,
                      run.shuffled ? static_cast<const nn::ViewSource&>(shuffled) : views,
                      nn::make_loss(run.loss),
                      train);
  while (trainer.done() < trainer.steps()) trainer.step();
  if (!trainer.record().finite) throw std::runtime_error("the loss is no longer finite");
  return nn::evaluate(model, views.inputs(), /*of_backbone=*/false);
}

}  // namespace

NetworkRun torus_run(Index d, double beta, std::int64_t steps) {
  NetworkRun run;
  run.model.arch = "resnet-tiny";
  run.model.proj_dim = d;
  run.loss.beta = beta;
  run.train.batch = 128;
  run.train.views = 4;
  run.train.schedule = {.name = "one-cycle", .lr = 2e-3, .steps = steps};
  return run;
}

TrainedNetwork train(const NetworkRun& run) {
  const kernel::Toy toy = kernel::make_toy(run.toy);
  const kernel::ChannelOperator op(toy.channel);
  const VectorXd& rho = toy.channel.rho_a();
  TrainedNetwork trained;
  trained.features = solver::centred(trained_features(run, toy), rho);

  const Index d = trained.features.cols();
  const solver::SingularTriples exact =
      solver::solve(op, {.k = std::min<Index>(d + 2, toy.channel.views())});
  const Index k = exact.sigma.size() - 1;
  trained.eigenvalues = exact.sigma.tail(k).array().square();
  const MatrixXd v = rho.cwiseSqrt().cwiseInverse().asDiagonal() * exact.v.rightCols(k);
  std::vector<std::vector<Index>> clusters;
  for (const auto& cluster : exact.clusters) {
    if (cluster.front() == 0) continue;  // the constant alone: the torus is connected
    clusters.emplace_back(cluster.size());
    std::iota(clusters.back().begin(), clusters.back().end(), cluster.front() - 1);
  }
  trained.energy =
      solver::captured_energy(trained.features, v, trained.eigenvalues, clusters, rho, d);
  const solver::PencilSolution pencil = solver::solve_pencil(op, trained.features, rho);
  trained.ritz_values = pencil.ritz_values;
  trained.feature_scales = pencil.scales;
  return trained;
}

}  // namespace eigenviews::validation
