#include <cmath>
#include <complex>

#include "kernel/closed_form.hpp"
#include "kernel/closed_form_detail.hpp"

namespace eigenviews::kernel::closed_form {

namespace {

using Eigen::VectorXcd;
using Eigen::VectorXd;

constexpr double pi = 3.14159265358979323846;
// Sums of n probabilities times numbers of modulus <= 1 are off by about this in absolute value.
constexpr double sum_tolerance = relative_tolerance;

void require_probability(std::string_view where, const VectorXd& q, double sum) {
  for (const double value : q) {
    if (!(value >= 0)) core::reject(where, "q must be >= 0", value);
  }
  if (!(std::abs(sum - 1) <= FiniteChannel::row_sum_tolerance)) {
    core::reject(where, "q must sum to 1", sum);
  }
}

}  // namespace

VectorXcd cyclic_coefficients(const VectorXd& q) {
  constexpr auto where = "closed_form::cyclic_coefficients";
  const Index n = q.size();
  require_at_least(where, "n", n, 1);
  require_probability(where, q, q.sum());
  VectorXcd roots(n);  // e^{2 pi i j / n}
  for (Index j = 0; j < n; ++j) {
    roots[j] = std::polar(1.0, 2 * pi * static_cast<double>(j) / static_cast<double>(n));
  }
  VectorXcd coefficients = VectorXcd::Zero(n);
  for (Index k = 0; k < n; ++k) {
    for (Index h = 0; h < n; ++h) coefficients[k] += q[h] * roots[k * h % n];
  }
  return coefficients;
}

Levels cyclic(const VectorXd& q) {
  Levels levels;
  for (const auto& coefficient : cyclic_coefficients(q)) {
    levels.push_back({std::abs(coefficient), 1});
  }
  return merged(std::move(levels), sum_tolerance);
}

double uniform_window(Index k, Index n, Index w) {
  require_at_least("closed_form::uniform_window", "n", n, 1);
  if (w < 1 || w > n) {
    core::reject("closed_form::uniform_window", fmt::format("w must be in [1, {}]", n), w);
  }
  k = ((k % n) + n) % n;
  if (k == 0) return 1;
  const Index reduced = k * w % n;  // |sin(pi k w / n)| has period n in k w
  const double size = static_cast<double>(n);
  return std::sin(pi * static_cast<double>(reduced) / size) /
         (static_cast<double>(w) * std::sin(pi * static_cast<double>(k) / size));
}

Levels uniform_window(Index n, Index w) {
  require_at_least("closed_form::uniform_window", "n", n, 1);
  Levels levels;
  for (Index k = 0; k < n; ++k) levels.push_back({uniform_window(k, n, w), 1});
  return merged(std::move(levels), sum_tolerance);
}

CharacterTable symmetric_group_3() {
  CharacterTable table{{1, 3, 2}, Eigen::MatrixXcd(3, 3)};
  table.characters << 1, 1, 1,  // trivial
      2, 0, -1,                 // standard: the plane in which a triangle turns
      1, -1, 1;                 // sign
  return table;
}

Levels class_function(const CharacterTable& table, const VectorXd& q) {
  constexpr auto where = "closed_form::class_function";
  const Index classes = static_cast<Index>(table.class_sizes.size());
  if (table.characters.rows() != classes || table.characters.cols() != classes ||
      q.size() != classes || classes == 0) {
    core::reject(where,
                 "class sizes, q, rows and columns of the characters must be equal in number",
                 fmt::format("{}, {}, {}, {}",
                             classes,
                             q.size(),
                             table.characters.rows(),
                             table.characters.cols()));
  }
  VectorXd weight(classes);  // probability of each class
  for (Index c = 0; c < classes; ++c) {
    weight[c] = static_cast<double>(table.class_sizes[static_cast<std::size_t>(c)]) * q[c];
  }
  require_probability(where, q, weight.sum());
  const VectorXcd sums = table.characters * weight;
  Levels levels;
  for (Index i = 0; i < classes; ++i) {
    const double dim = table.characters(i, 0).real();
    if (!(dim >= 1)) core::reject(where, "column 0 must hold dimensions >= 1", dim);
    levels.push_back({std::abs(sums[i]) / dim, std::llround(dim * dim)});
  }
  return merged(std::move(levels), sum_tolerance);
}

}  // namespace eigenviews::kernel::closed_form
