#pragma once

#include <optional>

#include "core/random.hpp"
#include "kernel/finite_channel.hpp"

// Small channels of many kinds, among which the falsifier searches.
namespace eigenviews::validation {

/// How P is drawn.
enum class Entries {
  uniform,        ///< entries uniform on (0, 1), rows normalised; not normal where square.
  sparse,         ///< the same, each entry 0 with probability 1/2.
  deterministic,  ///< one view for each original.
  permutations,   ///< a mean of permutation matrices: doubly stochastic.
  symmetric,      ///< rows of a symmetric matrix, normalised: reversible.
  circulant,      ///< P(x, a) a function of a - x: normal, eigenvalues complex.
  tied,           ///< between a permutation and the constant matrix: one value n - 1 times.
  disconnected,   ///< two blocks.
  low_rank,       ///< through fewer hidden states than there are originals and views.
};

enum class Prior { uniform, random, stationary };

struct Candidate {
  Entries entries = Entries::uniform;
  Prior prior = Prior::uniform;
  kernel::FiniteChannel channel;
};

/// A channel whose larger space has `size` states, square in about half of the draws; nothing where
/// what was drawn has a view that is never reached or no positive stationary prior.
[[nodiscard]] std::optional<Candidate> draw_candidate(Eigen::Index size, core::Stream& stream);

/// A channel of the same kind, part of the way from `from` to another one drawn.
[[nodiscard]] std::optional<Candidate> draw_near(const Candidate& from, core::Stream& stream);

/// The limit of uniform weights under the chain (I + P)/2, which P keeps; nothing where a state is
/// left for ever. P is square with rows of sum 1.
[[nodiscard]] std::optional<Eigen::VectorXd> stationary_prior(const Eigen::MatrixXd& p);

}  // namespace eigenviews::validation
