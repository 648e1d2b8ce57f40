#include "checkpoint/layout.hpp"
#include "checkpoint/pickle_machine.hpp"
#include "checkpoint/torch_file.hpp"
#include "core/memory.hpp"
#include "fuzz.hpp"

using namespace eigenviews;

namespace {

constexpr std::int64_t largest_storage = 1 << 20;

// A storage of any key, where its size could be that of a file.
std::vector<std::uint8_t> make_storage(const std::string& key, std::int64_t bytes) {
  if (bytes > largest_storage) core::reject("storage", "it must be small", key);
  return std::vector<std::uint8_t>(static_cast<std::size_t>(bytes), 1);
}

void check(const checkpoint::Checkpoint& checkpoint) {
  for (const checkpoint::Tensor& tensor : checkpoint.tensors) {
    fuzz::require(checkpoint::to_float64(tensor).size() == static_cast<std::size_t>(tensor.size()));
  }
  const checkpoint::Layout layout = checkpoint::recognise_layout(checkpoint);
  fuzz::require(layout.renamed.size() + layout.unmatched.size() <= checkpoint.tensors.size());
  fuzz::require(with_layout(checkpoint, layout).tensors.size() == layout.renamed.size());
}

// Without the archive around it, whose checksums a mutation rarely gets right.
void check_pickle(data::Bytes bytes, checkpoint::pickle::Dialect dialect) {
  checkpoint::pickle::Arena arena;
  checkpoint::pickle::Machine machine(bytes, "pickle", dialect, arena);
  const checkpoint::pickle::Ref root = machine.run();
  check(checkpoint::gather_tensors(checkpoint::flatten(root, "pickle"),
                                   checkpoint::Format::torch_save,
                                   {},
                                   make_storage,
                                   "pickle"));
}

}  // namespace

// The files of torch.save, old and new, and TorchScript; and their pickles alone.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static fuzz::MemoryFile file(".pth");
  core::set_available_memory_for_tests(16 << 20);
  const auto& path = file.hold({bytes, size});
  fuzz::expect_result_or_refusal([&] { check(checkpoint::read_checkpoint(path)); });
  for (const auto dialect :
       {checkpoint::pickle::Dialect::torch_save, checkpoint::pickle::Dialect::torch_script}) {
    fuzz::expect_result_or_refusal([&] { check_pickle({bytes, size}, dialect); });
  }
  return 0;
}
