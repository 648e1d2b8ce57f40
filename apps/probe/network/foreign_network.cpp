#include "probe/network/foreign_network.hpp"

#include "core/errors.hpp"
#include "nn/averaged_features.hpp"
#include "nn/image_options.hpp"
#include "probe/network/image_inputs.hpp"
#include "train_ssl/foreign_checkpoint.hpp"

namespace eigenviews::apps {

namespace {

// Crops and colours of --augment in [0, 1]; the network's own normalisation comes after.
nn::SslOptions unnormalised(const ProbeOptions& options, const data::Originals& train) {
  if (options.average > 1 && options.augment.empty()) {
    core::reject("--average",
                 "a checkpoint of another program does not say its augmentation",
                 options.average,
                 "say it with --augment ssl:key=value,...");
  }
  const std::string text = options.augment.empty() ? "ssl" : options.augment;
  if (!nn::is_ssl(text)) core::reject("--augment", "must be ssl[:key=value,...]", text);
  nn::SslOptions ssl = nn::parse_ssl(text, train);
  const auto channels = static_cast<std::size_t>(train.image->channels);
  ssl.mean.assign(channels, 0);
  ssl.std.assign(channels, 1);
  return ssl;
}

class ForeignFeatures final : public FeatureNetwork {
 public:
  ForeignFeatures(ForeignNetwork network,
                  nn::SslOptions ssl,
                  const ProbeOptions& options,
                  torch::Device device)
      : network_(std::move(network)), ssl_(std::move(ssl)), options_(options), device_(device) {
    network_.model->to(device);
  }

  [[nodiscard]] CheckpointFacts facts() const override { return network_.facts; }
  [[nodiscard]] std::string views() const override {
    return options_.average == 1 ? std::string() : nn::ssl_text(ssl_);
  }
  [[nodiscard]] Eigen::MatrixXd features(const data::Originals& originals,
                                         const core::ProgressListener& progress) override {
    const bool views = options_.average > 1;
    const auto plain = image_inputs(originals, ssl_, views, device_, options_.common.seed);
    const Normalisation normalise = options_.checkpoint().normalise.value_or(Normalisation{});
    const std::int64_t channels = network_.model->options().input[0];
    nn::OriginalInputs inputs;
    inputs.originals = plain.originals;
    inputs.clean = [&](std::int64_t begin, std::int64_t count) {
      return prepared(plain.clean(begin, count), channels, normalise);
    };
    inputs.fresh = [&](std::int64_t begin, std::int64_t count, std::int64_t each) {
      return prepared(plain.fresh(begin, count, each), channels, normalise);
    };
    return nn::averaged_features(network_.model,
                                 inputs,
                                 options_.average,
                                 options_.layer == "backbone",
                                 inputs_at_a_time({channels, ssl_.size, ssl_.size}),
                                 progress);
  }

 private:
  ForeignNetwork network_;
  nn::SslOptions ssl_;
  const ProbeOptions& options_;
  torch::Device device_;
};

std::string describe_inputs(const Normalisation& normalise, bool repeated, std::int64_t channels) {
  std::string text = normalise.mean.empty() ? "images in [0, 1], not normalised"
                                            : "images in [0, 1], normalised: " + normalise.name;
  if (repeated) text += fmt::format("; grey, repeated over {} channels", channels);
  return text;
}

// Only grey is repeated, and a normalisation is for all channels or for each.
void require_channels(const ProbeOptions& options,
                      const data::Originals& train,
                      const Normalisation& normalise,
                      std::int64_t channels) {
  if (train.image->channels != channels && train.image->channels != 1) {
    core::reject(
        "--dataset",
        fmt::format("the network of {} takes images of {} channels", options.ckpt, channels),
        fmt::format("{} with {}", train.name, train.image->channels));
  }
  const auto given = static_cast<std::int64_t>(normalise.mean.size());
  if (given <= 1 || given == channels) return;
  core::reject("--normalise",
               fmt::format("the network takes {} channels", channels),
               fmt::format("{} with {}", normalise.name, given),
               "give MEAN,STD");
}

}  // namespace

std::unique_ptr<FeatureNetwork> open_foreign_network(const ProbeOptions& options,
                                                     const data::Originals& train,
                                                     torch::Device device) {
  nn::SslOptions ssl = unnormalised(options, train);
  const CheckpointRequest request = options.checkpoint();
  ForeignNetwork network =
      open_foreign(request, {train.image->channels, ssl.size, ssl.size}, train.name);
  const Normalisation normalise = request.normalise.value_or(Normalisation{});
  const std::int64_t channels = network.model->options().input[0];
  require_channels(options, train, normalise, channels);
  network.facts.inputs = describe_inputs(normalise, train.image->channels != channels, channels);
  return std::make_unique<ForeignFeatures>(std::move(network), std::move(ssl), options, device);
}

}  // namespace eigenviews::apps
