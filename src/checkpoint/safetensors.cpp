#include "checkpoint/safetensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "checkpoint/atomic_file.hpp"
#include "checkpoint/safetensors_header.hpp"
#include "core/errors.hpp"
#include "core/memory.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace {

constexpr std::int64_t length_bytes = 8;

// JSON's values take 16 bytes each and a key some 100: "[0,0,..." grows eightfold, short keys more.
constexpr double header_expansion = 16;

SafetensorsHeader read_header(const data::InputFile& file, std::int64_t* data_start) {
  std::uint64_t length = 0;
  std::array<std::uint8_t, length_bytes> prefix{};
  if (file.size() >= length_bytes) {
    file.read(0, prefix);
    std::memcpy(&length, prefix.data(), prefix.size());
  }
  const std::int64_t rest = file.size() - length_bytes;
  if (rest < 0 || length > static_cast<std::uint64_t>(std::min(rest, max_header_bytes))) {
    core::reject(file.where(),
                 "a .safetensors file starts with 8 bytes for the length of its header, which is "
                 "in the file and has at most 100 MB",
                 fmt::format("a length of {} in a file of {} bytes", length, file.size()),
                 "copy the file again, it may be cut");
  }
  const auto header_bytes = static_cast<std::int64_t>(length);
  core::require_memory(file.where(),
                       header_expansion * static_cast<double>(header_bytes),
                       "use a smaller file");
  const std::vector<std::uint8_t> text = file.read(length_bytes, header_bytes);
  *data_start = length_bytes + header_bytes;
  return parse_safetensors_header({reinterpret_cast<const char*>(text.data()), text.size()},
                                  file.size() - *data_start,
                                  file.where());
}

void require_names(const std::vector<Tensor>& tensors, const std::string& where) {
  std::set<std::string_view> seen;
  for (const Tensor& tensor : tensors) {
    if (tensor.name.empty() || tensor.name == "__metadata__" || !seen.insert(tensor.name).second) {
      core::reject(where,
                   "tensors have different names, not empty and not \"__metadata__\"",
                   data::excerpt(tensor.name),
                   "rename the tensor");
    }
  }
}

// The header's JSON, padded with spaces so that the tensors start at a multiple of 8.
std::string header_text(const std::vector<Tensor>& tensors,
                        const std::vector<std::size_t>& order,
                        const std::map<std::string, std::string>& metadata,
                        const std::string& where) {
  std::vector<std::size_t> begins(tensors.size());
  std::size_t reached = 0;
  for (const std::size_t i : order) {
    begins[i] = reached;
    reached += tensors[i].bytes.size();
  }
  // Written piece by piece: an object of nlohmann's would sort the names.
  std::string text = "{";
  try {
    if (!metadata.empty()) text += "\"__metadata__\":" + nlohmann::json(metadata).dump();
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      const nlohmann::json entry{
          {"dtype", safetensors_name(tensors[i].dtype)},
          {"shape", tensors[i].shape},
          {"data_offsets", {begins[i], begins[i] + tensors[i].bytes.size()}}};
      if (text.size() > 1) text += ',';
      text += nlohmann::json(tensors[i].name).dump() + ":" + entry.dump();
    }
  } catch (const nlohmann::json::exception& error) {
    core::reject(where,
                 "names and metadata must be UTF-8",
                 data::excerpt(error.what()),
                 "rename the tensor");
  }
  text += '}';
  text.append((8 - text.size() % 8) % 8, ' ');
  if (static_cast<std::int64_t>(text.size()) > max_header_bytes) {
    core::reject(where,
                 "names and metadata take at most 100 MB",
                 fmt::format("{} bytes", text.size()),
                 "write less metadata");
  }
  return text;
}

}  // namespace

Checkpoint read_safetensors(const std::filesystem::path& path, const NameFilter& wanted) {
  const data::InputFile file(path);
  std::int64_t data_start = 0;
  SafetensorsHeader header = read_header(file, &data_start);
  Checkpoint checkpoint{.format = Format::safetensors, .metadata = std::move(header.metadata)};
  std::erase_if(header.entries,
                [&](const HeaderEntry& entry) { return wanted && !wanted(entry.name); });
  double total = 0;
  for (const HeaderEntry& entry : header.entries) {
    total += static_cast<double>(entry.end - entry.begin);
  }
  core::require_memory(file.where(), total, "use a smaller file");
  for (HeaderEntry& entry : header.entries) {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(entry.end - entry.begin));
    file.read(data_start + entry.begin, std::span<std::uint8_t>(bytes));
    checkpoint.tensors.push_back(
        {std::move(entry.name), entry.dtype, std::move(entry.shape), std::move(bytes)});
  }
  return checkpoint;
}

void write_safetensors(const std::filesystem::path& path,
                       const std::vector<Tensor>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  const std::string where = data::shown(path);
  require_names(tensors, where);
  for (const Tensor& tensor : tensors) (void)tensor.size();
  std::vector<std::size_t> order(tensors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return item_size(tensors[a].dtype) > item_size(tensors[b].dtype);
  });
  const std::string text = header_text(tensors, order, metadata, where);
  std::array<std::uint8_t, length_bytes> prefix{};
  const std::uint64_t length = text.size();
  std::memcpy(prefix.data(), &length, prefix.size());

  std::vector<data::Bytes> pieces{
      prefix,
      {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}};
  for (const std::size_t i : order) pieces.emplace_back(tensors[i].bytes);
  write_atomically(path, pieces);
}

}  // namespace eigenviews::checkpoint
