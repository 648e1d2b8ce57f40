#include "nn/memory_use.hpp"

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>

namespace eigenviews::nn {

namespace {

// Bytes alive that this thread's tensors were given while it is installed.
class AliveBytes final : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void* /*pointer*/,
                         std::int64_t change,
                         std::size_t /*allocated*/,
                         std::size_t /*reserved*/,
                         torch::Device /*device*/) override {
    alive_ += change;
  }
  [[nodiscard]] bool memoryProfilingEnabled() const override { return true; }
  [[nodiscard]] std::int64_t alive() const { return alive_; }

 private:
  std::int64_t alive_ = 0;
};

}  // namespace

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
    const auto counter = std::make_shared<AliveBytes>();
    const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, counter);
    const ModelOutput kept = model->forward(torch::zeros(sizes));
    alive = static_cast<double>(counter->alive());
  }
  model->train(training);
  const double parameters = 4.0 * static_cast<double>(model->parameter_count());
  return gradients_on_their_way * alive / probe * static_cast<double>(inputs) +
         copies_of_parameters * parameters;
}

}  // namespace eigenviews::nn
