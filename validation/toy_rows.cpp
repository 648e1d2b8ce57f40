#include "validation/toy_rows.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::Level;
using kernel::Toy;
using Levels = std::vector<Level>;

namespace {

constexpr double pi = std::numbers::pi;

double real(Index n) { return static_cast<double>(n); }

// sigma(k) with multiplicity(k) for k = 0, ..., count - 1.
Levels levels_of(Index count,
                 const std::function<double(Index)>& sigma,
                 const std::function<Index(Index)>& multiplicity) {
  Levels levels;
  for (Index k = 0; k < count; ++k) levels.push_back({sigma(k), multiplicity(k)});
  return levels;
}

Index once(Index /*k*/) { return 1; }
Index fourier_multiplicity(Index k) { return k == 0 ? 1 : 2; }
Index odd_multiplicity(Index degree) { return 2 * degree + 1; }

Index binomial(Index n, Index k) {
  Index result = 1;
  for (Index i = 1; i <= k; ++i) result = result * (n - k + i) / i;
  return result;
}

// The same functions on both spaces.
SingularFunctions twice(MatrixXd u) {
  MatrixXd v = u;
  return {std::move(u), std::move(v)};
}

// ---- rows i: Gaussian -------------------------------------------------------------------------

ToyRow gaussian_row(const std::string& options, double r, Index degrees) {
  return {.row = "i-a",
          .toy = "gaussian," + options,
          .levels = levels_of(
              degrees,
              [r](Index n) { return std::pow(std::abs(r), real(n)); },
              once),
          .functions =
              [r, degrees](const Toy& toy) {
                MatrixXd u = hermite_functions(toy.domain_x.coordinates.col(0), degrees);
                MatrixXd v = hermite_functions(toy.domain_a.coordinates.col(0), degrees);
                for (Index n = 1; n < degrees && r < 0; n += 2) v.col(n) *= -1;
                return SingularFunctions{std::move(u), std::move(v)};
              },
          .tolerance = 1e-10};
}

ToyRow additive_row(double s, Index degrees) {
  const double scale = std::sqrt(1 + s * s);
  return {.row = "i-b",
          .toy = "gaussian,kind=additive,s=0.5",
          .levels = levels_of(
              degrees,
              [s](Index n) { return std::pow(1 + s * s, -real(n) / 2); },
              once),
          .functions =
              [scale, degrees](const Toy& toy) {
                return SingularFunctions{
                    hermite_functions(toy.domain_x.coordinates.col(0), degrees),
                    hermite_functions(toy.domain_a.coordinates.col(0) / scale, degrees)};
              },
          .tolerance = 1e-10};
}

ToyRow isotropic_row(const std::string& options, double r, Index dim, Index degrees) {
  return {.row = "i-c",
          .toy = "gaussian," + options,
          .levels = levels_of(
              degrees,
              [r](Index n) { return std::pow(r, real(n)); },
              [dim](Index n) { return binomial(n + dim - 1, dim - 1); }),
          .functions = {},
          .tolerance = 1e-10};
}

// ---- rows ii, v, vi-a: cycles and the interval ------------------------------------------------

// 1, then sqrt(2) cos(k x - phase_k) and sqrt(2) sin(k x - phase_k), k = 1, 2, ...
MatrixXd fourier(const VectorXd& x, Index waves, const std::vector<double>& phase = {}) {
  MatrixXd f = MatrixXd::Ones(x.size(), 2 * waves - 1);
  for (Index k = 1; k < waves; ++k) {
    const double shift = phase.empty() ? 0 : phase[static_cast<std::size_t>(k)];
    f.col(2 * k - 1) = std::sqrt(2.0) * (real(k) * x.array() - shift).cos();
    f.col(2 * k) = std::sqrt(2.0) * (real(k) * x.array() - shift).sin();
  }
  return f;
}

ToyRow circle_row(const std::string& row,
                  const std::string& options,
                  Index waves,
                  const std::function<double(Index)>& sigma) {
  return {.row = row,
          .toy = "circle," + options,
          .levels = levels_of(waves, sigma, fourier_multiplicity),
          .functions = [waves](const Toy& toy) {
            return twice(fourier(toy.domain_x.coordinates.col(0), waves));
          }};
}

// Equal noise s (radians) on both axes of T^2: |k|^2 = 0, 1, 2, 4, 5 in 1, 4, 4, 4, 8 ways.
ToyRow torus_row() {
  constexpr Index side = 16;
  const double s = 2.0 * 2 * pi / side;
  const std::vector<std::pair<Index, Index>> squares = {{0, 1}, {1, 4}, {2, 4}, {4, 4}, {5, 8}};
  Levels levels;
  for (const auto& [square, ways] : squares) {
    levels.push_back({std::exp(-real(square) * s * s / 2), ways});
  }
  const auto functions = [squares](const Toy&) {
    const VectorXd angles = VectorXd::LinSpaced(side, 0, 2 * pi * (side - 1) / side);
    const MatrixXd axis = fourier(angles, 3);
    MatrixXd f(side * side, 21);
    Index column = 0;
    for (const auto& [square, ways] : squares) {
      for (Index j = 0; j < 5; ++j) {
        for (Index l = 0; l < 5; ++l) {
          const Index j_wave = (j + 1) / 2, l_wave = (l + 1) / 2;
          if (j_wave * j_wave + l_wave * l_wave != square) continue;
          f.col(column++) = (axis.col(l) * axis.col(j).transpose()).reshaped();
        }
      }
    }
    return twice(f);
  };
  return {.row = "ii-c", .toy = "torus,side=16,sigma=2x2", .levels = levels, .functions = functions};
}

ToyRow interval_row(double s, Index waves) {
  return {.row = "v",
          .toy = "interval,s=0.1",
          .levels = levels_of(
              waves,
              [s](Index k) { return std::exp(-real(k * k) * pi * pi * s * s / 2); },
              once),
          .functions = [waves](const Toy& toy) {
            const VectorXd x = toy.domain_x.coordinates.col(0);
            MatrixXd f = MatrixXd::Ones(x.size(), waves);
            for (Index k = 1; k < waves; ++k) {
              f.col(k) = std::sqrt(2.0) * (real(k) * pi * x.array()).cos();
            }
            return twice(f);
          }};
}

// a = x + h, h ~ q on Z_n: sigma_k = |qhat(k)|, and v is u turned by the phase of qhat(k). The first
// `waves` numbers k must be in descending order of sigma.
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
  return {.row = "vi-a",
          .toy = "cyclic," + options,
          .levels = levels,
          .functions = [n, waves, phase](const Toy&) {
            const VectorXd x = VectorXd::LinSpaced(n, 0, 2 * pi * real(n - 1) / real(n));
            return SingularFunctions{fourier(x, waves), fourier(x, waves, phase)};
          }};
}

// The window's modulus as the table has it, |sin(pi k w/n) / (w sin(pi k/n))|, k = 0, ..., 3.
ToyRow window_row() {
  constexpr Index n = 24, w = 5, waves = 4;
  ToyRow row = cyclic_row("n=24,w=5", VectorXd::Constant(w, 1.0 / w), n, waves);
  for (Index k = 1; k < waves; ++k) {
    row.levels[static_cast<std::size_t>(k)].sigma =
        std::abs(std::sin(pi * real(k * w) / n) / (w * std::sin(pi * real(k) / n)));
  }
  return row;
}

// ---- rows iii: sphere -------------------------------------------------------------------------

// Columns sqrt(4 pi) Y_l0, sqrt(8 pi) Re Y_lm, sqrt(8 pi) Im Y_lm; std::sph_legendre(l, m, theta)
// is Y_lm without e^{i m phi}, of norm 1 in L2(d Omega).
MatrixXd harmonics(const MatrixXd& points, Index degrees) {
  MatrixXd f(points.rows(), degrees * degrees);
  Index column = 0;
  for (unsigned l = 0; l < static_cast<unsigned>(degrees); ++l) {
    for (unsigned m = 0; m <= l; ++m) {
      const Index width = m == 0 ? 1 : 2;
      for (Index i = 0; i < points.rows(); ++i) {
        const double y = std::sqrt((m == 0 ? 4 : 8) * pi) * std::sph_legendre(l, m, points(i, 0));
        f(i, column) = y * std::cos(m * points(i, 1));
        if (m > 0) f(i, column + 1) = y * std::sin(m * points(i, 1));
      }
      column += width;
    }
  }
  return f;
}

ToyRow sphere_row(const std::string& row,
                  const std::string& options,
                  Index degrees,
                  const std::function<double(Index)>& sigma) {
  return {.row = row,
          .toy = "sphere," + options,
          .levels = levels_of(degrees, sigma, odd_multiplicity),
          .functions = [degrees](const Toy& toy) {
            return twice(harmonics(toy.domain_x.coordinates, degrees));
          }};
}

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
          .functions = [bits](const Toy&) { return twice(parities(bits)); }};
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
          .functions = functions};
}

// ---- rows vii: counts -------------------------------------------------------------------------

// s_n = N! / (N-n)! / (alpha+beta+N)_n.
Levels beta_binomial_levels(double alpha, double beta, Index trials) {
  Levels levels = {{1, 1}};
  double s = 1;
  for (Index n = 0; n < trials; ++n) {
    s *= real(trials - n) / (alpha + beta + real(trials + n));
    levels.push_back({std::sqrt(s), 1});
  }
  return levels;
}

// x uniform on [0, 1]: u_n = sqrt(2n+1) P_n(2x-1), and v = T* u / sigma.
ToyRow uniform_binomial_row(Index trials) {
  const Levels levels = beta_binomial_levels(1, 1, trials);
  return {.row = "vii-a",
          .toy = "beta-binomial,alpha=1,beta=1,N=12",
          .levels = levels,
          .functions = [levels](const Toy& toy) {
            const VectorXd x = toy.domain_x.coordinates.col(0);
            MatrixXd u(x.size(), count_of(levels));
            for (Index n = 0; n < u.cols(); ++n) {
              for (Index i = 0; i < x.size(); ++i) {
                u(i, n) = std::sqrt(2 * real(n) + 1) *
                          std::legendre(static_cast<unsigned>(n), 2 * x[i] - 1);
              }
            }
            return SingularFunctions{
                u, toy.channel.backward(u) * written_out(levels).cwiseInverse().asDiagonal()};
          }};
}

// Shape 3: u_n = L_n^(2)(lambda x) / sqrt(E L_n^2), E L_n^2 = (n+2)(n+1)/2, and v = T* u / sigma.
ToyRow gamma_poisson_row(double lambda, Index degrees) {
  const Levels levels = levels_of(
      degrees,
      [lambda](Index n) { return std::pow(1 + lambda, -real(n) / 2); },
      once);
  return {.row = "vii-b",
          .toy = "gamma-poisson,alpha=3,lambda=0.6",
          .levels = levels,
          .functions =
              [levels, lambda](const Toy& toy) {
                const VectorXd x = toy.domain_x.coordinates.col(0);
                MatrixXd u(x.size(), count_of(levels));
                for (Index n = 0; n < u.cols(); ++n) {
                  const double norm = std::sqrt(real(n + 2) * real(n + 1) / 2);
                  for (Index i = 0; i < x.size(); ++i) {
                    u(i, n) =
                        std::assoc_laguerre(static_cast<unsigned>(n), 2u, lambda * x[i]) / norm;
                  }
                }
                return SingularFunctions{
                    u, toy.channel.backward(u) * written_out(levels).cwiseInverse().asDiagonal()};
              },
          .tolerance = 1e-11};
}

ToyRow values_row(const std::string& row, const std::string& toy, const Levels& levels) {
  return {.row = row, .toy = toy, .levels = levels, .functions = {}};
}

}  // namespace

Index count_of(const Levels& levels) {
  Index count = 0;
  for (const Level& level : levels) count += level.multiplicity;
  return count;
}

VectorXd written_out(const Levels& levels) {
  VectorXd sigma(count_of(levels));
  Index begin = 0;
  for (const Level& level : levels) {
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
  const auto wrapped = [](double s) {
    return [s](Index k) { return std::exp(-real(k * k) * s * s / 2); };
  };
  const auto fisher = [](double kappa) {
    return [kappa](Index l) {
      return std::cyl_bessel_i(real(l) + 0.5, kappa) / std::cyl_bessel_i(0.5, kappa);
    };
  };
  const auto bessel = [](double kappa) {
    return [kappa](Index k) { return std::cyl_bessel_i(real(k), kappa) / std::cyl_bessel_i(0, kappa); };
  };
  const VectorXd asymmetric =
      (VectorXd(5) << 16, 8, 4, 2, 1).finished() / 31;  // probability halved from step to step
  const double nonnormal = std::sqrt(0.0252);
  const double fifth = pi / 5;
  std::vector<ToyRow> rows = {
      gaussian_row("r=0.9", 0.9, 12),
      gaussian_row("r=-0.6", -0.6, 10),
      additive_row(0.5, 12),
      isotropic_row("dim=2,r=0.6", 0.6, 2, 5),
      circle_row("ii-a", "sigma=0.5", 8, wrapped(0.5)),
      circle_row("ii-b", "kernel=von-mises,kappa=4", 8, bessel(4)),
      torus_row(),
      sphere_row("iii-a", "kappa=3", 5, fisher(3)),
      sphere_row("iii-b", "kernel=heat,t=0.3", 5, [](Index l) {
        return std::exp(-real(l * (l + 1)) * 0.3);
      }),
      cube_row("bits=6,p=0.15", 6, 0.15),
      erasure_row(5, 0.4),
      interval_row(0.1, 8),
      window_row(),
      cyclic_row("kernel=asymmetric,n=24,w=5,ratio=0.5", asymmetric, 24, 6),
      values_row("vi-b", "s3,weight=0.5", {{1, 1}, {0.5, 4}, {0, 1}}),
      values_row("vii-a", "beta-binomial,alpha=1.7,beta=0.8,N=6", beta_binomial_levels(1.7, 0.8, 6)),
      uniform_binomial_row(12),
      gamma_poisson_row(0.6, 10),
      values_row("viii",
                 "blocks,sizes=3x5x2x6,delta=0.3,eps=0.2",
                 {{1, 1}, {0.3 + 0.7 * 0.8, 3}, {0.3, 12}}),
      values_row("2b",
                 "nonnormal",
                 {{1, 1}, {std::sqrt(0.16 + nonnormal), 1}, {std::sqrt(0.16 - nonnormal), 1}}),
      values_row("2b", "nonnormal,case=reversible", {{1, 1}, {0.75, 1}, {0.55, 1}}),
      values_row("2b",
                 "nonnormal,case=five-cycle",
                 {{1, 1}, {std::cos(fifth), 2}, {std::cos(2 * fifth), 2}}),
      values_row("2b", "nonnormal,case=shift", {{1, 5}}),
  };
  if (full) {
    rows.push_back(gaussian_row("r=0.98", 0.98, 20));
    rows.push_back(isotropic_row("dim=2,r=0.8", 0.8, 2, 6));
    rows.push_back(isotropic_row("dim=3,r=0.35", 0.35, 3, 4));
    rows.push_back(sphere_row("iii-a", "kappa=10", 7, fisher(10)));
    rows.push_back(cube_row("bits=9,p=0.1", 9, 0.1));
  }
  return rows;
}

}  // namespace eigenviews::validation
