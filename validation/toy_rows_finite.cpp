// Rows iv, vi and viii of docs/theory.md, section 4, and the small channels of 2.19.
#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <utility>

#include "validation/toy_rows_detail.hpp"

namespace eigenviews::validation::rows {

namespace {

constexpr double pi = std::numbers::pi;

// ---- rows iv: bits ----------------------------------------------------------------------------

// All subsets of the bits in the order of their sizes.
std::vector<unsigned> subsets_by_size(unsigned bits) {
  std::vector<unsigned> subsets(std::size_t{1} << bits);
  std::iota(subsets.begin(), subsets.end(), 0u);
  std::stable_sort(subsets.begin(), subsets.end(), [](unsigned a, unsigned b) {
    return std::popcount(a) < std::popcount(b);
  });
  return subsets;
}

MatrixXd parities(unsigned bits) {
  const std::vector<unsigned> subsets = subsets_by_size(bits);
  MatrixXd f(subsets.size(), subsets.size());
  for (unsigned x = 0; x < subsets.size(); ++x) {
    for (std::size_t j = 0; j < subsets.size(); ++j) {
      f(x, static_cast<Index>(j)) = std::popcount(x & subsets[j]) % 2 == 0 ? 1 : -1;
    }
  }
  return f;
}

ToyRow cube_row(const std::string& options, unsigned bits, double p) {
  return {.row = "iv-a",
          .toy = "cube," + options,
          .levels = levels_of(
              bits + 1,
              [p](Index k) { return std::pow(std::abs(1 - 2 * p), real(k)); },
              [bits](Index k) { return binomial(bits, k); }),
          .functions = [bits](const Toy&) { return twice(parities(bits)); },
          .listed = closed_form::bit_flip(bits, p)};
}

// v = (1-p)^{-|S|/2} chi_S(a) where all bits of S are observed; digit 2 of the base-3 number is *.
ToyRow erasure_row(unsigned bits, double p) {
  const auto functions = [bits, p](const Toy& toy) {
    const std::vector<unsigned> subsets = subsets_by_size(bits);
    MatrixXd v = MatrixXd::Ones(toy.channel.views(), static_cast<Index>(subsets.size()));
    for (Index a = 0; a < v.rows(); ++a) {
      for (std::size_t j = 0; j < subsets.size(); ++j) {
        Index digits = a;
        for (unsigned bit = 0; bit < bits; ++bit, digits /= 3) {  // last bit first
          if (!(subsets[j] >> bit & 1)) continue;
          const double value = digits % 3 == 2 ? 0 : (digits % 3 == 0 ? 1 : -1);
          v(a, static_cast<Index>(j)) *= value / std::sqrt(1 - p);
        }
      }
    }
    return SingularFunctions{parities(bits), v};
  };
  return {.row = "iv-b",
          .toy = "erasure,bits=5,p=0.4",
          .levels = levels_of(
              bits + 1,
              [p](Index k) { return std::pow(1 - p, real(k) / 2); },
              [bits](Index k) { return binomial(bits, k); }),
          .functions = functions,
          .listed = closed_form::erasure(bits, p)};
}

// ---- row vi-a: cycles -------------------------------------------------------------------------

// a = x + h, h ~ q on Z_n: sigma_k = |qhat(k)|, and v is u turned by the phase of qhat(k). The
// first `waves` numbers k must be in descending order of sigma.
ToyRow cyclic_row(const std::string& options, const VectorXd& q, Index n, Index waves) {
  Levels levels;
  std::vector<double> phase;
  for (Index k = 0; k < waves; ++k) {
    std::complex<double> coefficient = 0;
    for (Index h = 0; h < q.size(); ++h) {
      coefficient += q[h] * std::polar(1.0, 2 * pi * real(k * h) / real(n));
    }
    levels.push_back({std::abs(coefficient), fourier_multiplicity(k)});
    phase.push_back(std::arg(coefficient));
  }
  VectorXd all_steps = VectorXd::Zero(n);
  all_steps.head(q.size()) = q;
  const auto functions = [n, waves, phase](const Toy&) {
    const VectorXd x = VectorXd::LinSpaced(n, 0, 2 * pi * real(n - 1) / real(n));
    return SingularFunctions{fourier(x, waves), fourier(x, waves, phase)};
  };
  return {.row = "vi-a",
          .toy = "cyclic," + options,
          .levels = levels,
          .functions = functions,
          .listed = closed_form::cyclic(all_steps)};
}

// The window's modulus as the table has it, |sin(pi k w/n) / (w sin(pi k/n))|, k = 0, ..., 3.
ToyRow window_row() {
  constexpr Index n = 24, w = 5, waves = 4;
  ToyRow row = cyclic_row("n=24,w=5", VectorXd::Constant(w, 1.0 / w), n, waves);
  for (Index k = 1; k < waves; ++k) {
    row.levels[static_cast<std::size_t>(k)].sigma =
        std::abs(std::sin(pi * real(k * w) / n) / (w * std::sin(pi * real(k) / n)));
  }
  row.listed = closed_form::uniform_window(n, w);
  return row;
}

ToyRow values_row(const std::string& row,
                  const std::string& toy,
                  Levels levels,
                  Levels listed = {}) {
  return {.row = row,
          .toy = toy,
          .levels = std::move(levels),
          .functions = {},
          .listed = std::move(listed)};
}

}  // namespace

std::vector<ToyRow> finite_rows(bool full) {
  const VectorXd asymmetric =
      (VectorXd(5) << 16, 8, 4, 2, 1).finished() / 31;  // probability halved from step to step
  const double root = std::sqrt(0.0252);
  const double fifth = pi / 5;
  std::vector<ToyRow> all = {
      cube_row("bits=6,p=0.15", 6, 0.15),
      erasure_row(5, 0.4),
      window_row(),
      cyclic_row("kernel=asymmetric,n=24,w=5,ratio=0.5", asymmetric, 24, 6),
      values_row("vi-b",
                 "s3,weight=0.5",
                 {{1, 1}, {0.5, 4}, {0, 1}},
                 closed_form::class_function(closed_form::symmetric_group_3(),
                                             Eigen::Vector3d(0.5, 0.5 / 3, 0))),
      values_row("viii",
                 "blocks,sizes=3x5x2x6,delta=0.3,eps=0.2",
                 {{1, 1}, {0.3 + 0.7 * 0.8, 3}, {0.3, 12}},
                 closed_form::blocks(16, 4, 0.3, 0.2)),
      values_row("2.19",
                 "nonnormal",
                 {{1, 1}, {std::sqrt(0.16 + root), 1}, {std::sqrt(0.16 - root), 1}}),
      values_row("2.19", "nonnormal,case=reversible", {{1, 1}, {0.75, 1}, {0.55, 1}}),
      values_row("2.19",
                 "nonnormal,case=five-cycle",
                 {{1, 1}, {std::cos(fifth), 2}, {std::cos(2 * fifth), 2}}),
      values_row("2.19", "nonnormal,case=shift", {{1, 5}})};
  if (full) all.push_back(cube_row("bits=9,p=0.1", 9, 0.1));
  return all;
}

}  // namespace eigenviews::validation::rows
