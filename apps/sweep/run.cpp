#include "sweep/run.hpp"

#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "common/progress_bar.hpp"
#include "common/run_tool.hpp"
#include "core/errors.hpp"
#include "core/spec.hpp"
#include "core/threads.hpp"
#include "data/load.hpp"
#include "nn/losses/loss.hpp"
#include "report/json_text.hpp"
#include "report/output_folder.hpp"
#include "sweep/results.hpp"
#include "sweep/run_cell.hpp"
#include "sweep/table.hpp"

namespace eigenviews::apps {

namespace {

namespace fs = std::filesystem;

bool is_toy(const std::string& dataset) {
  return dataset == "toy" || dataset.rfind("toy:", 0) == 0;
}

// How many originals there are to take a part of; 0 for a toy.
std::int64_t total_originals(const SweepOptions& options) {
  const TrainSslOptions& training = options.training;
  if (is_toy(training.dataset)) return 0;
  if (training.n) return *training.n;
  return data::load_originals(training.dataset, {.data_dir = training.data_dir}).count();
}

// Refuses a cell that train_ssl would, before the first one runs.
void check(const Cell& cell) {
  validate(cell.training);
  const nn::LossOptions loss = loss_options(cell.training);
  static_cast<void>(nn::make_loss(loss));
  nn::require_batch(loss, cell.training.batch_size, cell.training.views, cell.training.proj_dim);
}

std::vector<Cell> checked_cells(const SweepOptions& options) {
  std::vector<Cell> cells =
      cells_of(options.training, options.axes, options.points, total_originals(options));
  for (const Cell& cell : cells) check(cell);
  return cells;
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> all;
  for (const std::string& word : core::split(text, ' ')) {
    if (!word.empty()) all.push_back(word);
  }
  return all;
}

// The cells of a sweep, run on several threads of which each waits for its processes.
class Cells {
 public:
  Cells(const SweepOptions& options, std::vector<Cell> cells, const fs::path& program)
      : options_(options),
        cells_(std::move(cells)),
        folder_(fs::path(options.training.common.out)) {
    devices_ = options.devices;
    if (devices_.empty()) devices_ = {options.training.common.device};
    jobs_ = options.jobs > 0 ? static_cast<std::size_t>(options.jobs) : devices_.size();
    tools_.folder = program.parent_path();
    tools_.threads = std::max(1, core::thread_count() / static_cast<int>(jobs_));
    tools_.compare = !options.no_compare;
    tools_.probe = !options.no_probe && !is_toy(options.training.dataset);
    tools_.compare_arguments = words(options.compare_arguments);
    tools_.probe_arguments = words(options.probe_arguments);
    rows_.resize(cells_.size());
    for (std::size_t i = 0; i < cells_.size(); ++i) take_finished(i);
  }

  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

  // Rows of all cells. A row is told as its cell ends.
  std::vector<Row> run(ProgressBar& bar, const std::function<void(const Row&)>& tell) {
    std::vector<std::thread> threads;
    for (std::size_t place = 0; place < std::min(jobs_, waiting_.size()); ++place) {
      threads.emplace_back([this, place] { work(devices_[place % devices_.size()]); });
    }
    const std::exception_ptr interrupt = watch(bar, tell);
    for (std::thread& thread : threads) thread.join();
    tell_ended(bar, tell);
    if (interrupt) std::rethrow_exception(interrupt);
    if (error_) std::rethrow_exception(error_);
    return rows_;
  }

 private:
  [[nodiscard]] fs::path folder_of(std::size_t i) const { return folder_ / "cells" / cells_[i].id; }

  void take_finished(std::size_t i) {
    const std::optional<Row> row = finished_row(cells_[i], folder_of(i));
    if (row && (row->status == "done" || !options_.retry_failed)) {
      rows_[i] = *row;
    } else {
      waiting_.push_back(i);
    }
  }

  // Takes cells until none is left, on one device.
  void work(const std::string& device) {
    for (std::size_t next = next_++; next < waiting_.size() && !stop_; next = next_++) {
      const std::size_t i = waiting_[next];
      try {
        Row row = run_cell(cells_[i], folder_of(i), tools_, device, [this] {
          if (stop_) throw core::Interrupted();
        });
        const std::lock_guard<std::mutex> lock(mutex_);
        rows_[i] = std::move(row);
        ended_.push_back(i);
      } catch (const core::Interrupted&) {
        break;
      } catch (...) {  // the disk is full, or another sweep is at work here: no cell can go on
        const std::lock_guard<std::mutex> lock(mutex_);
        error_ = std::current_exception();
        stop_ = true;
      }
    }
    ++finished_threads_;
  }

  // Tells what has ended until all threads are done; the interrupt that ended them, or nothing.
  std::exception_ptr watch(ProgressBar& bar, const std::function<void(const Row&)>& tell) {
    const std::size_t threads = std::min(jobs_, waiting_.size());
    while (finished_threads_ < threads) {
      try {
        tell_ended(bar, tell);
        bar.show({"cells",
                  static_cast<std::int64_t>(told_),
                  static_cast<std::int64_t>(waiting_.size()),
                  ""});
      } catch (const core::Interrupted&) {
        stop_ = true;
        return std::current_exception();
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return nullptr;
  }

  void tell_ended(ProgressBar& bar, const std::function<void(const Row&)>& tell) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (; told_ < ended_.size(); ++told_) {
      bar.clear();
      tell(rows_[ended_[told_]]);
    }
  }

  const SweepOptions& options_;
  std::vector<Cell> cells_;
  fs::path folder_;
  CellTools tools_;
  std::vector<std::string> devices_;
  std::size_t jobs_ = 1;
  std::vector<std::size_t> waiting_;
  std::atomic<std::size_t> next_{0}, finished_threads_{0};
  std::atomic<bool> stop_{false};
  std::mutex mutex_;  // of the three below
  std::vector<Row> rows_;
  std::vector<std::size_t> ended_;
  std::exception_ptr error_;
  std::size_t told_ = 0;
};

void write_results(report::OutputFolder& folder,
                   const std::vector<Row>& rows,
                   const std::string& command_line) {
  const std::vector<SweepFigure> figures = sweep_figures(rows);
  for (const SweepFigure& figure : figures) folder.write(figure.name + ".svg", figure.svg);
  folder.write("report.html", sweep_page(rows, figures, command_line));
  folder.write("summary.json", report::json_text(sweep_summary(rows)));
}

int finish(const std::vector<Row>& rows, const CommonOptions& common, const fs::path& folder) {
  const auto summary = sweep_summary(rows);
  if (common.json) {
    fmt::print("{}", report::json_text(summary));
  } else if (!common.quiet) {
    fmt::print("{} of {} cells done\nresults in {}\n",
               summary["status"]["done"].get<std::size_t>(),
               rows.size(),
               folder.string());
  }
  return summary["status"]["done"] == rows.size() ? exit_done : exit_check_failed;
}

int redraw(const SweepOptions& options, const std::string& command_line) {
  const std::vector<Row> rows = read_csv(fs::path(options.report) / "results.csv");
  report::OutputFolder folder(options.report);
  write_results(folder, rows, command_line);
  folder.commit();
  return finish(rows, options.training.common, folder.path());
}

}  // namespace

int run_sweep(const SweepOptions& options,
              const std::string& program,
              const std::string& config,
              const std::string& command_line) {
  validate(options);
  apply_common_options(options.training.common, Devices::processor_and_gpu);
  if (!options.report.empty()) return redraw(options, command_line);
  std::vector<Cell> cells = checked_cells(options);
  if (options.list) {
    for (const Cell& cell : cells) fmt::print("{}\n", cell.id);
    return exit_done;
  }
  const CommonOptions& common = options.training.common;
  report::OutputFolder folder(common.out);
  install_interrupt_handler();
  const bool talk = !common.quiet && !common.json;
  ProgressBar bar(talk && !common.no_progress);
  const std::size_t all = cells.size();
  Cells running(options, std::move(cells), program);
  if (talk && running.waiting() < all) {
    fmt::print("{} of {} cells were done before\n", all - running.waiting(), all);
  }
  std::vector<Row> rows;
  try {
    rows = running.run(bar, [&](const Row& row) {
      if (talk) fmt::print("{}\n", line_of(row));
      std::fflush(stdout);
    });
  } catch (const core::Interrupted&) {
    bar.clear();
    fmt::print(stderr, "sweep: interrupted; the same command goes on with the cells not done\n");
    return exit_interrupted;
  }
  bar.clear();
  folder.write("results.csv", csv_text(rows));
  folder.write("config.toml", config);
  write_results(folder, rows, command_line);
  folder.commit();
  return finish(rows, common, folder.path());
}

}  // namespace eigenviews::apps
