#include "validation/falsifier.hpp"

#include <cmath>
#include <vector>

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
constexpr int enough = 30;                // counterexamples, of which the simplest is told
constexpr std::uint32_t search_op = 104;  // a free operation number of core::StreamKey

class Search {
 public:
  Search(const Statement& statement, std::uint64_t seed)
      : statement_(statement), stream_({.seed = seed, .op = search_op}) {}

  // Draws channels of one size, at most `tries`, until there are enough counterexamples.
  void among(Index size, int tries) {
    best_.reset();
    best_violation_ = -INFINITY;
    for (int i = 0; i < tries && static_cast<int>(found_.size()) < enough; ++i) {
      ++result_.tries;
      if (best_ && i >= tries - tries / 4) {
        climb();
      } else {
        try_at_random(size);
      }
    }
  }

  [[nodiscard]] const std::vector<Instance>& found() const { return found_; }
  [[nodiscard]] const Falsification& result() const { return result_; }

 private:
  struct Met {
    Candidate candidate;
    Index functions;
    double beta;
  };

  void try_at_random(Index size) {
    std::optional<Candidate> candidate = draw_candidate(size, stream_);
    if (!candidate) return;
    const auto views = static_cast<std::uint64_t>(candidate->channel.views());
    const auto functions = 1 + static_cast<Index>(stream_.below(views));
    const double beta = betas[stream_.below(std::size(betas))];
    measure({std::move(*candidate), functions, beta});
  }

  void climb() {
    std::optional<Candidate> candidate = draw_near(best_->candidate, stream_);
    if (candidate) measure({std::move(*candidate), best_->functions, best_->beta});
  }

  void measure(Met met) {
    const Instance instance{met.candidate.channel, met.functions, met.beta};
    const std::optional<double> violation = statement_.violation(instance);
    if (!violation) return;
    ++result_.applicable;
    if (!(*violation <= statement_.threshold)) {
      found_.push_back(instance);
      return;
    }
    result_.violation = std::max(result_.violation, *violation);
    if (*violation > best_violation_) {
      best_violation_ = *violation;
      best_ = std::move(met);
    }
  }

  const Statement& statement_;
  Stream stream_;
  std::optional<Met> best_;  // of this size
  double best_violation_ = -INFINITY;
  std::vector<Instance> found_;
  Falsification result_{.violation = -INFINITY};
};

}  // namespace

Falsification falsify(const Statement& statement,
                      std::uint64_t seed,
                      int tries,
                      const core::ProgressListener& progress) {
  if (tries < sizes) core::reject("falsify", "at least 5 tries", tries);
  Search search(statement, seed);
  for (Index size = smallest; size <= largest && search.found().empty(); ++size) {
    core::report(progress, {"sizes", size - smallest, sizes, statement.id});
    search.among(size, tries / sizes);
  }
  Falsification result = search.result();
  for (const Instance& found : search.found()) {
    const Instance shrunk =
        shrink(found, [&](const Instance& instance) { return violated(statement, instance); });
    if (result.simplest && !simpler(shrunk, *result.simplest)) continue;
    result.found = found;
    result.simplest = shrunk;
    result.violation = *statement.violation(shrunk);
  }
  return result;
}

}  // namespace eigenviews::validation
