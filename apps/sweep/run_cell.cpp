#include "sweep/run_cell.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

#include "common/jobs.hpp"
#include "common/run_tool.hpp"
#include "core/errors.hpp"
#include "report/json_text.hpp"
#include "report/output_folder.hpp"
#include "sweep/table.hpp"

namespace eigenviews::apps {

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* cell_file = "cell.json";

// A tool that could not do its work.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

ordered_json read_json(const fs::path& file) {
  std::ifstream in(file);
  return ordered_json::parse(in);
}

std::string last_line(const fs::path& log) {
  std::ifstream in(log);
  std::string last;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) last = line;
  }
  return last;
}

// A tool of a sweep that was killed may still be saving what it has; it holds its folder until
// then.
void wait_until_free(const fs::path& folder, const std::function<void()>& tick) {
  const int opened = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return;  // there is no such folder yet
  constexpr int patience = 600;
  for (int i = 0; i < patience && flock(opened, LOCK_EX | LOCK_NB) != 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    tick();
  }
  close(opened);
}

double number(const ordered_json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number() ? found->get<double>() : NAN;
}

std::vector<double> numbers(const ordered_json& json, const char* key) {
  std::vector<double> values;
  const auto found = json.find(key);
  if (found == json.end() || !found->is_array()) return values;
  for (const auto& value : *found) values.push_back(value.is_number() ? value.get<double>() : NAN);
  return values;
}

// The share of right answers of a read-out of probe.json.
double top1(const ordered_json& probe, const std::string& readout) {
  for (const auto& entry : probe.at("readouts")) {
    if (entry.at("name") == readout) return number(entry, "top1");
  }
  return NAN;
}

// One cell on its way.
class Run {
 public:
  Run(const Cell& cell,
      fs::path folder,
      const CellTools& tools,
      std::string device,
      const std::function<void()>& tick)
      : cell_(cell),
        folder_(std::move(folder)),
        tools_(tools),
        device_(std::move(device)),
        tick_(tick) {
    row_.id = cell.id;
    row_.dataset = cell.training.dataset;
    row_.loss = cell.training.loss;
    if (cell.training.beta) row_.beta = *cell.training.beta;
    row_.proj_dim = static_cast<double>(cell.training.proj_dim);
    row_.views = static_cast<double>(cell.training.views);
    if (cell.training.width) row_.width = *cell.training.width;
    if (cell.training.n) row_.originals = static_cast<double>(*cell.training.n);
    row_.fraction = cell.fraction;
    row_.seed = static_cast<double>(cell.training.common.seed);
  }

  Row run() {
    attempt("failed", [&] { train(); });
    if (row_.status != "done") return row_;
    attempt("not measured", [&] {
      measure(folder_ / "training/checkpoints/last.safetensors", "");
      curve();
    });
    return row_;
  }

 private:
  // Runs a part; where a tool cannot do it, that is the row's status.
  template <class Part>
  void attempt(const char* status, Part&& part) {
    try {
      part();
    } catch (const Failure& failure) {
      row_.status = status;
      row_.error = failure.what();
    } catch (const ordered_json::exception& error) {
      row_.status = status;
      row_.error = error.what();
    }
  }

  // The summary of a tool in a sub-folder, which is run where there is none yet.
  ordered_json summary_of(const std::string& tool,
                          std::vector<std::string> arguments,
                          const std::string& sub_folder,
                          const char* file) {
    const fs::path out = folder_ / sub_folder;
    if (!fs::exists(out / file)) {
      wait_until_free(out, tick_);
      arguments.insert(arguments.begin(), (tools_.folder / tool).string());
      for (const std::string& word : {std::string("--out"),
                                      out.string(),
                                      std::string("--threads"),
                                      std::to_string(tools_.threads),
                                      std::string("--device"),
                                      device_,
                                      std::string("--no-progress"),
                                      std::string("--quiet")}) {
        arguments.push_back(word);
      }
      const fs::path log = folder_ / "log.txt";
      const JobOutput ended = run_job(arguments, tick_, log);
      if (ended.code == exit_interrupted) throw core::Interrupted();
      if (ended.code != exit_done && ended.code != exit_check_failed) {
        throw Failure(fmt::format("{} ended with {}: {}", tool, ended.code, last_line(log)));
      }
      if (!fs::exists(out / file)) throw Failure(tool + " left no " + file);
    }
    return read_json(out / file);
  }

  void train() {
    std::vector<std::string> arguments = train_arguments(cell_.training);
    const fs::path last = folder_ / "training/checkpoints/last.safetensors";
    if (fs::exists(last)) arguments.insert(arguments.end(), {"--resume", last.string()});
    const ordered_json summary = summary_of("train_ssl", arguments, "training", "summary.json");
    row_.status = summary.at("finite") == true ? "done" : "not finite";
    row_.steps = number(summary, "steps_done");
    row_.train_seconds = number(summary.at("timing"), "train_s");
    row_.final_loss = number(summary, "loss");
    row_.effective_rank = number(summary, "effective_rank");
  }

  // Compares and probes a checkpoint; `suffix` tells the folders of different ones apart.
  void measure(const fs::path& checkpoint, const std::string& suffix) {
    if (tools_.compare) read_comparison(compare(checkpoint, suffix));
    if (!tools_.probe) return;
    const ordered_json probed = probe(checkpoint, suffix);
    row_.linear_top1 = top1(probed, "ridge");
    row_.knn_top1 = top1(probed, "knn");
  }

  ordered_json compare(const fs::path& checkpoint, const std::string& suffix) {
    std::vector<std::string> arguments = {"--ckpt", checkpoint.string()};
    arguments.insert(arguments.end(),
                     tools_.compare_arguments.begin(),
                     tools_.compare_arguments.end());
    return summary_of("compare_subspace", arguments, "comparison" + suffix, "comparison.json");
  }

  ordered_json probe(const fs::path& checkpoint, const std::string& suffix) {
    std::vector<std::string> arguments = {"--ckpt",
                                          checkpoint.string(),
                                          "--dataset",
                                          cell_.training.dataset};
    if (!cell_.training.data_dir.empty()) {
      arguments.insert(arguments.end(), {"--data-dir", cell_.training.data_dir});
    }
    arguments.insert(arguments.end(), tools_.probe_arguments.begin(), tools_.probe_arguments.end());
    return summary_of("probe", arguments, "probe" + suffix, "probe.json");
  }

  void read_comparison(const ordered_json& comparison) {
    row_.alignment = number(comparison, "cluster_alignment");
    row_.mean_cos2 = number(comparison, "mean_cos2");
    row_.eigenvalues = numbers(comparison, "eigenvalues");
    row_.feature_scales = numbers(comparison, "feature_scales");
    if (row_.feature_scales.empty()) return;
    // Barlow Twins standardises the features: their own size means nothing.
    const bool free_size = row_.loss == "barlow-twins";
    const double unit =
        free_size ? *std::max_element(row_.feature_scales.begin(), row_.feature_scales.end()) : 1;
    row_.active_modes = static_cast<double>(
        std::count_if(row_.feature_scales.begin(), row_.feature_scales.end(), [&](double scale) {
          return scale > unit / 10;
        }));
  }

  // The kept checkpoints of a training, in the order of their steps.
  [[nodiscard]] std::vector<fs::path> kept() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder_ / "training/checkpoints")) {
      if (entry.path().filename().string().rfind("step-", 0) == 0) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  void curve() {
    if (cell_.training.checkpoint_every == 0) return;
    for (const fs::path& checkpoint : kept()) {
      const std::string step = checkpoint.stem().string().substr(5);
      const double done = std::stod(step);
      row_.curve_steps.push_back(done);
      row_.curve_seconds.push_back(row_.train_seconds * done / row_.steps);
      row_.curve_alignment.push_back(
          tools_.compare ? number(compare(checkpoint, "-" + step), "cluster_alignment") : NAN);
      row_.curve_top1.push_back(tools_.probe ? top1(probe(checkpoint, "-" + step), "ridge") : NAN);
    }
  }

  const Cell& cell_;
  fs::path folder_;
  const CellTools& tools_;
  std::string device_;
  const std::function<void()>& tick_;
  Row row_;
};

}  // namespace

Row run_cell(const Cell& cell,
             const fs::path& folder,
             const CellTools& tools,
             const std::string& device,
             const std::function<void()>& tick) {
  report::OutputFolder out(folder, cell_file);
  Row row = Run(cell, folder, tools, device, tick).run();
  out.write(cell_file, report::json_text(to_json(row)));
  out.commit();
  return row;
}

std::optional<Row> finished_row(const Cell& cell, const fs::path& folder) {
  const fs::path file = folder / cell_file;
  if (!fs::exists(file)) return std::nullopt;
  try {
    Row row = row_from_json(read_json(file));
    if (row.id == cell.id) return row;
    core::reject(file.string(), fmt::format("must be of the cell {}", cell.id), row.id);
  } catch (const ordered_json::exception&) {
    core::reject(file.string(), "must hold the results of a cell", "something else");
  }
}

}  // namespace eigenviews::apps
