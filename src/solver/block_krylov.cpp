#include "solver/block_krylov.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "solver/choose_solver.hpp"
#include "solver/lapack.hpp"
#include "solver/orthonormalise.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

class Iteration {
 public:
  Iteration(const SymmetricOperator& b, const BlockKrylovOptions& options)
      : b_(b), options_(options), n_(b.size()) {
    block_ = std::min(options.block, n_);
    const Index wanted = default_basis(options.k, block_);
    max_basis_ = std::min(n_, options.max_basis > 0 ? options.max_basis : wanted);
    max_basis_ = std::max(max_basis_, std::min(n_, options.k + 2 * block_));
    resize_storage(std::min(n_, max_basis_ + block_));
    if (options.start.cols() == 0 && options.stop_below < 0) check_at_ = 1 + options.k / block_;
  }

  SymmetricPairs run() {
    MatrixXd next = first_block();
    while (true) {
      append(next);
      const bool full = size_ + block_ > max_basis_ || size_ == n_;
      const bool last = steps_ >= options_.max_steps;
      if (full || last || steps_ >= check_at_) {
        rayleigh_ritz();
        measure();
        if (last || finished()) break;
        schedule_check();
      }
      report();
      next = next_block();
      if (full && size_ < n_) restart(next.cols());
    }
    return result();
  }

 private:
  void resize_storage(Index columns) {
    q_.conservativeResize(n_, columns);
    bq_.conservativeResize(n_, columns);
    h_.conservativeResize(columns, columns);
  }

  MatrixXd random_block(Index columns) {
    MatrixXd block(n_, columns);
    core::Stream stream({.seed = options_.seed,
                         .original = random_blocks_++,
                         .op = static_cast<std::uint32_t>(core::StreamOp::start_block)});
    stream.fill_normal({block.data(), static_cast<std::size_t>(block.size())});
    return block;
  }

  MatrixXd first_block() {
    const Index given = options_.start.cols();
    if (given == 0) return orthonormalise(q_.leftCols(0), random_block(block_));
    return orthonormalise(q_.leftCols(0), options_.start);
  }

  // Q <- [Q P], and the new rows and columns of B Q and H = Q^T B Q.
  void append(const MatrixXd& p) {
    const Index width = p.cols();
    if (size_ + width > q_.cols()) resize_storage(std::min(n_, size_ + width));
    q_.middleCols(size_, width) = p;
    b_.apply(p, bq_.middleCols(size_, width));
    const Index grown = size_ + width;
    h_.block(0, size_, grown, width).noalias() =
        q_.leftCols(grown).transpose() * bq_.middleCols(size_, width);
    h_.block(size_, 0, width, size_) = h_.block(0, size_, size_, width).transpose();
    last_begin_ = size_;
    size_ = grown;
    ++steps_;
  }

  void rayleigh_ritz() {
    auto [values, vectors] = symmetric_eigen(h_.topLeftCorner(size_, size_));
    theta_ = values.reverse();
    s_ = vectors.rowwise().reverse();
  }

  // Residuals of the leading pairs: enough of them to see the gap after the k-th.
  void measure() {
    measured_ = size_ == n_ ? n_ : std::min(size_, std::max(options_.k + block_, 2 * found_));
    const MatrixXd s = s_.leftCols(measured_);
    MatrixXd r = bq_.leftCols(size_) * s;
    r.noalias() -= q_.leftCols(size_) * (s * theta_.head(measured_).asDiagonal());
    residual_ = r.colwise().norm().transpose();
    found_ = 0;
    while (found_ < measured_ && is_converged(found_)) ++found_;
    gap_at_ = first_gap();
    excess_ = 1;
    for (Index i = 0; i < std::min(measured_, std::max(options_.k, gap_at_)); ++i) {
      excess_ = std::max(excess_, residual_[i] / bound(i));
    }
  }

  [[nodiscard]] double bound(Index i) const {
    return std::max(options_.tolerance * std::sqrt(std::max(theta_[i], 0.0)), options_.floor);
  }

  [[nodiscard]] bool is_converged(Index i) const { return residual_[i] <= bound(i); }

  // The first count >= k such that theta_{count-1} and theta_count are told apart, or 0.
  [[nodiscard]] Index first_gap() const {
    for (Index count = options_.k; count <= measured_; ++count) {
      if (count == n_) return count;
      if (count == measured_) return 0;
      const double apart = theta_[count - 1] - theta_[count];
      if (apart > residual_[count - 1] + residual_[count] + options_.floor) return count;
    }
    return 0;
  }

  [[nodiscard]] bool finished() const {
    if (size_ == n_) return true;
    if (options_.stop_below >= 0 && theta_[0] + residual_[0] < options_.stop_below &&
        residual_[0] <= options_.stop_below - theta_[0] && steps_ >= 3) {
      return true;
    }
    return gap_at_ > 0 && found_ >= gap_at_;
  }

  // Rayleigh-Ritz costs size^3, so it waits until the residuals, falling as they did between the
  // last two checks, should be nearly there. They fall ever faster, hence the limit.
  void schedule_check() {
    constexpr double caution = 0.8;
    const double digits = std::log(excess_);  // >= 0: how far the worst residual is from its bound
    const double rate = (last_digits_ - digits) / static_cast<double>(steps_ - last_check_);
    const double remaining = rate > 0 && std::isfinite(rate) ? caution * digits / rate : 1;
    const double most = 0.12 * static_cast<double>(steps_);
    check_at_ = steps_ + std::max<Index>(1, static_cast<Index>(std::min(remaining, most)));
    last_digits_ = digits;
    last_check_ = steps_;
  }

  // What B P adds to the basis; where nothing is left, a fresh random block.
  MatrixXd next_block() {
    MatrixXd w =
        steps_ == 1 && options_.start.cols() > 0 ? leading_residuals() : MatrixXd(last_product());
    const auto basis = q_.leftCols(size_);
    MatrixXd next = orthonormalise(basis, std::move(w));
    if (next.cols() == 0) next = orthonormalise(basis, random_block(std::min(block_, n_ - size_)));
    if (next.cols() > n_ - size_) next.conservativeResize(Eigen::NoChange, n_ - size_);
    return next;
  }

  [[nodiscard]] MatrixXd last_product() const {
    return bq_.middleCols(last_begin_, size_ - last_begin_);
  }

  // After a warm start the residuals of the unconverged pairs are the directions that are missing.
  [[nodiscard]] MatrixXd leading_residuals() const {
    const Index begin = std::min(found_, measured_ - 1);
    const Index count = measured_ - begin;
    const MatrixXd s = s_.middleCols(begin, count);
    MatrixXd r = bq_.leftCols(size_) * s;
    r.noalias() -= q_.leftCols(size_) * (s * theta_.segment(begin, count).asDiagonal());
    return r;
  }

  // Keeps the leading Ritz vectors; the next block stays orthogonal to them.
  void restart(Index incoming) {
    const Index wanted = std::max(options_.k, gap_at_ > 0 ? gap_at_ : found_) + block_;
    Index kept = std::min(size_, wanted);
    if (kept + incoming + block_ > max_basis_) {
      max_basis_ = std::min(n_, kept + incoming + 4 * block_);  // a cluster longer than foreseen
      resize_storage(std::min(n_, max_basis_ + block_));
    }
    const MatrixXd s = s_.leftCols(kept);
    q_.leftCols(kept) = (q_.leftCols(size_) * s).eval();
    bq_.leftCols(kept) = (bq_.leftCols(size_) * s).eval();
    h_.topLeftCorner(kept, kept) = theta_.head(kept).asDiagonal();
    size_ = kept;
  }

  void report() const {
    const Index target = gap_at_ > 0 ? gap_at_ : options_.k;
    const std::string note =
        fmt::format("step {}, worst residual {:.1e} times its tolerance", steps_, excess_);
    core::report(options_.progress, {"block-krylov", std::min(found_, target), target, note});
  }

  [[nodiscard]] SymmetricPairs result() const {
    SymmetricPairs pairs;
    pairs.values = theta_.head(measured_);
    pairs.vectors = q_.leftCols(size_) * s_.leftCols(measured_);
    pairs.residuals = residual_;
    pairs.converged = found_;
    pairs.cluster_complete = gap_at_ > 0 && found_ >= gap_at_;
    pairs.steps = steps_;
    return pairs;
  }

  const SymmetricOperator& b_;
  const BlockKrylovOptions& options_;
  Index n_, block_ = 0, max_basis_ = 0;
  MatrixXd q_, bq_, h_;  // n x basis, n x basis, basis x basis
  Index size_ = 0, last_begin_ = 0, steps_ = 0;
  std::uint32_t random_blocks_ = 0;
  VectorXd theta_, residual_;  // descending Ritz values; residuals of the first `measured_`
  MatrixXd s_;                 // Ritz vectors in the basis
  Index measured_ = 0, found_ = 0, gap_at_ = 0;
  double excess_ = HUGE_VAL;  // worst residual in units of its bound, >= 1
  double last_digits_ = HUGE_VAL;
  Index check_at_ = 1, last_check_ = 0;
};

}  // namespace

SymmetricPairs block_krylov(const SymmetricOperator& b, const BlockKrylovOptions& options) {
  if (options.k < 1 || options.k > b.size()) {
    core::reject("block_krylov", fmt::format("k must be in [1, {}]", b.size()), options.k);
  }
  if (options.block < 1) core::reject("block_krylov", "block must be >= 1", options.block);
  if (!(options.tolerance > 0)) {
    core::reject("block_krylov", "the tolerance must be > 0", options.tolerance);
  }
  return Iteration(b, options).run();
}

}  // namespace eigenviews::solver
