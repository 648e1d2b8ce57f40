#include "validation/falsifier.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "validation/candidate_channels.hpp"
#include "validation/shrink.hpp"

namespace eigenviews::validation {

using core::Stream;
using Eigen::Index;

namespace {

constexpr Index smallest = 2, largest = 6;
constexpr int sizes = largest - smallest + 1;
constexpr double betas[] = {.1, .25, .4, .5, .6, .75, 1, 2, 5};
constexpr std::uint32_t search_op = 104;  // a free operation number of core::StreamKey

class Search {
 public:
  Search(const Statement& statement, std::uint64_t seed)
      : statement_(statement), stream_({.seed = seed, .op = search_op}) {}

  // Draws `tries` channels of one size; whether a counterexample was among them.
  bool among(Index size, int tries) {
    best_.reset();
    best_violation_ = -INFINITY;
    for (int i = 0; i < tries; ++i) {
      ++result_.tries;
      const bool climb = best_ && i >= tries - tries / 4;
      const std::optional<Candidate> candidate =
          climb ? draw_near(*best_, stream_) : draw_candidate(size, stream_);
      if (candidate && breaks(*candidate)) return true;
    }
    return false;
  }

  Falsification& result() { return result_; }

 private:
  bool breaks(const Candidate& candidate) {
    const Index views = candidate.channel.views();
    const Instance instance{candidate.channel,
                            1 + static_cast<Index>(stream_.below(static_cast<std::uint64_t>(views))),
                            betas[stream_.below(std::size(betas))]};
    const std::optional<double> violation = statement_.violation(instance);
    if (!violation) return false;
    result_.violation = result_.applicable++ == 0 ? *violation
                                                  : std::max(result_.violation, *violation);
    if (!(*violation <= statement_.threshold)) {
      result_.found = instance;
      return true;
    }
    if (*violation > best_violation_) {
      best_violation_ = *violation;
      best_ = candidate;
    }
    return false;
  }

  const Statement& statement_;
  Stream stream_;
  std::optional<Candidate> best_;  // of this size
  double best_violation_ = 0;
  Falsification result_;
};

}  // namespace

Falsification falsify(const Statement& statement,
                      std::uint64_t seed,
                      int tries,
                      const core::ProgressListener& progress) {
  if (tries < sizes) core::reject("falsify", "at least 5 tries", tries);
  Search search(statement, seed);
  for (Index size = smallest; size <= largest; ++size) {
    core::report(progress, {"sizes", size - smallest, sizes, statement.id});
    if (search.among(size, tries / sizes)) break;
  }
  Falsification result = std::move(search.result());
  if (result.found) {
    result.simplest = shrink(*result.found, [&](const Instance& instance) {
      return violated(statement, instance);
    });
    result.violation = *statement.violation(*result.simplest);
  }
  return result;
}

}  // namespace eigenviews::validation
