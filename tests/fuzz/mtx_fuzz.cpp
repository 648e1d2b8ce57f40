#include "data/matrix_market.hpp"
#include "fuzz.hpp"

using namespace eigenviews;

// The Matrix Market parser.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  fuzz::expect_result_or_refusal([&] {
    const auto matrix = data::parse_matrix_market(text, "input");
    if (const auto* sparse = std::get_if<data::SparseMatrix>(&matrix)) {
      fuzz::require(sparse->isCompressed() && sparse->coeffs().isFinite().all());
    } else {
      fuzz::require(std::get<Eigen::MatrixXd>(matrix).allFinite());
    }
  });
  return 0;
}
