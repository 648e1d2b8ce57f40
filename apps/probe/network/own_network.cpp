#include "probe/network/own_network.hpp"

#include "core/errors.hpp"
#include "nn/averaged_features.hpp"
#include "probe/network/image_inputs.hpp"
#include "train_ssl/own_checkpoint.hpp"

namespace eigenviews::apps {

namespace {

// Originals in the coordinates of the training's channel, and its noise.
nn::OriginalInputs gaussian_inputs(const OwnCheckpoint& own,
                                   const data::Originals& originals,
                                   bool views,
                                   std::uint64_t seed) {
  const auto& density = own.training.density;
  nn::OriginalInputs inputs;
  inputs.originals = originals.count();
  inputs.clean = [&originals, density, gaussian = own.training.gaussian](std::int64_t begin,
                                                                         std::int64_t count) {
    return gaussian->inputs(density->coordinates().project(originals.rows(begin, count)));
  };
  if (!views) return inputs;
  const auto channel = std::make_shared<const kernel::GaussianChannel>(
      density->with_originals(originals.rows(0, originals.count())));
  const auto source = std::make_shared<const nn::GaussianViews>(channel,
                                                                own.training.gaussian->shape(),
                                                                own.training.gaussian->device(),
                                                                seed);
  inputs.fresh = fresh_from(source);
  return inputs;
}

class OwnNetwork final : public FeatureNetwork {
 public:
  OwnNetwork(OwnCheckpoint own, const ProbeOptions& options)
      : own_(std::move(own)), options_(options) {}

  [[nodiscard]] CheckpointFacts facts() const override {
    return facts_of(own_, options_.layer == "backbone");
  }
  [[nodiscard]] std::string views() const override {
    if (options_.average == 1) return {};
    return own_.training.ssl ? nn::ssl_text(own_.training.ssl->options()) : own_.options.augment;
  }
  [[nodiscard]] Eigen::MatrixXd features(const data::Originals& originals,
                                         const core::ProgressListener& progress) override {
    const bool views = options_.average > 1;
    const nn::OriginalInputs inputs =
        own_.training.ssl ? image_inputs(originals,
                                         own_.training.ssl->options(),
                                         views,
                                         own_.training.ssl->device(),
                                         options_.common.seed)
                          : gaussian_inputs(own_, originals, views, options_.common.seed);
    return nn::averaged_features(own_.model,
                                 inputs,
                                 options_.average,
                                 options_.layer == "backbone",
                                 inputs_at_a_time(own_.training.views->shape()),
                                 progress);
  }

 private:
  OwnCheckpoint own_;
  const ProbeOptions& options_;
};

std::string text_of(const std::vector<std::int64_t>& shape) {
  return fmt::format("{}", fmt::join(shape, " x "));
}

// Views of ssl are resized; a Gaussian channel keeps the size.
void require_fitting(const OwnCheckpoint& own,
                     const data::Originals& originals,
                     const std::string& path) {
  if (own.training.finite) {
    core::reject(path, "a network trained on a data set", own.training.dataset);
  }
  const std::vector<std::int64_t> wanted = own.training.views->shape();
  std::vector<std::int64_t> given = {originals.dimension()};
  if (const auto& image = originals.image) given = {image->channels, image->height, image->width};
  const bool fits = own.training.ssl ? given.size() == 3 && given[0] == wanted[0] : given == wanted;
  if (fits) return;
  core::reject("--dataset",
               fmt::format("the network of {} takes {}", path, text_of(wanted)),
               fmt::format("{} with {}", originals.name, text_of(given)),
               "name a data set of its kind");
}

}  // namespace

std::unique_ptr<FeatureNetwork> open_own_network(const ProbeOptions& options,
                                                 const data::Originals& train,
                                                 torch::Device device) {
  if (!options.augment.empty()) {
    core::reject("--augment",
                 "is for checkpoints of other programs; this one has its own",
                 options.augment,
                 "leave it out");
  }
  OwnCheckpoint own = open_own(options.checkpoint(), device);
  require_fitting(own, train, options.ckpt);
  return std::make_unique<OwnNetwork>(std::move(own), options);
}

}  // namespace eigenviews::apps
