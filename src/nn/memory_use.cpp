#include "nn/memory_use.hpp"

#include "nn/allocation_count.hpp"

namespace eigenviews::nn {

double predicted_step_bytes(Model& model, std::int64_t inputs) {
  constexpr std::int64_t probe = 2;
  constexpr double gradients_on_their_way = 1.25;
  constexpr double copies_of_parameters = 4;
  std::vector<std::int64_t> sizes = {probe};
  const auto& input = model->options().input;
  sizes.insert(sizes.end(), input.begin(), input.end());
  const bool training = model->is_training();
  model->eval();  // keeps the running statistics as they are
  double alive = 0;
  {
    const AllocationCount bytes;
    const ModelOutput kept = model->forward(torch::zeros(sizes));
    alive = static_cast<double>(bytes.alive());
  }
  model->train(training);
  const double parameters = 4.0 * static_cast<double>(model->parameter_count());
  return gradients_on_their_way * alive / probe * static_cast<double>(inputs) +
         copies_of_parameters * parameters;
}

}  // namespace eigenviews::nn
