#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/tensor.hpp"

// Checkpoint files read without Python and without executing anything of them.
namespace eigenviews::checkpoint {

/// The kind of a file, found from its content, never from its name.
enum class Format {
  safetensors,   ///< JSON header and tensors; also what this project writes.
  torch_save,    ///< torch.save since PyTorch 1.6: a zip archive with a pickle.
  torch_legacy,  ///< torch.save before 1.6: pickles and storages one after another.
  torch_script,  ///< torch.jit.save: a zip archive with code and a pickle.
};

/// "safetensors", "torch.save", "torch.save (before PyTorch 1.6)" or "TorchScript".
[[nodiscard]] std::string_view name_of(Format format);

/// What a file holds, flat. The keys of nested dictionaries, the indices of lists and the
/// attributes of TorchScript modules are joined with '.': {"model": {"fc.weight": t}} gives
/// "model.fc.weight". No name appears twice.
struct Checkpoint {
  Format format = Format::safetensors;
  std::vector<Tensor> tensors;                  ///< in the order of the file.
  std::map<std::string, std::string> metadata;  ///< safetensors' __metadata__; other files' texts.
  std::map<std::string, double> scalars;        ///< numbers and booleans, say "epoch"; integers
                                                ///< beyond 2^53 are rounded, beyond 2^63 left out.

  /// The tensor of that name, or nullptr.
  [[nodiscard]] const Tensor* find(std::string_view name) const;
};

/// Whether a tensor of this flat name is wanted; the bytes of others are not read.
using NameFilter = std::function<bool(std::string_view name)>;

/// Wants all but the optimiser's and the callbacks' tensors: names below "optimizer.",
/// "optimizers.", "optimizer_states.", "callbacks." or "lr_schedulers.".
[[nodiscard]] bool is_model_tensor(std::string_view name);

/// Reads any of the formats.
///
/// @param wanted  the tensors to keep; empty: all.
/// @throws core::FileError   missing, unreadable, not a regular file.
/// @throws core::InputError  none of the formats, damaged, hostile (the line tells which rule is
///                           broken, and where), or larger than memory. Nothing is executed; a
///                           pickle may name only the functions of pickle_globals.hpp.
[[nodiscard]] Checkpoint read_checkpoint(const std::filesystem::path& path,
                                         const NameFilter& wanted = {});

}  // namespace eigenviews::checkpoint
