#include "validation/networks/view_costs.hpp"

#include <chrono>

#include "nn/allocation_count.hpp"
#include "nn/memory_use.hpp"
#include "nn/views.hpp"
#include "validation/compare.hpp"

namespace eigenviews::validation {

namespace {

struct StepCost {
  double milliseconds = 0;  // the least of several steps
  double megabytes = 0;
  double predicted_megabytes = 0;
};

StepCost step_cost(const NetworkRun& run) {
  constexpr double mega = 1e6;
  const nn::AllocationCount bytes;
  const kernel::Toy toy = kernel::make_toy(run.toy);
  const nn::FiniteViews views(toy.channel, nn::toy_inputs(toy), run.seed);
  nn::ModelOptions options = run.model;
  options.input = views.shape();
  nn::Model model = nn::make_model(options);
  nn::Trainer trainer(model, views, nn::make_loss(run.loss), run.train);
  StepCost cost{.predicted_megabytes =
                    nn::predicted_step_bytes(model, run.train.batch * run.train.views) / mega};
  trainer.step();  // makes the optimiser's moments
  for (int step = 0; step < 10; ++step) {
    const auto start = std::chrono::steady_clock::now();
    trainer.step();
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - start;
    if (step == 0 || taken.count() < cost.milliseconds) cost.milliseconds = taken.count();
  }
  cost.megabytes = static_cast<double>(bytes.peak()) / mega;
  return cost;
}

}  // namespace

void add_view_costs(Outcome& outcome, NetworkRun run) {
  torch::set_num_threads(1);
  Curve time{.label = "Time of a step; predicted: that of two views, times m/2",
             .x_label = "views m",
             .y_label = "milliseconds"};
  Curve memory{.label = "Memory of a step; predicted: predicted_step_bytes",
               .x_label = "views m",
               .y_label = "MB"};
  std::vector<StepCost> costs;
  for (const std::int64_t m : {2, 4, 8}) {
    run.train.views = m;
    costs.push_back(step_cost(run));
    const auto views = static_cast<double>(m);
    add_point(time, views, costs[0].milliseconds * views / 2, costs.back().milliseconds);
    add_point(memory, views, costs.back().predicted_megabytes, costs.back().megabytes);
  }
  // From two views to eight.
  const double inputs = 6 * static_cast<double>(run.train.batch);
  const double predicted =
      1e3 * (costs[2].predicted_megabytes - costs[0].predicted_megabytes) / inputs;
  outcome.near("kilobytes that a view costs in a step",
               1e3 * (costs[2].megabytes - costs[0].megabytes) / inputs,
               predicted,
               0.25 * predicted);
  outcome.curves.insert(outcome.curves.end(), {time, memory});
}

}  // namespace eigenviews::validation
