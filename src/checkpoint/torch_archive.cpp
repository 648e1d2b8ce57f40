#include <fmt/format.h>

#include "checkpoint/archive.hpp"
#include "checkpoint/limits.hpp"
#include "checkpoint/pickle_machine.hpp"
#include "checkpoint/torch_file.hpp"
#include "core/errors.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace {

constexpr std::string_view resave = "save it again with torch.save";

void require_little_endian(const Archive& archive) {
  // Before PyTorch 2.1 there was no such entry, and torch.load takes those files as little-endian.
  if (!archive.has("byteorder")) return;
  const std::vector<std::uint8_t> bytes = archive.read("byteorder");
  const std::string order(bytes.begin(), bytes.end());
  if (order != "little") {
    core::reject(archive.where("byteorder"),
                 "numbers must be stored with their lowest byte first",
                 data::excerpt(order),
                 "save it again on a little-endian machine");
  }
}

std::vector<std::uint8_t> read_storage(const Archive& archive,
                                       const std::string& key,
                                       std::int64_t bytes) {
  const std::string entry = "data/" + key;
  if (archive.size(entry) != bytes) {
    core::reject(archive.where(entry),
                 fmt::format("the pickle says that this storage has {} bytes", bytes),
                 fmt::format("{} bytes", archive.size(entry)),
                 resave);
  }
  return archive.read(entry);
}

}  // namespace

Checkpoint read_torch_archive(const std::filesystem::path& path, const NameFilter& wanted) {
  const Archive archive(path);
  require_little_endian(archive);
  const bool script = archive.has("constants.pkl") || archive.has_folder("code");
  const std::string entry = "data.pkl";
  if (archive.size(entry) > static_cast<std::int64_t>(max_pickle_bytes)) {
    core::reject(archive.where(entry),
                 fmt::format("a pickle has at most {} bytes", max_pickle_bytes),
                 archive.size(entry),
                 "save the model's state_dict() alone");
  }
  const std::vector<std::uint8_t> bytes = archive.read(entry);
  pickle::Arena arena;
  pickle::Machine machine(bytes,
                          archive.where(entry),
                          script ? pickle::Dialect::torch_script : pickle::Dialect::torch_save,
                          arena);
  const pickle::Ref root = machine.run();
  if (machine.position() != bytes.size()) {
    core::reject(archive.where(entry),
                 "nothing follows the pickle",
                 fmt::format("{} bytes after it", bytes.size() - machine.position()),
                 resave);
  }
  const auto read = [&](const std::string& key, std::int64_t size) {
    return read_storage(archive, key, size);
  };
  return gather_tensors(flatten(root, archive.where()),
                        script ? Format::torch_script : Format::torch_save,
                        wanted,
                        read,
                        archive.where());
}

}  // namespace eigenviews::checkpoint
