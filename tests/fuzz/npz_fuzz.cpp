#include "data/channel_file.hpp"
#include "data/npz.hpp"
#include "fuzz.hpp"

using namespace eigenviews;

// A channel in a .npz file: the zip archive, its members, and the CSR matrix they make.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static fuzz::MemoryFile file(".npz");
  const auto& path = file.hold({bytes, size});
  fuzz::expect_result_or_refusal([&] {
    const data::ChannelFile channel = data::read_channel_file(path);
    if (const auto* sparse = std::get_if<data::SparseMatrix>(&channel.p)) {
      fuzz::require(sparse->isCompressed() && sparse->coeffs().isFinite().all());
    } else {
      fuzz::require(std::get<Eigen::MatrixXd>(channel.p).allFinite());
    }
  });
  fuzz::expect_result_or_refusal([&] { (void)data::NpzFile(path).array("P"); });
  fuzz::expect_result_or_refusal([&] { (void)data::NpzFile(path).text("format"); });
  return 0;
}
