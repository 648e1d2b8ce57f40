#include "nn/checkpoint_file.hpp"

#include <cstring>

#include "checkpoint/safetensors.hpp"
#include "core/errors.hpp"

namespace eigenviews::nn {

namespace {

constexpr const char* format_name = "eigenviews.train_ssl";

checkpoint::Dtype dtype_of(const torch::Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case torch::kFloat64:
      return checkpoint::Dtype::f64;
    case torch::kFloat32:
      return checkpoint::Dtype::f32;
    case torch::kBFloat16:
      return checkpoint::Dtype::bf16;
    case torch::kFloat16:
      return checkpoint::Dtype::f16;
    case torch::kInt64:
      return checkpoint::Dtype::i64;
    default:
      core::reject("save_training",
                   "an element type that is saved",
                   toString(tensor.scalar_type()));
  }
}

torch::ScalarType scalar_of(checkpoint::Dtype dtype) {
  switch (dtype) {
    case checkpoint::Dtype::f64:
      return torch::kFloat64;
    case checkpoint::Dtype::f32:
      return torch::kFloat32;
    case checkpoint::Dtype::f16:
      return torch::kFloat16;
    case checkpoint::Dtype::bf16:
      return torch::kBFloat16;
    case checkpoint::Dtype::i64:
      return torch::kInt64;
    case checkpoint::Dtype::i32:
      return torch::kInt32;
    case checkpoint::Dtype::i16:
      return torch::kInt16;
    case checkpoint::Dtype::i8:
      return torch::kInt8;
    case checkpoint::Dtype::u8:
      return torch::kUInt8;
    case checkpoint::Dtype::boolean:
      break;
  }
  return torch::kBool;
}

// Every tensor contiguous in its usual order, whatever its memory format.
checkpoint::Tensor to_bytes(const std::string& name, const torch::Tensor& tensor) {
  const torch::Tensor plain = tensor.detach().to(torch::kCPU).contiguous();
  checkpoint::Tensor out;
  out.name = name;
  out.dtype = dtype_of(plain);
  out.shape.assign(plain.sizes().begin(), plain.sizes().end());
  out.bytes.resize(plain.nbytes());
  if (!out.bytes.empty()) std::memcpy(out.bytes.data(), plain.data_ptr(), out.bytes.size());
  return out;
}

torch::Tensor from_bytes(const checkpoint::Tensor& tensor) {
  torch::Tensor out = torch::empty(tensor.shape, scalar_of(tensor.dtype));
  if (!tensor.bytes.empty()) std::memcpy(out.data_ptr(), tensor.bytes.data(), tensor.bytes.size());
  return out;
}

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
  for (const auto& [name, tensor] : tensors) bytes.push_back(to_bytes(name, tensor));
  checkpoint::write_safetensors(
      path,
      bytes,
      {{"format", format_name}, {"config", config.dump()}, {"step", std::to_string(step)}});
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
    saved.tensors[tensor.name] = from_bytes(tensor);
  }
  return saved;
}

}  // namespace eigenviews::nn
