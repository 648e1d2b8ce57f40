#pragma once

#include <torch/torch.h>

#include <string>

namespace eigenviews::nn {

/// "auto": the first GPU where LibTorch sees one, otherwise the processor; "cpu"; "cuda" =
/// "cuda:0"; "cuda:i".
/// @throws core::InputError  another text, no GPU where one was asked, i beyond those there are.
[[nodiscard]] torch::Device parse_device(const std::string& text);

/// Sets LibTorch up for a run on `device`; call it before any tensor is made there.
///
/// Single precision stays single precision (no TF32). On a GPU all work of this thread goes to a
/// stream of its own, which a CUDA graph can record. `deterministic`: equal inputs give equal bytes
/// on a GPU too, at the price of speed; operations that cannot do so are errors.
void prepare_device(const torch::Device& device, bool deterministic);

/// "cpu, 2 threads" or "cuda:0, NVIDIA H100 80GB HBM3".
[[nodiscard]] std::string describe(const torch::Device& device);

/// Refuses what is predicted not to fit into the free memory of the device.
/// @param what  the object of the sentence; @param advice  what to do.
/// @throws core::InputError  with both numbers.
void require_memory_on(const torch::Device& device,
                       const std::string& what,
                       double bytes,
                       const std::string& advice);

}  // namespace eigenviews::nn
