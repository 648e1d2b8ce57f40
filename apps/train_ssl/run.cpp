#include "train_ssl/run.hpp"

#include <chrono>
#include <cmath>

#include "common/progress_bar.hpp"
#include "common/run_tool.hpp"
#include "core/errors.hpp"
#include "core/threads.hpp"
#include "kernel/blas_threads.hpp"
#include "nn/checkpoint_file.hpp"
#include "nn/device.hpp"
#include "nn/losses/literal.hpp"
#include "nn/memory_use.hpp"
#include "report/json_text.hpp"
#include "report/output_folder.hpp"
#include "train_ssl/exact_span.hpp"
#include "train_ssl/results.hpp"

namespace eigenviews::apps {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::int64_t total_steps(const TrainSslOptions& options, const nn::ViewSource& views) {
  constexpr std::int64_t usual = 1000;
  if (options.epochs) {
    return *options.epochs * std::max<std::int64_t>(1, views.originals() / options.batch_size);
  }
  return options.steps.value_or(usual);
}

bool is_literal(const TrainSslOptions& options) { return options.loss == "literal"; }

// The literal loss is one of all states, weighted, and not of sampled views.
nn::Loss make_loss(const TrainSslOptions& options, const std::optional<ExactSpan>& exact) {
  if (!is_literal(options)) {
    const nn::LossOptions loss = loss_options(options);
    nn::require_batch(loss, options.batch_size, options.views, options.proj_dim);
    return nn::make_loss(loss);
  }
  if (!exact) core::reject("--loss", "literal needs a finite channel, a toy", options.dataset);
  return nn::make_literal_loss(*exact->problem.finite,
                               options.beta.value_or(1),
                               !options.uncentred);
}

std::shared_ptr<const nn::ViewSource> source_of(const TrainSslOptions& options,
                                                const TrainingProblem& problem) {
  if (!is_literal(options)) return problem.views;
  return std::make_shared<const nn::AllStates>(problem.finite->inputs());
}

nn::TrainOptions steps_of(const TrainSslOptions& options, const nn::ViewSource& source) {
  nn::TrainOptions train = train_options(options, total_steps(options, source));
  if (is_literal(options)) {
    train.batch = source.originals();
    train.views = 1;
  }
  return train;
}

torch::Device checked_device(const TrainSslOptions& options) {
  const torch::Device device = nn::parse_device(options.common.device);
  if (options.amp == "bf16" && device.is_cpu()) {
    core::reject("--amp",
                 "bf16 needs a GPU: on a processor it is many times slower than single precision",
                 options.amp,
                 "use --amp off");
  }
  nn::prepare_device(device, options.deterministic);
  return device;
}

// One training with everything that is saved of it.
class Run {
 public:
  Run(const TrainSslOptions& options, const std::filesystem::path& folder)
      : options_(options),
        folder_(folder),
        device_(checked_device(options)),
        problem_(build_training(options, device_)),
        exact_(exact_span(options)) {
    nn::Loss loss = make_loss(options, exact_);
    source_ = source_of(options, problem_);
    const nn::TrainOptions train = steps_of(options, *source_);
    torch::manual_seed(options.common.seed);
    model_ = nn::make_model(model_options(options, source_->shape(), device_));
    const std::int64_t inputs = train.batch * train.views;
    const double rendering = problem_.ssl ? problem_.ssl->render_bytes(inputs) : 0;
    nn::require_memory_on(device_,
                          fmt::format("a step of {} x {} views", train.batch, train.views),
                          nn::predicted_step_bytes(model_, inputs) + rendering,
                          "use a smaller --batch-size, fewer --views or a smaller --width");
    model_->to(device_);
    trainer_ = std::make_unique<nn::Trainer>(model_, *source_, std::move(loss), train);
    batch_views_ = train.batch * train.views;
    views_ = train.views;
    if (!options.resume.empty()) resume();
  }

  // Steps until all are done, the loss is not finite or an interrupt arrives. On a GPU the numbers
  // of a step are waited for only where a line of the log wants them.
  void train(ProgressBar& bar) {
    // OpenBLAS's waiting threads would take the processors from LibTorch's.
    const kernel::SerialBlas serial;
    last_line_ = start_ = Clock::now();
    logged_ = trainer_->done();
    while (trainer_->done() < trainer_->steps() && finite_) {
      trainer_->step();
      tell_graph_refusal();
      const std::int64_t step = trainer_->done();
      const bool log_now = step % options_.log_every == 0 || step == trainer_->steps();
      const bool save_now = options_.checkpoint_every > 0 && step % options_.checkpoint_every == 0;
      if (log_now || save_now || device_.is_cpu()) {
        const nn::StepRecord record = trainer_->record();
        finite_ = record.finite;
        loss_ = record.loss;
        if (log_now || !finite_) log(record);
      }
      if (save_now) {
        save();
        keep();
      }
      bar.show({"training", step, trainer_->steps(), fmt::format("loss {:.4g}", loss_)});
    }
  }

  void save() const {
    std::filesystem::create_directories(folder_ / "checkpoints");
    nn::save_training(folder_ / "checkpoints/last.safetensors",
                      trainer_->state(),
                      to_json(options_),
                      trainer_->done());
    if (options_.export_format == "torch") {
      nn::export_model(folder_ / "checkpoints/last.pth", trainer_->state());
    }
    metrics_.write(folder_ / "metrics.csv");
  }

  // The checkpoint that was just saved, under the number of its step. It is the same file on the
  // disk until the next one takes the name `last`.
  void keep() const {
    const auto folder = folder_ / "checkpoints";
    const auto kept = folder / fmt::format("step-{:07}.safetensors", trainer_->done());
    std::filesystem::remove(kept);
    std::error_code no_links;
    std::filesystem::create_hard_link(folder / "last.safetensors", kept, no_links);
    if (no_links) std::filesystem::copy_file(folder / "last.safetensors", kept);
  }

  [[nodiscard]] TrainResults results(const std::string& command_line) {
    std::optional<Comparison> comparison;
    if (exact_) comparison = compare_model(*exact_, problem_, model_, options_);
    return {options_,
            problem_.dataset,
            model_->description(),
            nn::describe(device_),
            trainer_->steps(),
            trainer_->done(),
            finite_,
            seconds_since(start_),
            metrics_,
            comparison,
            command_line};
  }

  [[nodiscard]] std::int64_t done() const { return trainer_->done(); }

 private:
  void resume() {
    const nn::SavedTraining saved = nn::load_training(options_.resume);
    if (saved.config != to_json(options_)) {
      core::reject("--resume",
                   "the options must be those of the checkpoint",
                   options_.resume,
                   "compare config.toml beside it");
    }
    trainer_->restore(saved.tensors, saved.step);
    const auto beside = std::filesystem::path(options_.resume).parent_path().parent_path();
    metrics_.read(beside / "metrics.csv", saved.step);
  }

  void tell_graph_refusal() {
    if (trainer_->graph_refusal().empty() || refusal_told_ || options_.common.quiet) return;
    refusal_told_ = true;
    fmt::print(stderr,
               "train_ssl: no CUDA graph, kernels are launched one by one: {}\n",
               trainer_->graph_refusal());
  }

  void log(const nn::StepRecord& record) {
    MetricsRow row;
    row.record = record;
    const double elapsed = seconds_since(last_line_);
    const auto steps = static_cast<double>(trainer_->done() - logged_);
    row.views_per_s = steps * static_cast<double>(batch_views_) / elapsed;
    row.images_per_s = row.views_per_s / static_cast<double>(views_);
    if (finite_) {
      row.spectrum = batch_spectrum(trainer_->outputs(), views_, !options_.uncentred);
      if (exact_) {
        const auto comparison = compare_model(*exact_, problem_, model_, options_);
        if (comparison) row.alignment = comparison->cluster_alignment;
      }
    }
    metrics_.add(row);
    logged_ = trainer_->done();
    last_line_ = Clock::now();
  }

  const TrainSslOptions& options_;
  std::filesystem::path folder_;
  torch::Device device_;
  TrainingProblem problem_;
  std::optional<ExactSpan> exact_;
  std::shared_ptr<const nn::ViewSource> source_;
  nn::Model model_{nullptr};
  std::unique_ptr<nn::Trainer> trainer_;
  std::int64_t batch_views_ = 0, views_ = 0;
  Metrics metrics_;
  bool finite_ = true, refusal_told_ = false;
  double loss_ = NAN;
  std::int64_t logged_ = 0;
  Clock::time_point start_, last_line_;
};

}  // namespace

int run_train_ssl(const TrainSslOptions& options,
                  const std::string& config,
                  const std::string& command_line) {
  validate(options);
  apply_common_options(options.common, Devices::processor_and_gpu);
  torch::set_num_threads(core::thread_count());
  report::OutputFolder folder(options.common.out);
  Run run(options, folder.path());
  install_interrupt_handler();
  ProgressBar bar(!options.common.quiet && !options.common.no_progress);
  try {
    run.train(bar);
  } catch (const core::Interrupted&) {
    run.save();
    bar.clear();
    fmt::print(stderr,
               "train_ssl: interrupted after step {}; go on with --resume {}\n",
               run.done(),
               (folder.path() / "checkpoints/last.safetensors").string());
    return exit_interrupted;
  }
  run.save();
  bar.clear();
  const TrainResults results = run.results(command_line);
  folder.write("config.toml", config);
  folder.write("report.html", train_page(results));
  folder.write("summary.json", report::json_text(train_summary(results)));
  folder.commit();
  if (options.common.json) {
    fmt::print("{}", report::json_text(train_summary(results)));
  } else if (!options.common.quiet) {
    fmt::print("{}results in {}\n", train_text(results), folder.path().string());
  }
  return results.finite ? exit_done : exit_check_failed;
}

}  // namespace eigenviews::apps
