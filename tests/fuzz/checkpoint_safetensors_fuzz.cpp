#include "checkpoint/safetensors.hpp"
#include "core/memory.hpp"
#include "fuzz.hpp"

using namespace eigenviews;

// A .safetensors file: its length, its JSON, and the tensors that it says there are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static fuzz::MemoryFile file(".safetensors");
  core::set_available_memory_for_tests(64 << 20);
  const auto& path = file.hold({bytes, size});
  fuzz::expect_result_or_refusal([&] {
    const checkpoint::Checkpoint checkpoint = checkpoint::read_safetensors(path);
    std::size_t total = 0;
    for (const checkpoint::Tensor& tensor : checkpoint.tensors) {
      fuzz::require(checkpoint::to_float32(tensor).size() ==
                    static_cast<std::size_t>(tensor.size()));
      total += tensor.bytes.size();
    }
    fuzz::require(total < size);
  });
  fuzz::expect_result_or_refusal([&] { (void)checkpoint::read_checkpoint(path); });
  return 0;
}
