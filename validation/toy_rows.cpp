#include "validation/toy_rows.hpp"

#include <cmath>

#include "validation/toy_rows_detail.hpp"

namespace eigenviews::validation {

namespace rows {

Index binomial(Index n, Index k) {
  Index result = 1;
  for (Index i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return result;
}

Levels levels_of(Index count,
                 const std::function<double(Index)>& sigma,
                 const std::function<Index(Index)>& multiplicity) {
  Levels levels;
  for (Index k = 0; k < count; ++k) levels.push_back({sigma(k), multiplicity(k)});
  return levels;
}

SingularFunctions twice(MatrixXd u) {
  MatrixXd v = u;
  return {std::move(u), std::move(v)};
}

MatrixXd fourier(const VectorXd& x, Index waves, const std::vector<double>& phase) {
  MatrixXd f = MatrixXd::Ones(x.size(), 2 * waves - 1);
  for (Index k = 1; k < waves; ++k) {
    const double shift = phase.empty() ? 0 : phase[static_cast<std::size_t>(k)];
    f.col(2 * k - 1) = std::sqrt(2.0) * (real(k) * x.array() - shift).cos();
    f.col(2 * k) = std::sqrt(2.0) * (real(k) * x.array() - shift).sin();
  }
  return f;
}

}  // namespace rows

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rows::Levels;
using rows::real;

Index count_of(const Levels& levels) {
  Index count = 0;
  for (const kernel::Level& level : levels) count += level.multiplicity;
  return count;
}

VectorXd written_out(const Levels& levels) {
  VectorXd sigma(count_of(levels));
  Index begin = 0;
  for (const kernel::Level& level : levels) {
    sigma.segment(begin, level.multiplicity).setConstant(level.sigma);
    begin += level.multiplicity;
  }
  return sigma;
}

MatrixXd hermite_functions(const VectorXd& x, Index count) {
  MatrixXd h = MatrixXd::Ones(x.size(), count);
  if (count > 1) h.col(1) = x;
  for (Index n = 1; n + 1 < count; ++n) {
    h.col(n + 1) =
        (x.cwiseProduct(h.col(n)) - std::sqrt(real(n)) * h.col(n - 1)) / std::sqrt(real(n) + 1);
  }
  return h;
}

std::vector<ToyRow> toy_rows(bool full) {
  std::vector<ToyRow> all;
  for (auto& part : {rows::continuous_rows(full), rows::finite_rows(full), rows::counting_rows()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace eigenviews::validation
