#include "nn/trainer.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "nn/model_state.hpp"

namespace eigenviews::nn {

namespace {

constexpr const char* optimiser_prefix = "optimizer.";

double number(const torch::Tensor& scalar) {
  return scalar.detach().to(torch::kFloat64).item<double>();
}

// exp of the entropy of the eigenvalues of the covariance of the rows of f, n x d.
double effective_rank(const torch::Tensor& f) {
  const torch::NoGradGuard no_gradient;
  const torch::Tensor rows = f.detach().to(torch::kFloat64).to(torch::kCPU);
  const torch::Tensor centred = rows - rows.mean(0);
  const torch::Tensor values = torch::linalg_eigvalsh(centred.t().mm(centred)).clamp_min(0);
  const double sum = number(values.sum());
  if (!(sum > 0)) return 0;
  const torch::Tensor p = values / sum;
  return std::exp(-number(torch::xlogy(p, p).sum()));
}

double norm_of_gradient(const std::vector<torch::Tensor>& parameters) {
  double sum = 0;
  for (const torch::Tensor& p : parameters) {
    if (p.grad().defined()) sum += number(p.grad().square().sum());
  }
  return std::sqrt(sum);
}

}  // namespace

Trainer::Trainer(Model model, const ViewSource& source, TrainOptions options)
    : model_(std::move(model)),
      source_(source),
      options_(std::move(options)),
      loss_(make_loss(options_.loss)),
      sampler_(source.originals(), source.prior(), options_.batch, options_.seed) {
  static_cast<void>(learning_rate(options_.schedule, 0));  // refuses a wrong schedule
  require_batch(options_.loss, options_.batch, options_.views, model_->output_dim());
  if (!(options_.clip >= 0)) core::reject("--clip", "must be >= 0", options_.clip);
  for (const auto& parameter : model_->named_parameters()) {
    names_.push_back(parameter.key());
    parameters_.push_back(parameter.value());
  }
  optimiser_ = make_optimiser(options_.optimiser, parameters_);
}

StepRecord Trainer::step() {
  const auto originals = sampler_.draw(done_);
  const auto first = static_cast<std::uint32_t>(done_ * options_.views);
  const torch::Tensor views = source_.draw(originals, options_.views, first);

  model_->train();
  const torch::Tensor outputs = model_->forward(views).outputs;
  const LossTerms terms = loss_(outputs.view({options_.batch, options_.views, -1}));
  optimiser_->zero_grad();
  terms.total.backward();

  StepRecord record;
  record.step = done_ + 1;
  record.lr = learning_rate(options_.schedule, done_);
  record.loss = number(terms.total);
  record.invariance = number(terms.invariance);
  record.regulariser = number(terms.regulariser);
  record.normalised_invariance = number(terms.normalised_invariance);
  record.normalised_regulariser = number(terms.normalised_regulariser);
  record.gradient_norm = norm_of_gradient(parameters_);
  if (!std::isfinite(record.loss) || !std::isfinite(record.gradient_norm)) return record;
  record.effective_rank = effective_rank(outputs);

  if (options_.clip > 0) torch::nn::utils::clip_grad_norm_(parameters_, options_.clip);
  set_learning_rate(*optimiser_, record.lr);
  optimiser_->step();
  ++done_;
  return record;
}

NamedTensors Trainer::state() {
  NamedTensors all = named_tensors(*model_);
  for (auto& [name, tensor] : optimiser_state(*optimiser_, names_)) {
    all.emplace_back(optimiser_prefix + name, tensor);
  }
  return all;
}

void Trainer::restore(const std::map<std::string, torch::Tensor>& state, std::int64_t done) {
  if (done < 0 || done > steps()) {
    core::reject("--resume", fmt::format("the steps done must be in [0, {}]", steps()), done);
  }
  std::map<std::string, torch::Tensor> of_model, of_optimiser;
  const std::string prefix = optimiser_prefix;
  for (const auto& [name, tensor] : state) {
    if (name.rfind(prefix, 0) == 0) {
      of_optimiser[name.substr(prefix.size())] = tensor;
    } else {
      of_model[name] = tensor;
    }
  }
  load_tensors(*model_, of_model, "--resume");
  if (done > 0) restore_optimiser(*optimiser_, names_, of_optimiser);
  done_ = done;
}

Eigen::MatrixXd evaluate(Model& model,
                         const torch::Tensor& inputs,
                         bool of_backbone,
                         std::int64_t batch) {
  const torch::NoGradGuard no_gradient;
  const bool training = model->is_training();
  model->eval();
  const std::int64_t width = of_backbone ? model->feature_dim() : model->output_dim();
  Eigen::MatrixXd values(inputs.size(0), width);
  for (std::int64_t begin = 0; begin < inputs.size(0); begin += batch) {
    const std::int64_t size = std::min(batch, inputs.size(0) - begin);
    const ModelOutput out = model->forward(inputs.narrow(0, begin, size));
    const torch::Tensor part =
        (of_backbone ? out.features : out.outputs).to(torch::kFloat64).to(torch::kCPU).contiguous();
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    values.middleRows(begin, size) =
        Eigen::Map<const RowMajor>(part.data_ptr<double>(), size, width);
  }
  model->train(training);
  return values;
}

}  // namespace eigenviews::nn
