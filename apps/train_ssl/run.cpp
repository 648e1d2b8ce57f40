#include "train_ssl/run.hpp"

#include <chrono>
#include <cmath>

#include "common/progress_bar.hpp"
#include "common/run_tool.hpp"
#include "core/errors.hpp"
#include "core/threads.hpp"
#include "kernel/blas_threads.hpp"
#include "nn/checkpoint_file.hpp"
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

// One training with everything that is saved of it.
class Run {
 public:
  Run(const TrainSslOptions& options, const std::filesystem::path& folder)
      : options_(options), folder_(folder), problem_(build_training(options, torch::kCPU)) {
    torch::manual_seed(options.common.seed);
    model_ = nn::make_model(model_options(options, problem_.views->shape()));
    trainer_ = std::make_unique<nn::Trainer>(
        model_,
        *problem_.views,
        train_options(options, total_steps(options, *problem_.views)));
    exact_ = exact_span(options);
    if (!options.resume.empty()) resume();
  }

  // Steps until all are done, the loss is not finite or an interrupt arrives.
  void train(ProgressBar& bar) {
    // LibTorch's own calls of BLAS end in OpenBLAS too, whose waiting threads would take the
    // processors from LibTorch's.
    const kernel::SerialBlas serial;
    last_line_ = start_ = Clock::now();
    while (trainer_->done() < trainer_->steps() && finite_) {
      const nn::StepRecord record = trainer_->step();
      finite_ = std::isfinite(record.loss) && std::isfinite(record.gradient_norm);
      const bool last = trainer_->done() == trainer_->steps() || !finite_;
      if (last || record.step % options_.log_every == 0) log(record);
      if (options_.checkpoint_every > 0 && record.step % options_.checkpoint_every == 0) save();
      bar.show({"training",
                trainer_->done(),
                trainer_->steps(),
                fmt::format("loss {:.4g}", record.loss)});
    }
  }

  void save() const {
    std::filesystem::create_directories(folder_ / "checkpoints");
    nn::save_training(folder_ / "checkpoints/last.safetensors",
                      trainer_->state(),
                      to_json(options_),
                      trainer_->done());
    metrics_.write(folder_ / "metrics.csv");
  }

  [[nodiscard]] TrainResults results(const std::string& command_line) {
    std::optional<Comparison> comparison;
    if (exact_) comparison = compare_model(*exact_, problem_, model_, options_);
    return {options_,
            problem_.dataset,
            model_->description(),
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

  void log(const nn::StepRecord& record) {
    MetricsRow row;
    row.record = record;
    const double elapsed = seconds_since(last_line_);
    const auto steps = static_cast<double>(trainer_->done() - logged_);
    row.images_per_s = steps * static_cast<double>(options_.batch_size) / elapsed;
    row.views_per_s = row.images_per_s * static_cast<double>(options_.views);
    if (exact_ && finite_) {
      const auto comparison = compare_model(*exact_, problem_, model_, options_);
      if (comparison) row.alignment = comparison->cluster_alignment;
    }
    metrics_.add(row);
    logged_ = trainer_->done();
    last_line_ = Clock::now();
  }

  const TrainSslOptions& options_;
  std::filesystem::path folder_;
  TrainingProblem problem_;
  nn::Model model_{nullptr};
  std::unique_ptr<nn::Trainer> trainer_;
  std::optional<ExactSpan> exact_;
  Metrics metrics_;
  bool finite_ = true;
  std::int64_t logged_ = 0;
  Clock::time_point start_, last_line_;
};

}  // namespace

int run_train_ssl(const TrainSslOptions& options,
                  const std::string& config,
                  const std::string& command_line) {
  validate(options);
  apply_common_options(options.common);
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
