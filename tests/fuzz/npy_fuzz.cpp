#include "data/channel_file.hpp"
#include "data/npy.hpp"
#include "data/npy_originals.hpp"
#include "fuzz.hpp"

using namespace eigenviews;

// Every reader of .npy: arrays, texts, vectors, originals and dense channels.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static fuzz::MemoryFile file(".npy");
  const data::Bytes content(bytes, size);
  fuzz::expect_result_or_refusal([&] {
    const data::NpyArray array = data::parse_npy(content, "input");
    fuzz::require(array.numbers.rows() == array.header.rows());
    fuzz::require(array.numbers.cols() == array.header.cols());
  });
  fuzz::expect_result_or_refusal([&] { (void)data::parse_npy_text(content, "input"); });
  const auto& path = file.hold(content);
  fuzz::expect_result_or_refusal([&] { fuzz::require(data::read_vector(path).allFinite()); });
  fuzz::expect_result_or_refusal([&] { (void)data::read_channel_file(path); });
  for (const data::Index limit : {0, 1}) {
    fuzz::expect_result_or_refusal([&] {
      const data::Originals originals = data::load_npy(path, limit);
      fuzz::require(originals.rows(0, originals.count()).allFinite());
      fuzz::require(!originals.image || originals.image->size() == originals.dimension());
    });
  }
  return 0;
}
