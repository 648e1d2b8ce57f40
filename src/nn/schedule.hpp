#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace eigenviews::nn {

/// How the learning rate runs over the steps of a training.
struct ScheduleOptions {
  std::string name = "constant";  ///< one of schedule_names().
  double lr = 1e-3;               ///< the largest rate, > 0.
  std::int64_t steps = 1;         ///< of the whole training, >= 1.
  std::int64_t warmup = 0;        ///< steps of linear growth at the start; not for one-cycle.
};

/// "constant", "cosine", "one-cycle".
[[nodiscard]] const std::vector<std::string>& schedule_names();

/// The rate of step t = 0, ..., steps - 1.
///
/// warm-up: lr (t + 1) / warmup. constant: lr. cosine: lr (1 + cos(pi p)) / 2 with p from 0 to 1
/// over the steps after the warm-up. one-cycle (L. Smith, N. Topin, 2019, with PyTorch's numbers):
/// cosines from lr / 25 up to lr at step .3 steps - 1, then down to lr / 250000 at the last.
/// @throws core::InputError  unknown name, lr not > 0, steps < 1, warmup not in [0, steps).
[[nodiscard]] double learning_rate(const ScheduleOptions& options, std::int64_t step);

}  // namespace eigenviews::nn
