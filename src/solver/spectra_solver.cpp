#include "solver/spectra_solver.hpp"

#include <Spectra/SymEigsSolver.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "solver/certificate.hpp"

namespace eigenviews::solver {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Spectra's operator interface over ours.
class Product {
 public:
  using Scalar = double;
  Product(const SymmetricOperator& b, const SpectraOptions& options) : b_(b), options_(options) {}
  [[nodiscard]] Index rows() const { return b_.size(); }
  [[nodiscard]] Index cols() const { return b_.size(); }
  void perform_op(const double* x, double* y) const {
    b_.apply(Eigen::Map<const VectorXd>(x, rows()), Eigen::Map<VectorXd>(y, rows()));
    core::report(options_.progress, {"spectra", b_.applications(), 0, "products"});
  }

 private:
  const SymmetricOperator& b_;
  const SpectraOptions& options_;
};

VectorXd residual_norms(const SymmetricOperator& b, const SymmetricPairs& pairs) {
  MatrixXd r(b.size(), pairs.values.size());
  b.apply(pairs.vectors, r);
  r -= pairs.vectors * pairs.values.asDiagonal();
  return r.colwise().norm();
}

SymmetricPairs leading_pairs(const SymmetricOperator& b,
                             Index count,
                             const SpectraOptions& options) {
  Product product(b, options);
  const Index basis = std::min(b.size(), 2 * count + 20);
  Spectra::SymEigsSolver<Product> solver(product, count, basis);
  VectorXd start(b.size());
  core::Stream stream(
      {.seed = options.seed, .op = static_cast<std::uint32_t>(core::StreamOp::start_block)});
  stream.fill_normal({start.data(), static_cast<std::size_t>(start.size())});
  solver.init(start.data());
  // Spectra's tolerance is relative to theta, ours to sqrt(theta) and floored; the stricter holds.
  const double tolerance = std::max(0.1 * options.tolerance, 1e-15);
  solver.compute(Spectra::SortRule::LargestAlge, options.max_restarts, tolerance);

  SymmetricPairs pairs;
  pairs.values = solver.eigenvalues();
  pairs.vectors = solver.eigenvectors();
  pairs.steps = solver.num_iterations();
  return pairs;
}

}  // namespace

SymmetricPairs spectra_pairs(const SymmetricOperator& b, const SpectraOptions& options) {
  if (options.k < 1 || options.k >= b.size()) {
    core::reject("spectra_pairs", fmt::format("k must be in [1, {}]", b.size() - 1), options.k);
  }
  constexpr Index lookahead = 8;
  for (Index count = std::min(options.k + lookahead, b.size() - 1);;
       count = std::min(2 * count, b.size() - 1)) {
    SymmetricPairs pairs = leading_pairs(b, count, options);
    if (pairs.values.size() == 0) return pairs;
    pairs.residuals = residual_norms(b, pairs);
    while (pairs.converged < pairs.values.size()) {
      const double theta = std::max(pairs.values[pairs.converged], 0.0);
      const double bound = std::max(options.tolerance * std::sqrt(theta), options.floor);
      if (!(pairs.residuals[pairs.converged] <= bound)) break;
      ++pairs.converged;
    }
    if (pairs.values.size() >= options.k) {
      const VectorXd bounds = pairs.residuals.array() + options.floor;
      pairs.cluster_complete =
          complete_cluster(pairs.values, bounds, options.k) < pairs.values.size();
    }
    if (pairs.cluster_complete || count == b.size() - 1 || pairs.converged < options.k)
      return pairs;
  }
}

}  // namespace eigenviews::solver
