#include "nn/device.hpp"

#include <cstdlib>

#include "core/errors.hpp"
#include "core/memory.hpp"

#ifdef EIGENVIEWS_TORCH_CUDA
#include <ATen/cuda/CUDAContext.h>
#include <c10/core/CachingDeviceAllocator.h>
#endif

namespace eigenviews::nn {

namespace {

int gpu_count() {
  return torch::cuda::is_available() ? static_cast<int>(torch::cuda::device_count()) : 0;
}

}  // namespace

torch::Device parse_device(const std::string& text) {
  if (text == "cpu") return torch::kCPU;
  const int count = gpu_count();
  if (text == "auto") return count > 0 ? torch::Device(torch::kCUDA, 0) : torch::kCPU;
  if (text.rfind("cuda", 0) != 0) {
    core::reject_unknown("--device", "device", text, {"auto", "cpu", "cuda"});
  }
  int index = 0;
  if (text != "cuda") {
    const std::string number = text.size() > 5 && text[4] == ':' ? text.substr(5) : "";
    const bool digits = !number.empty() && number.size() < 4 &&
                        number.find_first_not_of("0123456789") == std::string::npos;
    if (!digits) core::reject("--device", "must be auto, cpu, cuda or cuda:i", text);
    index = std::stoi(number);
  }
  if (count == 0) {
    core::reject("--device",
                 "LibTorch must see an NVIDIA GPU",
                 text + " without one",
                 "use --device cpu, or check the driver and CUDA_VISIBLE_DEVICES");
  }
  if (index >= count) {
    core::reject("--device", fmt::format("its index must be below the {} GPUs", count), text);
  }
  return {torch::kCUDA, static_cast<torch::DeviceIndex>(index)};
}

void prepare_device(const torch::Device& device, bool deterministic) {
  at::Context& context = at::globalContext();
  context.setDeterministicAlgorithms(deterministic, /*warn_only=*/false);
  context.setDeterministicCuDNN(deterministic);
  context.setBenchmarkCuDNN(device.is_cuda() && !deterministic);
  context.setAllowTF32CuBLAS(false);
  context.setAllowTF32CuDNN(false);
  // cuBLAS is deterministic only with workspaces of its own, and reads this once.
  if (deterministic) setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", /*overwrite=*/0);
#ifdef EIGENVIEWS_TORCH_CUDA
  if (!device.is_cuda()) return;
  c10::cuda::set_device(device.index());
  c10::cuda::setCurrentCUDAStream(c10::cuda::getStreamFromPool(false, device.index()));
#endif
}

std::string describe(const torch::Device& device) {
#ifdef EIGENVIEWS_TORCH_CUDA
  if (device.is_cuda()) {
    return fmt::format("{}, {}", device.str(), at::cuda::getDeviceProperties(device.index())->name);
  }
#endif
  return fmt::format("{}, {} threads", device.str(), torch::get_num_threads());
}

void require_memory_on(const torch::Device& device,
                       const std::string& what,
                       double bytes,
                       const std::string& advice) {
  if (device.is_cpu()) return core::require_memory(what, bytes, advice);
#ifdef EIGENVIEWS_TORCH_CUDA
  const auto free = static_cast<double>(
      c10::getDeviceAllocator(torch::kCUDA)->getMemoryInfo(device.index()).first);
  if (bytes <= free) return;
  core::reject(
      what,
      fmt::format("must fit into the {:.2f} GB that {} has free", free / 1e9, device.str()),
      fmt::format("{:.2f} GB", bytes / 1e9),
      advice);
#endif
}

}  // namespace eigenviews::nn
