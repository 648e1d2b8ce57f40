#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "checkpoint/checkpoint.hpp"

namespace eigenviews::checkpoint {

/// Reads a .safetensors file: 8 bytes with the length of a JSON header, the header
/// {"name": {"dtype", "shape", "data_offsets": [begin, end]}, "__metadata__": {text: text}}, and
/// the tensors' bytes. The tensors come in the order of the header.
///
/// @throws core::InputError  the header is longer than 100 MB or than the file, is no such JSON, or
///     names a key twice; an unknown element type; offsets that leave holes, overlap, do not fit
///     the shape or do not end with the file. @throws core::FileError  as data::InputFile.
[[nodiscard]] Checkpoint read_safetensors(const std::filesystem::path& path,
                                          const NameFilter& wanted = {});

/// Writes a .safetensors file that Python's safetensors opens. The header lists the tensors in the
/// given order; their bytes are laid out by falling element size, so that every tensor is aligned
/// to its elements. Equal arguments give equal bytes. The file appears whole or not at all
/// (write_atomically).
///
/// @throws core::InputError  a name that is empty, used twice, "__metadata__" or no UTF-8; a tensor
///                           whose bytes do not fit its shape; a header over 100 MB.
/// @throws core::FileError   as write_atomically.
void write_safetensors(const std::filesystem::path& path,
                       const std::vector<Tensor>& tensors,
                       const std::map<std::string, std::string>& metadata);

}  // namespace eigenviews::checkpoint
