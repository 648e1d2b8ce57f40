#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace eigenviews::nn {

/// A training as it is saved: tensors of Trainer::state, the tool's options, the steps done.
struct SavedTraining {
  std::map<std::string, torch::Tensor> tensors;  ///< on the CPU.
  nlohmann::json config;                         ///< an object.
  std::int64_t step = 0;
};

/// Writes a .safetensors file whose header holds "format": "eigenviews.train_ssl", "config" (JSON)
/// and "step". The file appears whole or not at all; Python's safetensors opens it.
/// @throws core::FileError  it cannot be written.
void save_training(const std::filesystem::path& path,
                   const std::vector<std::pair<std::string, torch::Tensor>>& tensors,
                   const nlohmann::json& config,
                   std::int64_t step);

/// Writes the network's tensors alone, without the optimiser's, to a file that Python's
/// torch.load(path, weights_only=True) opens as {name: tensor} (checkpoint/torch_writer.hpp).
/// @throws core::FileError  it cannot be written. core::InputError  4 GiB or more.
void export_model(const std::filesystem::path& path,
                  const std::vector<std::pair<std::string, torch::Tensor>>& tensors);

/// Whether the file is one of save_training, by its header. Errors as checkpoint::read_checkpoint.
[[nodiscard]] bool is_training(const std::filesystem::path& path);

/// Reads a file of save_training. @throws core::InputError  another kind of file, damaged or
/// hostile; core::FileError  it cannot be read.
[[nodiscard]] SavedTraining load_training(const std::filesystem::path& path);

}  // namespace eigenviews::nn
