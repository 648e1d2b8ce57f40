#include "kernel/orthogonal_polynomials.hpp"

#include <cmath>
#include <string_view>

#include "core/errors.hpp"

namespace eigenviews::kernel {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

void require_count(std::string_view where, Index n) {
  if (n < 1) core::reject(where, "the number of polynomials must be >= 1", n);
}

// Written so that a NaN is refused too.
void require_above(std::string_view where, std::string_view name, double value, double bound) {
  if (!(value > bound) || !std::isfinite(value)) {
    core::reject(where, fmt::format("{} must be > {} and finite", name, bound), value);
  }
}

// The Jacobi matrix of the beta-binomial distribution; its eigenvalues are 0, ..., N.
// With A_k and C_k of Koekoek et al. (9.5.3), alpha and beta shifted by 1:
// a_k = A_k + C_k and b_{k+1}^2 = A_k C_{k+1}.
Recurrence hahn_recurrence(Index trials, double alpha, double beta) {
  const auto upper = [=](Index degree) {
    const double k = static_cast<double>(degree);
    const double sum = 2 * k + alpha + beta;
    // (k + alpha + beta - 1) / (sum - 1) is 1 at k = 0, also where alpha + beta = 1.
    const double ratio = degree == 0 ? 1 : (k + alpha + beta - 1) / (sum - 1);
    return ratio * (k + alpha) * static_cast<double>(trials - degree) / sum;
  };
  const auto lower = [=](Index degree) {
    if (degree == 0) return 0.0;
    const double k = static_cast<double>(degree);
    const double sum = 2 * k + alpha + beta;
    return k * (k + alpha + beta + static_cast<double>(trials) - 1) * (k + beta - 1) /
           ((sum - 2) * (sum - 1));
  };
  Recurrence r{VectorXd(trials + 1), VectorXd(trials)};
  for (Index k = 0; k <= trials; ++k) r.diagonal[k] = upper(k) + lower(k);
  for (Index k = 0; k < trials; ++k) r.off_diagonal[k] = std::sqrt(upper(k) * lower(k + 1));
  return r;
}

// The eigenvector z of the Jacobi matrix for the eigenvalue `lambda`, scaled to z_0 = 1.
// f solves all rows but the last, g all but the first; (J - lambda)^{-1} has the diagonal
// f_k g_k / W, which is largest where |z_k| is, so both are accurate on their side of that index.
VectorXd jacobi_eigenvector(const Recurrence& r, double lambda) {
  const Index n = r.diagonal.size();
  const auto& a = r.diagonal;
  const auto& b = r.off_diagonal;
  VectorXd f(n);
  VectorXd g(n);
  f[0] = 1;
  g[n - 1] = 1;
  for (Index k = 0; k + 1 < n; ++k) {
    f[k + 1] = ((lambda - a[k]) * f[k] - (k > 0 ? b[k - 1] * f[k - 1] : 0)) / b[k];
  }
  for (Index k = n - 1; k > 0; --k) {
    g[k - 1] = ((lambda - a[k]) * g[k] - (k + 1 < n ? b[k] * g[k + 1] : 0)) / b[k - 1];
  }
  Index twist = 0;
  f.cwiseProduct(g).cwiseAbs().maxCoeff(&twist);
  f.tail(n - twist) = g.tail(n - twist) * (f[twist] / g[twist]);
  return f;
}

}  // namespace

void require_recurrence(std::string_view where, const Recurrence& r) {
  if (r.diagonal.size() < 1 || r.off_diagonal.size() != r.diagonal.size() - 1) {
    core::reject(where,
                 "n >= 1 diagonal and n - 1 off-diagonal coefficients are needed",
                 fmt::format("{} and {}", r.diagonal.size(), r.off_diagonal.size()));
  }
  for (Index k = 0; k < r.diagonal.size(); ++k) {
    if (!std::isfinite(r.diagonal[k])) {
      core::reject(where, fmt::format("a_{} must be finite", k), r.diagonal[k]);
    }
  }
  for (Index k = 0; k < r.off_diagonal.size(); ++k) {
    const double b = r.off_diagonal[k];
    if (!(b > 0) || !std::isfinite(b)) {
      core::reject(where, fmt::format("b_{} must be > 0 and finite", k + 1), b);
    }
  }
}

Recurrence hermite_recurrence(Index n) {
  require_count("hermite_recurrence", n);
  Recurrence r{VectorXd::Zero(n), VectorXd(n - 1)};
  for (Index k = 1; k < n; ++k) r.off_diagonal[k - 1] = std::sqrt(static_cast<double>(k));
  return r;
}

Recurrence jacobi_recurrence(Index n, double alpha, double beta) {
  require_count("jacobi_recurrence", n);
  require_above("jacobi_recurrence", "alpha", alpha, -1);
  require_above("jacobi_recurrence", "beta", beta, -1);
  Recurrence r{VectorXd(n), VectorXd(n - 1)};
  for (Index degree = 0; degree < n; ++degree) {
    const double k = static_cast<double>(degree);
    const double sum = 2 * k + alpha + beta;
    // At k = 0 a factor alpha + beta cancels, which may be zero.
    r.diagonal[degree] = degree == 0 ? (beta - alpha) / (sum + 2)
                                     : (beta - alpha) * (beta + alpha) / (sum * (sum + 2));
    if (degree == 0) continue;
    // At k = 1 the factor 1 + alpha + beta cancels, which may be zero.
    const double ratio = degree == 1 ? 1 : (k + alpha + beta) / (sum - 1);
    r.off_diagonal[degree - 1] =
        2 / sum * std::sqrt(k * (k + alpha) * (k + beta) * ratio / (sum + 1));
  }
  return r;
}

Recurrence laguerre_recurrence(Index n, double alpha) {
  require_count("laguerre_recurrence", n);
  require_above("laguerre_recurrence", "alpha", alpha, -1);
  Recurrence r{VectorXd(n), VectorXd(n - 1)};
  for (Index degree = 0; degree < n; ++degree) {
    const double k = static_cast<double>(degree);
    r.diagonal[degree] = 2 * k + alpha + 1;
    if (degree > 0) r.off_diagonal[degree - 1] = std::sqrt(k * (k + alpha));
  }
  return r;
}

MatrixXd orthonormal_polynomials(const Recurrence& recurrence, const VectorXd& x) {
  require_recurrence("orthonormal_polynomials", recurrence);
  const auto& a = recurrence.diagonal;
  const auto& b = recurrence.off_diagonal;
  MatrixXd p(x.size(), a.size());
  p.col(0).setOnes();
  for (Index k = 0; k + 1 < a.size(); ++k) {
    p.col(k + 1) = (x.array() - a[k]) * p.col(k).array();
    if (k > 0) p.col(k + 1) -= b[k - 1] * p.col(k - 1);
    p.col(k + 1) /= b[k];
  }
  return p;
}

MatrixXd hahn_polynomials(Index trials, double alpha, double beta) {
  if (trials < 1) core::reject("hahn_polynomials", "trials must be >= 1", trials);
  require_above("hahn_polynomials", "alpha", alpha, 0);
  require_above("hahn_polynomials", "beta", beta, 0);
  const Recurrence r = hahn_recurrence(trials, alpha, beta);
  MatrixXd p(trials + 1, trials + 1);
  for (Index a = 0; a <= trials; ++a) {
    p.row(a) = jacobi_eigenvector(r, static_cast<double>(a)).transpose();
  }
  return p;
}

MatrixXd meixner_polynomials(Index points, Index n, double alpha, double c) {
  require_count("meixner_polynomials", n);
  require_above("meixner_polynomials", "alpha", alpha, 0);
  if (!(c > 0 && c < 1)) core::reject("meixner_polynomials", "c must be in (0, 1)", c);
  if (points < n) core::reject("meixner_polynomials", "points must be >= n", points);
  // M(a, k) = M_k(a) with M_0 = 1: c (k + alpha) M_{k+1} = ((c-1) a + k + (k+alpha) c) M_k - k
  // M_{k-1}.
  MatrixXd m(points, n);
  m.col(0).setOnes();
  for (Index degree = 0; degree + 1 < n; ++degree) {
    const double k = static_cast<double>(degree);
    m.row(degree).tail(n - degree - 1) = m.col(degree).segment(degree + 1, n - degree - 1);
    for (Index point = degree + 1; point < points; ++point) {
      const double a = static_cast<double>(point);
      const double previous = degree > 0 ? m(point, degree - 1) : 0;
      m(point, degree + 1) =
          (((c - 1) * a + k + (k + alpha) * c) * m(point, degree) - k * previous) /
          (c * (k + alpha));
    }
  }
  double scale = 1;  // (-1)^k sqrt((alpha)_k c^k / k!), which normalises M_k and fixes its sign
  for (Index degree = 1; degree < n; ++degree) {
    const double k = static_cast<double>(degree);
    scale *= -std::sqrt((alpha + k - 1) * c / k);
    m.col(degree) *= scale;
  }
  return m;
}

}  // namespace eigenviews::kernel
