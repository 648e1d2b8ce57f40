#include "nn/schedule.hpp"

#include <cmath>
#include <numbers>

#include "core/errors.hpp"

namespace eigenviews::nn {

namespace {

void validate(const ScheduleOptions& options) {
  if (!(options.lr > 0 && std::isfinite(options.lr))) {
    core::reject("--lr", "the learning rate must be > 0", options.lr);
  }
  if (options.steps < 1) core::reject("--steps", "at least one step", options.steps);
  if (options.warmup < 0 || options.warmup >= options.steps) {
    core::reject("--warmup",
                 fmt::format("must be in [0, {}), below --steps", options.steps),
                 options.warmup);
  }
}

// From `from` to `to` as p goes from 0 to 1.
double cosine(double from, double to, double p) {
  return to + (from - to) * (1 + std::cos(std::numbers::pi * p)) / 2;
}

double one_cycle(const ScheduleOptions& options, double step) {
  constexpr double rising = 0.3, start_share = 1.0 / 25, end_share = start_share / 1e4;
  const double last = static_cast<double>(options.steps - 1);
  const double peak = rising * static_cast<double>(options.steps) - 1;
  const double start = options.lr * start_share, end = options.lr * end_share;
  if (step <= peak) return cosine(start, options.lr, peak > 0 ? step / peak : 1);
  return cosine(options.lr, end, last > peak ? (step - peak) / (last - peak) : 1);
}

}  // namespace

const std::vector<std::string>& schedule_names() {
  static const std::vector<std::string> names = {"constant", "cosine", "one-cycle"};
  return names;
}

double learning_rate(const ScheduleOptions& options, std::int64_t step) {
  validate(options);
  const auto t = static_cast<double>(step);
  if (options.name == "one-cycle") return one_cycle(options, t);
  const auto warmup = static_cast<double>(options.warmup);
  if (t < warmup) return options.lr * (t + 1) / warmup;
  if (options.name == "constant") return options.lr;
  if (options.name == "cosine") {
    const double rest = static_cast<double>(options.steps) - warmup;
    return cosine(options.lr, 0, (t - warmup) / rest);
  }
  core::reject_unknown("--schedule", "schedule", options.name, schedule_names());
}

}  // namespace eigenviews::nn
