#pragma once

#include <filesystem>
#include <vector>

#include "checkpoint/tensor.hpp"

namespace eigenviews::checkpoint {

/// Writes a file that Python's torch.load(path, weights_only=True) opens as a dictionary
/// {name: tensor} in the given order: the zip archive of torch.save (entries data.pkl, byteorder,
/// data/0, data/1, ..., version), each tensor contiguous in a storage of its own. Equal arguments
/// give equal bytes. The file appears whole or not at all (write_atomically).
///
/// @throws core::InputError  a name that is empty, used twice or not of printable ASCII; a tensor
///                           whose bytes do not fit its shape; 4 GiB or more (zip_writer.hpp).
/// @throws core::FileError   as write_atomically.
void write_torch(const std::filesystem::path& path, const std::vector<Tensor>& tensors);

}  // namespace eigenviews::checkpoint
