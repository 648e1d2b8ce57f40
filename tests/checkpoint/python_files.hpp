#pragma once

#include <filesystem>
#include <string>

#include "checkpoint/tensor.hpp"

// The other side of every format: write_checkpoints.py with PyTorch and safetensors.
namespace eigenviews::test {

/// What write_checkpoints.py prints; the test fails where it fails.
[[nodiscard]] std::string run_python(const std::string& group, const std::filesystem::path& where);

/// The line that write_checkpoints.py has for a tensor.
[[nodiscard]] std::string line_of(const checkpoint::Tensor& tensor);

}  // namespace eigenviews::test
