#pragma once

#include <vector>

#include "data/test_files.hpp"

namespace eigenviews::test {

/// Archives, old files and bare pickles for checkpoint_torch.
[[nodiscard]] std::vector<ByteVector> checkpoint_torch_seeds();
/// Files for checkpoint_safetensors.
[[nodiscard]] std::vector<ByteVector> checkpoint_safetensors_seeds();

}  // namespace eigenviews::test
