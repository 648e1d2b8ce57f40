#include "probe/network/network_parts.hpp"

#include "core/threads.hpp"
#include "kernel/blas_threads.hpp"
#include "nn/checkpoint_file.hpp"
#include "nn/device.hpp"
#include "nn/linear_probe.hpp"
#include "probe/network/foreign_network.hpp"
#include "probe/network/own_network.hpp"
#include "train_ssl/options.hpp"

namespace eigenviews::apps {

namespace {

std::optional<TrainedOn> trained_on(const std::string& path) {
  if (!nn::is_training(path)) return std::nullopt;
  const TrainSslOptions options = from_json(nn::load_training(path).config, path);
  return TrainedOn{options.dataset, options.data_dir};
}

torch::Device prepared_device(const ProbeOptions& options) {
  const torch::Device device = nn::parse_device(options.common.device);
  nn::prepare_device(device, /*deterministic=*/false);
  torch::set_num_threads(core::thread_count());
  return device;
}

std::unique_ptr<FeatureNetwork> open(const ProbeOptions& options, const data::Originals& train) {
  const torch::Device device = prepared_device(options);
  return nn::is_training(options.ckpt) ? open_own_network(options, train, device)
                                       : open_foreign_network(options, train, device);
}

LinearRun linear(const FeatureSet& set,
                 const ProbeOptions& o,
                 std::uint64_t seed,
                 const core::ProgressListener& progress) {
  const kernel::SerialBlas serial;  // its waiting threads would take the processors from LibTorch's
  const nn::LinearProbe probe =
      nn::train_linear_probe(set.train,
                             set.train_labels,
                             static_cast<std::int64_t>(set.classes.size()),
                             {.seed = seed,
                              .epochs = o.epochs,
                              .batch = o.batch_size,
                              .lr = o.lr,
                              .weight_decay = o.weight_decay,
                              .label_smoothing = o.label_smoothing},
                             prepared_device(o),
                             progress);
  return {(set.test * probe.weights).rowwise() + probe.intercept, probe.loss, probe.finite};
}

}  // namespace

NetworkParts network_parts() { return {trained_on, open, linear}; }

}  // namespace eigenviews::apps
