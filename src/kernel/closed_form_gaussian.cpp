#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <cmath>
#include <limits>
#include <queue>
#include <vector>

#include "kernel/closed_form.hpp"
#include "kernel/closed_form_detail.hpp"

namespace eigenviews::kernel::closed_form {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

void require_correlation(std::string_view where, double r) {
  if (!(std::abs(r) > 0 && std::abs(r) < 1)) {
    core::reject(where, "0 < |r| < 1 must hold for the correlation r", r);
  }
}

void require_symmetric(std::string_view where, std::string_view name, const MatrixXd& matrix) {
  if (!matrix.allFinite()) {
    core::reject(where, fmt::format("{} must be finite", name), matrix.sum());
  }
  const double difference = (matrix - matrix.transpose()).cwiseAbs().maxCoeff();
  if (!(difference <= relative_tolerance * matrix.cwiseAbs().maxCoeff())) {
    core::reject(where,
                 fmt::format("{} must be symmetric", name),
                 fmt::format("entries across the diagonal that differ by {}", difference));
  }
}

double least_eigenvalue(const MatrixXd& symmetric) {
  return Eigen::SelfAdjointEigenSolver<MatrixXd>(symmetric, Eigen::EigenvaluesOnly)
      .eigenvalues()
      .minCoeff();
}

// The product prod_i r_i^{n_i}; `first` is the lowest axis that a successor may raise, so that
// every multi-index has one predecessor.
struct Product {
  double sigma = 1;
  Index first = 0;
};

struct Smaller {
  bool operator()(const Product& a, const Product& b) const { return a.sigma < b.sigma; }
};

}  // namespace

Levels ornstein_uhlenbeck(double r, Index levels) {
  require_correlation("closed_form::ornstein_uhlenbeck", r);
  require_levels("closed_form::ornstein_uhlenbeck", levels);
  return powers(std::abs(r), levels);
}

Levels additive_gaussian(double s, Index levels) {
  require_positive("closed_form::additive_gaussian", "s", s);
  require_levels("closed_form::additive_gaussian", levels);
  return powers(1 / std::sqrt(1 + s * s), levels);
}

Levels isotropic_gaussian(double r, Index dim, Index levels) {
  require_at_least("closed_form::isotropic_gaussian", "dim", dim, 1);
  Levels result = ornstein_uhlenbeck(r, levels);
  for (Index n = 0; n < levels; ++n) {
    result[static_cast<std::size_t>(n)].multiplicity = binomial(n + dim - 1, dim - 1);
  }
  return result;
}

Levels gaussian(const VectorXd& correlations, Index levels) {
  require_levels("closed_form::gaussian", levels);
  require_at_least("closed_form::gaussian", "number of correlations", correlations.size(), 1);
  for (const double r : correlations) {
    if (!(r > 0 && r < 1))
      core::reject("closed_form::gaussian", "correlations must be in (0, 1)", r);
  }
  // Best first: the largest product not yet listed is on top of the queue.
  std::priority_queue<Product, std::vector<Product>, Smaller> queue;
  queue.push({1, 0});
  Levels result;
  while (true) {
    const Product top = queue.top();
    if (!(top.sigma >= std::numeric_limits<double>::min())) return result;
    queue.pop();
    if (!result.empty() &&
        result.back().sigma - top.sigma <= relative_tolerance * result.back().sigma) {
      ++result.back().multiplicity;
    } else if (static_cast<Index>(result.size()) == levels) {
      return result;
    } else {
      result.push_back({top.sigma, 1});
    }
    for (Index axis = top.first; axis < correlations.size(); ++axis) {
      queue.push({top.sigma * correlations[axis], axis});
    }
  }
}

VectorXd canonical_correlations(const MatrixXd& sigma, const MatrixXd& gamma) {
  constexpr auto where = "closed_form::canonical_correlations";
  if (sigma.rows() < 1 || sigma.cols() != sigma.rows() || gamma.rows() != sigma.rows() ||
      gamma.cols() != sigma.rows()) {
    core::reject(
        where,
        "both matrices must be D x D",
        fmt::format("{} x {} and {} x {}", sigma.rows(), sigma.cols(), gamma.rows(), gamma.cols()));
  }
  require_symmetric(where, "sigma", sigma);
  require_symmetric(where, "gamma", gamma);
  const double rounding =
      relative_tolerance * static_cast<double>(gamma.rows()) * gamma.cwiseAbs().maxCoeff();
  if (!(least_eigenvalue(gamma) >= -rounding)) {
    core::reject(where, "the eigenvalues of gamma must be >= 0", least_eigenvalue(gamma));
  }
  const Eigen::LLT<MatrixXd> originals(sigma);
  const Eigen::LLT<MatrixXd> views(sigma + gamma);
  if (originals.info() != Eigen::Success || views.info() != Eigen::Success) {
    core::reject(where,
                 "the eigenvalues of sigma must be > 0, also beside those of gamma",
                 least_eigenvalue(sigma));
  }
  // Cov(x, a) = Sigma, whitened on both sides.
  const MatrixXd left = originals.matrixL().solve(sigma);
  const MatrixXd whitened = views.matrixL().solve(left.transpose());
  return Eigen::JacobiSVD<MatrixXd>(whitened).singularValues();
}

}  // namespace eigenviews::kernel::closed_form
