#include "nn/checkpoint_file.hpp"

#include "checkpoint/safetensors.hpp"
#include "checkpoint/torch_writer.hpp"
#include "core/errors.hpp"
#include "nn/checkpoint_tensor.hpp"

namespace eigenviews::nn {

namespace {

constexpr const char* format_name = "eigenviews.train_ssl";

std::string field(const checkpoint::Checkpoint& file,
                  const std::string& name,
                  const std::filesystem::path& path) {
  const auto found = file.metadata.find(name);
  if (found == file.metadata.end()) {
    core::reject(path.string(), fmt::format("must hold '{}' in its header", name), "none");
  }
  return found->second;
}

}  // namespace

void save_training(const std::filesystem::path& path,
                   const std::vector<std::pair<std::string, torch::Tensor>>& tensors,
                   const nlohmann::json& config,
                   std::int64_t step) {
  std::vector<checkpoint::Tensor> bytes;
  for (const auto& [name, tensor] : tensors) bytes.push_back(to_file_tensor(name, tensor));
  checkpoint::write_safetensors(
      path,
      bytes,
      {{"format", format_name}, {"config", config.dump()}, {"step", std::to_string(step)}});
}

void export_model(const std::filesystem::path& path,
                  const std::vector<std::pair<std::string, torch::Tensor>>& tensors) {
  std::vector<checkpoint::Tensor> bytes;
  for (const auto& [name, tensor] : tensors) {
    if (checkpoint::is_model_tensor(name)) bytes.push_back(to_file_tensor(name, tensor));
  }
  checkpoint::write_torch(path, bytes);
}

bool is_training(const std::filesystem::path& path) {
  const checkpoint::Checkpoint header =
      checkpoint::read_checkpoint(path, [](std::string_view) { return false; });
  const auto format = header.metadata.find("format");
  return header.format == checkpoint::Format::safetensors && format != header.metadata.end() &&
         format->second == format_name;
}

SavedTraining load_training(const std::filesystem::path& path) {
  const checkpoint::Checkpoint file = checkpoint::read_safetensors(path);
  if (field(file, "format", path) != format_name) {
    core::reject(path.string(), "must be a checkpoint of train_ssl", field(file, "format", path));
  }
  SavedTraining saved;
  saved.config = nlohmann::json::parse(field(file, "config", path), nullptr, false);
  if (!saved.config.is_object()) {
    core::reject(path.string(), "its config must be a JSON object", "something else");
  }
  const nlohmann::json step = nlohmann::json::parse(field(file, "step", path), nullptr, false);
  if (!step.is_number_integer() || step.get<std::int64_t>() < 0) {
    core::reject(path.string(), "its step must be a whole number >= 0", field(file, "step", path));
  }
  saved.step = step.get<std::int64_t>();
  for (const checkpoint::Tensor& tensor : file.tensors) {
    saved.tensors[tensor.name] = from_file_tensor(tensor);
  }
  return saved;
}

}  // namespace eigenviews::nn
