#include "nn/checkpoint_tensor.hpp"

#include <cstring>

#include "core/errors.hpp"

namespace eigenviews::nn {

namespace {

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
      core::reject("checkpoint", "an element type that is saved", toString(tensor.scalar_type()));
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

}  // namespace

checkpoint::Tensor to_file_tensor(const std::string& name, const torch::Tensor& tensor) {
  const torch::Tensor plain = tensor.detach().to(torch::kCPU).contiguous();
  checkpoint::Tensor out;
  out.name = name;
  out.dtype = dtype_of(plain);
  out.shape.assign(plain.sizes().begin(), plain.sizes().end());
  out.bytes.resize(plain.nbytes());
  if (!out.bytes.empty()) std::memcpy(out.bytes.data(), plain.data_ptr(), out.bytes.size());
  return out;
}

torch::Tensor from_file_tensor(const checkpoint::Tensor& tensor) {
  torch::Tensor out = torch::empty(tensor.shape, scalar_of(tensor.dtype));
  if (!tensor.bytes.empty()) std::memcpy(out.data_ptr(), tensor.bytes.data(), tensor.bytes.size());
  return out;
}

}  // namespace eigenviews::nn
