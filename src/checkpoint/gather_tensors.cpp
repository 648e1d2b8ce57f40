#include <fmt/format.h>

#include <map>

#include "checkpoint/gather.hpp"
#include "checkpoint/torch_file.hpp"
#include "core/memory.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace {

std::int64_t byte_size(const pickle::Storage& storage) {
  return storage.elements * item_size(storage.dtype);
}

/// Storages in memory, each as long as tensors still need it.
class StorageCache {
 public:
  explicit StorageCache(const StorageReader& read) : read_(read) {}

  void expect(const pickle::Storage& storage) { ++users_[storage.key]; }

  std::vector<std::uint8_t> gathered(const pickle::View& view) {
    const std::string& key = view.storage.key;
    const bool last = --users_[key] == 0;
    auto found = loaded_.find(key);
    // A second tensor may state another size of the storage: each statement must be true.
    if (found == loaded_.end() ||
        static_cast<std::int64_t>(found->second.size()) != byte_size(view.storage)) {
      found = loaded_.insert_or_assign(key, read_(key, byte_size(view.storage))).first;
    }
    if (last && is_whole(view)) {
      auto bytes = std::move(found->second);
      loaded_.erase(found);
      return bytes;
    }
    auto bytes = gather(view, found->second);
    if (last) loaded_.erase(found);
    return bytes;
  }

 private:
  // Whether the view's elements are the storage's bytes, in their order. A view of so many elements
  // that lies in its storage starts where the storage does.
  static bool is_whole(const pickle::View& view) {
    std::int64_t run = 1;
    for (std::size_t k = view.shape.size(); k-- > 0;) {
      if (view.shape[k] != 1 && view.strides[k] != run) return false;
      run *= view.shape[k];
    }
    return run * item_size(view.dtype) == byte_size(view.storage);
  }

  const StorageReader& read_;
  std::map<std::string, std::int64_t> users_;
  std::map<std::string, std::vector<std::uint8_t>> loaded_;
};

}  // namespace

Checkpoint gather_tensors(FlatObject flat,
                          Format format,
                          const NameFilter& wanted,
                          const StorageReader& read,
                          const std::string& where) {
  Checkpoint checkpoint{.format = format,
                        .metadata = std::move(flat.texts),
                        .scalars = std::move(flat.scalars)};
  double total = 0;
  StorageCache storages(read);
  // Unwanted tensors are checked too: a file that is wrong anywhere is refused.
  for (const auto& [name, view] : flat.tensors) {
    const std::string at = fmt::format("{}, tensor {}", where, data::excerpt(name));
    const auto bytes = static_cast<double>(require_inside(view, at));
    if (wanted && !wanted(name)) continue;
    total += bytes;
    storages.expect(view.storage);
  }
  core::require_memory(where, total, "use a smaller file");
  for (auto& [name, view] : flat.tensors) {
    if (wanted && !wanted(name)) continue;
    std::vector<std::uint8_t> bytes = storages.gathered(view);
    checkpoint.tensors.push_back(
        {std::move(name), view.dtype, std::move(view.shape), std::move(bytes)});
  }
  return checkpoint;
}

}  // namespace eigenviews::checkpoint
