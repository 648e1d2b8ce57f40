#include "checkpoint/checkpoint.hpp"

#include <algorithm>
#include <array>

#include "checkpoint/safetensors.hpp"
#include "checkpoint/torch_file.hpp"
#include "core/errors.hpp"
#include "data/input_file.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace {

// The longest prefix that tells the formats apart: the pickled magic number of old torch.save
// files.
constexpr std::size_t prefix_bytes = 14;

// The pickle of 0x1950a86a20f9469cfc6c, protocol 2, as torch.save wrote it.
constexpr std::string_view legacy_magic{
    "\x80\x02\x8a\x0a"
    "l\xfc\x9c"
    "F\xf9 j\xa8P\x19",
    prefix_bytes};

// The first bytes of the file; fewer where it is shorter.
std::string first_bytes(const data::InputFile& file) {
  const auto count = std::min<std::int64_t>(file.size(), prefix_bytes);
  const std::vector<std::uint8_t> bytes = file.read(0, count);
  return {bytes.begin(), bytes.end()};
}

// 8 bytes of length, then the header's brace. The length is judged by the reader.
bool looks_like_safetensors(const std::string& start) {
  return start.size() > 8 && start[8] == '{';
}

}  // namespace

std::string_view name_of(Format format) {
  switch (format) {
    case Format::safetensors:
      return "safetensors";
    case Format::torch_save:
      return "torch.save";
    case Format::torch_legacy:
      return "torch.save (before PyTorch 1.6)";
    case Format::torch_script:
      break;
  }
  return "TorchScript";
}

const Tensor* Checkpoint::find(std::string_view name) const {
  const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const Tensor& tensor) {
    return tensor.name == name;
  });
  return found == tensors.end() ? nullptr : &*found;
}

bool is_model_tensor(std::string_view name) {
  constexpr std::array<std::string_view, 5> others{"optimizer.",
                                                   "optimizers.",
                                                   "optimizer_states.",
                                                   "callbacks.",
                                                   "lr_schedulers."};
  return std::none_of(others.begin(), others.end(), [&](std::string_view other) {
    return name.starts_with(other);
  });
}

Checkpoint read_checkpoint(const std::filesystem::path& path, const NameFilter& wanted) {
  std::string start;
  {
    const data::InputFile file(path);
    start = first_bytes(file);
  }
  if (start.starts_with("PK\x03\x04")) return read_torch_archive(path, wanted);
  if (start == legacy_magic) return read_torch_legacy(path, wanted);
  if (looks_like_safetensors(start)) return read_safetensors(path, wanted);
  core::reject(data::shown(path),
               "a checkpoint is a .safetensors file, or a file of torch.save or torch.jit.save",
               "a start of " + data::excerpt(start),
               "write it with one of them");
}

}  // namespace eigenviews::checkpoint
