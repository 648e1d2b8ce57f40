#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/common_options.hpp"
#include "nn/model.hpp"
#include "nn/trainer.hpp"

namespace eigenviews::apps {

struct TrainSslOptions {
  CommonOptions common;
  std::string dataset = "toy";
  std::string data_dir;
  std::string augment;
  std::optional<std::int64_t> n;
  std::string arch = "resnet-tiny";
  std::optional<double> width;
  std::optional<std::string> stem;
  std::vector<std::int64_t> mlp_sizes;
  std::int64_t proj_dim = 8;
  std::int64_t proj_hidden = 0;
  std::string loss = "reformulated";
  std::optional<double> beta;
  std::string orthogonality = "plug-in";
  bool uncentred = false;
  std::string parity = "none";
  std::int64_t views = 2;
  std::int64_t batch_size = 128;
  std::optional<std::int64_t> steps;
  std::optional<std::int64_t> epochs;
  std::string optimizer = "adam";
  double lr = 1e-3;
  double weight_decay = 0;
  double momentum = 0.9;
  std::string schedule = "cosine";
  std::int64_t warmup = 0;
  double clip = 0;
  std::string amp = "off";
  std::string memory_format = "auto";
  bool deterministic = false;
  bool no_cuda_graph = false;
  std::int64_t checkpoint_every = 0;
  std::int64_t log_every = 10;
  std::string resume;
  std::string export_format = "none";
};

/// Adds every option of train_ssl to `app`; `options` must outlive it.
void add_train_ssl_options(CLI::App& app, TrainSslOptions& options);

/// Refuses what no data set allows. @throws core::InputError.
void validate(const TrainSslOptions& options);

/// What decides the run, keys as the options: written into the checkpoint.
[[nodiscard]] nlohmann::json to_json(const TrainSslOptions& options);

/// The options of such an object, for a reader of the checkpoint `where`.
/// @throws core::InputError  an unknown key or a value of another type.
[[nodiscard]] TrainSslOptions from_json(const nlohmann::json& config, const std::string& where);

/// @param device  decides what --memory-format auto is.
[[nodiscard]] nn::ModelOptions model_options(const TrainSslOptions& options,
                                             const std::vector<std::int64_t>& input,
                                             const torch::Device& device = torch::kCPU);

/// Of all losses but `literal`.
[[nodiscard]] nn::LossOptions loss_options(const TrainSslOptions& options);

/// @param steps  of the whole training, from --steps or --epochs.
[[nodiscard]] nn::TrainOptions train_options(const TrainSslOptions& options, std::int64_t steps);

/// What --parity asks of the network and of the data; the losses have nn::LossParity.
struct ModelParity {
  bool stem_without_relu = false;  ///< no ReLU after the first batch normalisation of a ResNet.
  bool std_is_mean = false;        ///< `ssl` views are divided by their mean colour.
};
[[nodiscard]] ModelParity model_parity(const TrainSslOptions& options);

}  // namespace eigenviews::apps
