// Rows i, ii, iii and v of docs/theory.md, section 4.
#include <cmath>
#include <numbers>
#include <utility>

#include "validation/toy_rows_detail.hpp"

namespace eigenviews::validation::rows {

namespace {

constexpr double pi = std::numbers::pi;

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
          .listed = closed_form::ornstein_uhlenbeck(r, degrees),
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
          .listed = closed_form::additive_gaussian(s, degrees),
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
          .listed = closed_form::isotropic_gaussian(r, dim, degrees),
          .tolerance = 1e-10};
}

// ---- rows ii and v: circle, torus, interval ---------------------------------------------------

ToyRow circle_row(const std::string& row,
                  const std::string& options,
                  Index waves,
                  const std::function<double(Index)>& sigma,
                  Levels listed) {
  return {.row = row,
          .toy = "circle," + options,
          .levels = levels_of(waves, sigma, fourier_multiplicity),
          .functions =
              [waves](const Toy& toy) {
                return twice(fourier(toy.domain_x.coordinates.col(0), waves));
              },
          .listed = std::move(listed)};
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
  return {.row = "ii-c",
          .toy = "torus,side=16,sigma=2x2",
          .levels = levels,
          .functions = functions,
          .listed = closed_form::torus(2, s, 5)};
}

ToyRow interval_row(double s, Index waves) {
  return {.row = "v",
          .toy = "interval,s=0.1",
          .levels = levels_of(
              waves,
              [s](Index k) { return std::exp(-real(k * k) * pi * pi * s * s / 2); },
              once),
          .functions =
              [waves](const Toy& toy) {
                const VectorXd x = toy.domain_x.coordinates.col(0);
                MatrixXd f = MatrixXd::Ones(x.size(), waves);
                for (Index k = 1; k < waves; ++k) {
                  f.col(k) = std::sqrt(2.0) * (real(k) * pi * x.array()).cos();
                }
                return twice(f);
              },
          .listed = closed_form::reflecting_interval(s, waves)};
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
                  const std::function<double(Index)>& sigma,
                  Levels listed) {
  return {
      .row = row,
      .toy = "sphere," + options,
      .levels = levels_of(degrees, sigma, odd_multiplicity),
      .functions =
          [degrees](const Toy& toy) { return twice(harmonics(toy.domain_x.coordinates, degrees)); },
      .listed = std::move(listed)};
}

}  // namespace

std::vector<ToyRow> continuous_rows(bool full) {
  const auto wrapped = [](Index k) { return std::exp(-real(k * k) * 0.5 * 0.5 / 2); };
  const auto von_mises = [](Index k) {  // kappa = 4
    return std::cyl_bessel_i(real(k), 4.0) / std::cyl_bessel_i(0.0, 4.0);
  };
  const auto fisher = [](double kappa, Index degrees) {
    const auto sigma = [kappa](Index l) {
      return std::cyl_bessel_i(real(l) + 0.5, kappa) / std::cyl_bessel_i(0.5, kappa);
    };
    return sphere_row("iii-a",
                      "kappa=" + std::to_string(std::lround(kappa)),
                      degrees,
                      sigma,
                      closed_form::von_mises_fisher(3, kappa, degrees));
  };
  const auto heat = [](Index l) { return std::exp(-real(l * (l + 1)) * 0.3); };
  std::vector<ToyRow> all = {
      gaussian_row("r=0.9", 0.9, 12),
      gaussian_row("r=-0.6", -0.6, 10),
      additive_row(0.5, 12),
      isotropic_row("dim=2,r=0.6", 0.6, 2, 5),
      circle_row("ii-a", "sigma=0.5", 8, wrapped, closed_form::wrapped_normal_circle(0.5, 8)),
      circle_row("ii-b",
                 "kernel=von-mises,kappa=4",
                 8,
                 von_mises,
                 closed_form::von_mises_circle(4, 8)),
      torus_row(),
      fisher(3, 5),
      sphere_row("iii-b", "kernel=heat,t=0.3", 5, heat, closed_form::heat_sphere(0.3, 5)),
      interval_row(0.1, 8)};
  if (full) {
    all.push_back(gaussian_row("r=0.98", 0.98, 20));
    all.push_back(isotropic_row("dim=2,r=0.8", 0.8, 2, 6));
    all.push_back(isotropic_row("dim=3,r=0.35", 0.35, 3, 4));
    all.push_back(fisher(10, 7));
  }
  return all;
}

}  // namespace eigenviews::validation::rows
