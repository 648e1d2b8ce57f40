#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "checkpoint/limits.hpp"
#include "checkpoint/pickle_machine.hpp"
#include "checkpoint/torch_file.hpp"
#include "core/errors.hpp"
#include "data/input_file.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace {

constexpr std::string_view resave =
    "save it again: torch.save(torch.load(FILE, weights_only=True), FILE) with a current PyTorch";
constexpr std::int64_t protocol_version = 1001;

/// The pickles at the start of the file, one after another.
class LegacyPickles {
 public:
  LegacyPickles(const data::InputFile& file, pickle::Arena& arena) : file_(file), arena_(arena) {}

  pickle::Ref next() {
    const std::int64_t count =
        std::min(file_.size() - position_, static_cast<std::int64_t>(max_pickle_bytes));
    const std::vector<std::uint8_t> bytes = file_.read(position_, count);
    pickle::Machine machine(bytes,
                            fmt::format("{}, pickle at byte {}", file_.where(), position_),
                            pickle::Dialect::torch_save,
                            arena_);
    const pickle::Ref object = machine.run();
    position_ += static_cast<std::int64_t>(machine.position());
    return object;
  }

  [[nodiscard]] std::int64_t position() const { return position_; }

 private:
  const data::InputFile& file_;
  pickle::Arena& arena_;
  std::int64_t position_ = 0;
};

// Magic number, protocol and the writer's byte order.
void require_header(LegacyPickles& pickles, const std::string& where) {
  (void)pickles.next();  // the magic number, by which the format was recognised
  const pickle::Ref version = pickles.next();
  const auto* number = pickle::get<std::int64_t>(version);
  if (number == nullptr || *number != protocol_version) {
    core::reject(where,
                 fmt::format("the protocol of torch.save is {}", protocol_version),
                 pickle::kind_of(version),
                 resave);
  }
  const pickle::Ref system = pickles.next();
  const auto* entries = pickle::get<pickle::Dictionary>(system);
  bool little = false;
  for (const auto& [key, value] :
       entries == nullptr ? pickle::Dictionary{}.entries : entries->entries) {
    const auto* name = pickle::get<std::string>(key);
    const auto* flag = pickle::get<bool>(value);
    if (name != nullptr && *name == "little_endian") little = flag != nullptr && *flag;
  }
  if (!little) {
    core::reject(where,
                 "numbers must be stored with their lowest byte first",
                 "no \"little_endian\": True",
                 "save it again on a little-endian machine");
  }
}

// Element sizes of the storages that tensors use.
std::map<std::string, std::int64_t> item_sizes(const FlatObject& flat) {
  std::map<std::string, std::int64_t> sizes;
  for (const auto& [name, view] : flat.tensors) {
    sizes[view.storage.key] = item_size(view.storage.dtype);
  }
  return sizes;
}

struct Region {
  std::int64_t begin = 0;
  std::int64_t bytes = 0;
};

// Where each storage lies. A storage that no tensor uses has an unknown element size, so that what
// comes after it could not be found.
std::map<std::string, Region> locate_storages(pickle::Ref keys,
                                              std::int64_t position,
                                              const FlatObject& flat,
                                              const data::InputFile& file) {
  const auto* list = pickle::get<pickle::List>(keys);
  if (list == nullptr) {
    core::reject(file.where(), "a list of storages follows", pickle::kind_of(keys), resave);
  }
  const std::map<std::string, std::int64_t> items = item_sizes(flat);
  std::map<std::string, Region> regions;
  for (const pickle::Ref key : list->items) {
    const auto* name = pickle::get<std::string>(key);
    const auto item = name == nullptr ? items.end() : items.find(*name);
    if (item == items.end() || regions.count(*name) != 0) {
      core::reject(file.where(),
                   "the storages are those of the tensors, each once",
                   pickle::kind_of(key),
                   resave);
    }
    std::uint64_t elements = 0;
    std::vector<std::uint8_t> prefix(sizeof elements);
    file.read(position, std::span<std::uint8_t>(prefix));
    std::memcpy(&elements, prefix.data(), prefix.size());
    position += static_cast<std::int64_t>(prefix.size());
    const auto left = static_cast<std::uint64_t>(file.size() - position);
    if (elements > left / static_cast<std::uint64_t>(item->second)) {
      core::reject(file.where(),
                   fmt::format("storage {} lies in the file", data::excerpt(*name)),
                   fmt::format("{} elements where {} bytes follow", elements, left),
                   "copy the file again, it may be cut");
    }
    const std::int64_t bytes = static_cast<std::int64_t>(elements) * item->second;
    regions[*name] = {position, bytes};
    position += bytes;
  }
  return regions;
}

}  // namespace

Checkpoint read_torch_legacy(const std::filesystem::path& path, const NameFilter& wanted) {
  const data::InputFile file(path);
  pickle::Arena arena;
  LegacyPickles pickles(file, arena);
  require_header(pickles, file.where());
  FlatObject flat = flatten(pickles.next(), file.where());
  const pickle::Ref keys = pickles.next();
  const auto regions = locate_storages(keys, pickles.position(), flat, file);
  const auto read = [&](const std::string& key, std::int64_t bytes) {
    const auto region = regions.find(key);
    const std::int64_t there = region == regions.end() ? -1 : region->second.bytes;
    if (there != bytes) {
      core::reject(file.where(),
                   fmt::format("storage {} has {} bytes", data::excerpt(key), bytes),
                   there < 0 ? std::string("none of that name") : fmt::format("{} bytes", there),
                   resave);
    }
    return file.read(region->second.begin, bytes);
  };
  return gather_tensors(std::move(flat), Format::torch_legacy, wanted, read, file.where());
}

}  // namespace eigenviews::checkpoint
