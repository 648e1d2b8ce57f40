#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "checkpoint/checkpoint.hpp"
#include "checkpoint/flatten.hpp"

// The files of torch.save and torch.jit.save. Errors as read_checkpoint.
namespace eigenviews::checkpoint {

/// The bytes of the storage of this key; `bytes` of them are expected.
/// @throws core::InputError  missing, or of another size.
using StorageReader =
    std::function<std::vector<std::uint8_t>(const std::string& key, std::int64_t bytes)>;

/// A zip archive: torch.save since PyTorch 1.6 and TorchScript.
[[nodiscard]] Checkpoint read_torch_archive(const std::filesystem::path& path,
                                            const NameFilter& wanted = {});

/// torch.save before PyTorch 1.6, or with _use_new_zipfile_serialization=False: pickles of a magic
/// number, the protocol, the writer's sizes, the object and the keys of its storages, then each
/// storage as 8 bytes with its number of elements and its bytes.
[[nodiscard]] Checkpoint read_torch_legacy(const std::filesystem::path& path,
                                           const NameFilter& wanted = {});

/// Gathers the wanted tensors. Each storage is read once and kept until its last tensor.
[[nodiscard]] Checkpoint gather_tensors(FlatObject flat,
                                        Format format,
                                        const NameFilter& wanted,
                                        const StorageReader& read,
                                        const std::string& where);

}  // namespace eigenviews::checkpoint
