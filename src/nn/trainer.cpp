#include "nn/trainer.hpp"

#include <ATen/autocast_mode.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "nn/model_state.hpp"

namespace eigenviews::nn {

namespace {

constexpr const char* optimiser_prefix = "optimizer.";
// Steps that run kernel by kernel before one is recorded, so that libraries have chosen their
// algorithms and made their workspaces.
constexpr std::int64_t steps_before_graph = 3;

// While it lives, the forward pass runs in bfloat16 where autocast finds that safe.
class Bfloat16 {
 public:
  Bfloat16(bool on, c10::DeviceType device) : on_(on), device_(device) {
    if (!on_) return;
    at::autocast::set_autocast_dtype(device_, torch::kBFloat16);
    at::autocast::set_autocast_enabled(device_, true);
    at::autocast::set_autocast_cache_enabled(false);  // a weight is used once a step
  }
  Bfloat16(const Bfloat16&) = delete;
  Bfloat16& operator=(const Bfloat16&) = delete;
  ~Bfloat16() {
    if (on_) at::autocast::set_autocast_enabled(device_, false);
  }

 private:
  bool on_;
  c10::DeviceType device_;
};

torch::Tensor norm_of(const std::vector<torch::Tensor>& gradients) {
  return torch::stack(at::_foreach_norm(gradients)).norm();
}

}  // namespace

Trainer::Trainer(Model model, const ViewSource& source, Loss loss, TrainOptions options)
    : model_(std::move(model)),
      source_(source),
      options_(std::move(options)),
      loss_(std::move(loss)),
      sampler_(source.originals(), source.prior(), options_.batch, options_.seed) {
  static_cast<void>(learning_rate(options_.schedule, 0));  // refuses a wrong schedule
  if (!(options_.clip >= 0)) core::reject("--clip", "must be >= 0", options_.clip);
  for (const auto& parameter : model_->named_parameters()) {
    names_.push_back(parameter.key());
    parameters_.push_back(parameter.value());
  }
  optimiser_ = std::make_unique<Optimiser>(options_.optimiser, parameters_);
  const torch::TensorOptions here = torch::TensorOptions(torch::kFloat32).device(source_.device());
  lr_ = torch::zeros({}, here);
  failed_ = torch::zeros({}, here);
  good_steps_ = torch::zeros({}, here.dtype(torch::kInt64));
  numbers_ = torch::zeros({6}, here);
  gather_buffers();
}

// One tensor behind all running statistics: a step that fails puts them back with one copy.
void Trainer::gather_buffers() {
  std::vector<torch::Tensor> floating, flat;
  for (torch::Tensor& buffer : model_->buffers()) {
    if (!buffer.is_floating_point()) continue;
    floating.push_back(buffer);
    flat.push_back(buffer.reshape({-1}));
  }
  buffers_ = flat.empty() ? torch::zeros({0}, lr_.options()) : torch::cat(flat);
  buffers_before_ = torch::zeros_like(buffers_);
  std::int64_t begin = 0;
  for (torch::Tensor& buffer : floating) {
    const std::int64_t numbers = buffer.numel();
    buffer.set_data(buffers_.narrow(0, begin, numbers).view(buffer.sizes()));
    begin += numbers;
  }
}

void Trainer::step() {
  draw();
  lr_.fill_(learning_rate(options_.schedule, done_));
  run();
  ++done_;
}

void Trainer::draw() {
  const auto originals = sampler_.draw(done_);
  const auto first = static_cast<std::uint32_t>(done_ * options_.views);
  const auto parts = source_.random_part(originals, options_.views, first);
  random_.resize(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (random_[i].defined()) {
      random_[i].copy_(parts[i]);
    } else {
      random_[i] = parts[i].to(source_.device());
    }
  }
}

void Trainer::run() {
  if (graph_) return graph_->replay();
  const bool wanted = options_.graph && source_.device().is_cuda() && graph_refusal_.empty();
  if (wanted && done_ - started_ == steps_before_graph) {
    optimiser_->forget_gradients();
    graph_ = CudaGraph::record([this] { compute(); }, graph_refusal_);
    if (graph_) return graph_->replay();
  }
  compute();
}

void Trainer::compute() {
  buffers_before_.copy_(buffers_);
  model_->train();
  optimiser_->forget_gradients();
  const torch::Tensor views = source_.render(random_);
  torch::Tensor outputs;
  {
    const Bfloat16 autocast(options_.bf16, source_.device().type());
    outputs = model_->forward(views).outputs;
  }
  const LossTerms terms = loss_(outputs.view({-1, options_.views, outputs.size(1)}));
  terms.total.backward();

  const torch::NoGradGuard no_gradient;
  std::vector<torch::Tensor> gradients = optimiser_->gradients();
  const torch::Tensor norm = norm_of(gradients);
  const torch::Tensor bad = (terms.total.isfinite() & norm.isfinite()).logical_not();
  failed_.copy_(torch::maximum(failed_, bad.to(failed_.dtype())));
  if (options_.clip > 0) {
    const torch::Tensor factor = (options_.clip / (norm + 1e-6)).clamp_max(1).to(torch::kFloat32);
    at::_foreach_mul_(gradients, factor);
  }
  optimiser_->step(lr_, failed_);
  buffers_.copy_(torch::where(failed_.to(torch::kBool), buffers_before_, buffers_));
  good_steps_ += 1 - failed_.to(torch::kInt64);
  const std::vector<torch::Tensor> numbers = {terms.total,
                                              terms.invariance,
                                              terms.regulariser,
                                              terms.normalised_invariance,
                                              terms.normalised_regulariser,
                                              norm};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers_.select(0, static_cast<std::int64_t>(i)).copy_(numbers[i].detach());
  }
  outputs_ = outputs.detach();
}

StepRecord Trainer::record() {
  const torch::Tensor numbers = numbers_.to(torch::kCPU, torch::kFloat64);
  const double* value = numbers.data_ptr<double>();
  StepRecord record;
  record.finite = failed_.item<float>() == 0;
  record.step = done_;
  record.lr = learning_rate(options_.schedule, std::max<std::int64_t>(0, done_ - 1));
  record.loss = value[0];
  record.invariance = value[1];
  record.regulariser = value[2];
  record.normalised_invariance = value[3];
  record.normalised_regulariser = value[4];
  record.gradient_norm = value[5];
  if (!record.finite) done_ = started_ + good_steps_.item<std::int64_t>();
  return record;
}

NamedTensors Trainer::state() {
  NamedTensors all = named_tensors(*model_);
  for (auto& [name, tensor] : optimiser_->state(names_)) {
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
  optimiser_->restore(names_, of_optimiser);
  done_ = started_ = done;
  failed_.zero_();
  good_steps_.zero_();
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
