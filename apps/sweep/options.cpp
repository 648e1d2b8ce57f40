#include "sweep/options.hpp"

#include "core/errors.hpp"

namespace eigenviews::apps {

namespace {

// The flag of train_ssl that an axis replaces, or none.
void remove(CLI::App& app, const std::string& flag) {
  if (CLI::Option* option = app.get_option_no_throw(flag)) app.remove_option(option);
}

const char* describe(const std::string& axis) {
  if (axis == "loss") return "Losses";
  if (axis == "beta") return "Weights of the orthogonality, as train_ssl takes them";
  if (axis == "proj-dim") return "Numbers of functions d";
  if (axis == "views") return "Views of each original in a step, m";
  if (axis == "width") return "Widths of the network";
  if (axis == "fraction") return "Parts of the originals, in (0, 1]";
  if (axis == "view-budget") return "Originals times m: m views train on BUDGET / m originals";
  return "Seeds of the trainings [0]";
}

}  // namespace

void add_sweep_options(CLI::App& app, SweepOptions& o) {
  add_train_ssl_options(app, o.training);
  remove(app, "--resume");
  for (const std::string& axis : axis_names()) {
    remove(app, "--" + axis);
    const std::string flags = axis == "seed" ? "--seeds,--seed" : "--" + axis;
    app.add_option(flags, o.axes[axis], describe(axis));
  }
  app.get_option("--out")->default_val("sweep_out");
  app.add_option("--point",
                 o.points,
                 "axis=value,axis=value: values that go together, instead of all combinations");
  app.add_option("--jobs", o.jobs, "Cells trained at a time [one for each device]")
      ->check(CLI::Range(0, 4096));
  app.add_option("--devices", o.devices, "cuda:0 cuda:1 ...: devices of the cells in turn");
  app.add_flag("--no-compare", o.no_compare, "Without compare_subspace");
  app.add_flag("--no-probe", o.no_probe, "Without probe");
  app.add_option("--compare-arguments",
                 o.compare_arguments,
                 "Further arguments of compare_subspace, in one text");
  app.add_option("--probe-arguments", o.probe_arguments, "The same for probe")
      ->capture_default_str();
  app.add_flag("--retry-failed", o.retry_failed, "Run the cells again that failed earlier");
  app.add_flag("--list", o.list, "Name every cell, and run nothing");
  app.add_option("--report",
                 o.report,
                 "Folder of a sweep: draw its page again from results.csv, and run nothing");
}

void validate(const SweepOptions& o) {
  if (!o.report.empty()) {
    if (o.list) core::reject("--report", "goes without --list", "both");
    return;
  }
  if (o.training.n && *o.training.n < 1)
    core::reject("--n", "at least one original", *o.training.n);
  if (o.jobs > 0 && static_cast<std::size_t>(o.jobs) < o.devices.size()) {
    core::reject("--jobs", "at least as many as --devices", o.jobs);
  }
}

}  // namespace eigenviews::apps
