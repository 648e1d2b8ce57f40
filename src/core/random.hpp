#pragma once

#include <cstdint>
#include <span>

namespace eigenviews::core {

/// Names one random stream. Two keys that differ in any field give independent streams, so a view
/// can be drawn in any order, on any thread or device, and is always the same view.
struct StreamKey {
  std::uint64_t seed = 0;      ///< the run's --seed.
  std::uint32_t original = 0;  ///< index of the original.
  std::uint32_t view = 0;      ///< index of the view of that original.
  std::uint32_t op = 0;  ///< which random operation of the view (a StreamOp, or a free number).
};

/// The operations that draw random numbers; each has its own streams.
enum class StreamOp : std::uint32_t {
  transform_choice = 0,  ///< which transform of a density-known channel.
  noise = 1,             ///< its Gaussian noise.
  original_choice = 2,   ///< which original, for plain Monte Carlo views.
  start_block = 3,       ///< start vectors of an iterative solver.
  missed_check = 4,      ///< the random block that looks for missed singular values.
  bootstrap = 5,         ///< originals drawn with replacement.
  finite_view = 6,       ///< a view of a finite channel.
  batch_choice = 7,      ///< the originals of a training step.
};

/// The midpoint (b + 1/2) 2^-52 of one of 2^52 equal parts of (0, 1), b the leading 52 bits of the
/// 64-bit word (high, low). Exact, so never 0 and never 1.
[[nodiscard]] double unit_interval(std::uint32_t high, std::uint32_t low);

/// Philox4x32-10 (J. Salmon et al., SC 2011), a counter-based generator: word i of a stream is a
/// function of (key, i) alone. The 64-bit Philox key is the seed; the 128-bit counter is
/// (block, original, view, op), four 32-bit words a block.
class Stream {
 public:
  explicit Stream(const StreamKey& key) : key_(key) {}

  /// Uniform on (0, 1): unit_interval of two words.
  double uniform();
  /// Standard normal by Box-Muller in double precision; two from each four words.
  double normal();
  /// Uniform on {0, ..., bound - 1}; 1 <= bound <= 2^52. Bias below bound / 2^52.
  std::uint64_t below(std::uint64_t bound);
  /// Fills `values` with standard normals.
  void fill_normal(std::span<double> values);

 private:
  std::uint32_t next_word();

  StreamKey key_;
  std::uint32_t block_ = 0;
  std::uint32_t words_[4] = {};
  int used_ = 4;
  double spare_normal_ = 0;
  bool has_spare_ = false;
};

}  // namespace eigenviews::core
