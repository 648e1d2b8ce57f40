#include "data/idx.hpp"
#include "fuzz.hpp"

using namespace eigenviews;

// The IDX reader, plain and gzip, as images and as labels, whole and with a limit.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static fuzz::MemoryFile file("-idx");
  const auto& path = file.hold({bytes, size});
  for (const std::size_t rank : {std::size_t{1}, std::size_t{3}}) {
    for (const data::Index limit : {0, 2}) {
      fuzz::expect_result_or_refusal([&] {
        const data::IdxArray array = data::read_idx(path, {.rank = rank, .limit = limit});
        fuzz::require(array.dims.size() == rank && array.items.size() > 0);
        fuzz::require(array.items.rows() == (limit == 0 ? array.dims[0] : limit));
      });
    }
  }
  return 0;
}
