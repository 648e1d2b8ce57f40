#pragma once

#include <torch/torch.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eigenviews::nn {

/// All tensors of a module, parameters and buffers, under the names and in the order of PyTorch's
/// state_dict(): backbone.conv1.weight, backbone.bn1.weight, backbone.bn1.bias,
/// backbone.bn1.running_mean, ... They share their memory with the module.
[[nodiscard]] std::vector<std::pair<std::string, torch::Tensor>> named_tensors(
    const torch::nn::Module& module);

/// Copies tensors into a module, all or none: names and shapes must be the module's own.
///
/// Values are converted to the module's dtype and device. As in PyTorch, a missing
/// num_batches_tracked counts as 0: files older than that buffer lack it.
///
/// @param where  the source, for messages: a file name.
/// @throws core::InputError  names are missing or unmatched, shapes differ, or kinds do (a floating
///     dense tensor is wanted where the module's is one, otherwise an integer one). The line lists
///     each sort of fault, its first names and the number of the others.
void load_tensors(torch::nn::Module& module,
                  const std::map<std::string, torch::Tensor>& tensors,
                  std::string_view where);

}  // namespace eigenviews::nn
