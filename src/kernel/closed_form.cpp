#include "kernel/closed_form.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "kernel/closed_form_detail.hpp"

namespace eigenviews::kernel::closed_form {

namespace {

using Eigen::VectorXd;

constexpr double pi = 3.14159265358979323846;

// base^k, C(bits, k) times: a product of `bits` equal channels with two levels each.
Levels binomial_levels(double base, Index bits) {
  Levels result;
  for (Index k = 0; k <= bits; ++k) {
    result.push_back({std::pow(base, static_cast<double>(k)), binomial(bits, k)});
  }
  return merged(std::move(result));  // base 0 or 1 makes levels coincide
}

}  // namespace

Index binomial(Index n, Index k) {
  if (k > n) return 0;
  k = std::min(k, n - k);
  Index value = 1;  // C(n - k + i, i), in whole numbers
  for (Index i = 1; i <= k; ++i) {
    const Index factor = n - k + i;
    require_multiplicity(static_cast<double>(value) * static_cast<double>(factor) /
                         static_cast<double>(i));
    value = value / i * factor + value % i * factor / i;  // value * factor / i without overflow
  }
  return value;
}

void require_multiplicity(double value) {
  if (!(value < 0x1p53)) {
    core::reject("closed_form",
                 "multiplicities must be below 2^53",
                 value,
                 "ask for fewer levels, bits or dimensions");
  }
}

Levels powers(double base, Index levels) {
  Levels result;
  for (Index n = 0; n < levels; ++n) result.push_back({std::pow(base, static_cast<double>(n)), 1});
  return result;
}

VectorXd expand(const Levels& levels, Index count) {
  if (count < 0) core::reject("closed_form::expand", "count must be >= 0", count);
  Index available = 0;
  for (const Level& level : levels) {
    available += std::min(level.multiplicity, count - available);
  }
  VectorXd sigma(available);
  Index filled = 0;
  for (const Level& level : levels) {
    const Index copies = std::min(level.multiplicity, sigma.size() - filled);
    sigma.segment(filled, copies).setConstant(level.sigma);
    filled += copies;
  }
  return sigma;
}

Levels merged(Levels levels, double absolute_tolerance) {
  for (const Level& level : levels) {  // a NaN would be equal to all and to none
    if (!(level.sigma >= 0) || !std::isfinite(level.sigma)) {
      core::reject("closed_form::merged", "sigma must be >= 0 and finite", level.sigma);
    }
  }
  std::stable_sort(levels.begin(), levels.end(), [](const Level& a, const Level& b) {
    return a.sigma > b.sigma;
  });
  Levels result;
  for (const Level& level : levels) {
    const double larger = result.empty() ? 0 : result.back().sigma;
    const double tolerance = std::max(absolute_tolerance, relative_tolerance * larger);
    if (!result.empty() && larger - level.sigma <= tolerance) {
      result.back().multiplicity += level.multiplicity;
    } else {
      result.push_back(level);
    }
  }
  return result;
}

Levels wrapped_normal_circle(double s, Index levels) {
  require_positive("closed_form::wrapped_normal_circle", "s", s);
  require_levels("closed_form::wrapped_normal_circle", levels);
  Levels result;
  for (Index k = 0; k < levels; ++k) {
    const double ks = static_cast<double>(k) * s;
    result.push_back({std::exp(-ks * ks / 2), k == 0 ? 1 : 2});
  }
  return result;
}

Levels von_mises_circle(double kappa, Index levels) {
  return von_mises_fisher(/*dim=*/2, kappa, levels);
}

std::vector<Index> sums_of_squares(Index dim, Index last) {
  require_at_least("closed_form::sums_of_squares", "dim", dim, 1);
  require_at_least("closed_form::sums_of_squares", "last", last, 0);
  std::vector<Index> ways(static_cast<std::size_t>(last + 1), 0);
  ways[0] = 1;
  for (Index axis = 0; axis < dim; ++axis) {
    std::vector<Index> next = ways;  // k = 0 on this axis
    for (Index k = 1; k * k <= last; ++k) {
      for (Index n = k * k; n <= last; ++n) {
        Index& count = next[static_cast<std::size_t>(n)];
        count += 2 * ways[static_cast<std::size_t>(n - k * k)];
        require_multiplicity(static_cast<double>(count));
      }
    }
    ways = std::move(next);
  }
  return ways;
}

Levels torus(Index dim, double s, Index levels) {
  require_at_least("closed_form::torus", "dim", dim, 1);
  require_positive("closed_form::torus", "s", s);
  require_levels("closed_form::torus", levels);
  if (dim == 1) return wrapped_normal_circle(s, levels);
  // Every n is a sum of four squares; of two or three, fewer are, so look further until enough are.
  std::vector<Index> ways;
  const auto is_level = [](Index count) { return count > 0; };
  for (Index last = levels - 1; std::count_if(ways.begin(), ways.end(), is_level) < levels;
       last = 2 * last + 1) {
    ways = sums_of_squares(dim, last);
  }
  Levels result;
  for (std::size_t n = 0; static_cast<Index>(result.size()) < levels; ++n) {
    if (ways[n] > 0) result.push_back({std::exp(-static_cast<double>(n) * s * s / 2), ways[n]});
  }
  return result;
}

Levels reflecting_interval(double s, Index levels) {
  require_positive("closed_form::reflecting_interval", "s", s);
  require_levels("closed_form::reflecting_interval", levels);
  Levels result;
  for (Index k = 0; k < levels; ++k) {
    const double ks = static_cast<double>(k) * pi * s;
    result.push_back({std::exp(-ks * ks / 2), 1});
  }
  return result;
}

double wrapped_normal_grid(Index k, Index q, double s) {
  require_at_least("closed_form::wrapped_normal_grid", "q", q, 1);
  require_positive("closed_form::wrapped_normal_grid", "s", s);
  const double period = static_cast<double>(q);
  Index reduced = ((k % q) + q) % q;
  reduced = std::min(reduced, q - reduced);  // k and -k are one mode
  const double fraction = static_cast<double>(reduced) / period;
  // e^{-pi 6^2} = 8e-50 is beyond double precision even beside the smallest first term, e^{-pi/4}.
  constexpr int last = 6;
  double numerator = 0;
  double denominator = 0;
  if (2 * pi * s * s >= 1) {
    // Divided by the largest term, e^{-2 pi^2 s^2 fraction^2}: no underflow inside the sums. The
    // rate stays finite, so that 0 times it is 0; at 1e300 every other term is 0 already.
    const double rate = std::min(2 * pi * pi * s * s, 1e300);
    for (int j = -last; j <= last; ++j) {
      numerator += std::exp(-rate * j * (j + 2 * fraction));
      denominator += std::exp(-rate * j * j);
    }
    return std::exp(-rate * fraction * fraction) * numerator / denominator;
  }
  for (int h = -last; h <= last; ++h) {
    const double z = h / s;  // s * s may underflow
    const double weight = std::exp(-z * z / 2);
    numerator += weight * std::cos(2 * pi * fraction * h);
    denominator += weight;
  }
  return numerator / denominator;
}

double von_mises_grid(Index k, Index q, double kappa) {
  require_at_least("closed_form::von_mises_grid", "q", q, 1);
  require_positive("closed_form::von_mises_grid", "kappa", kappa);
  // At 1e12, the width below is 1e7 Bessel functions.
  require_range("closed_form::von_mises_grid", "kappa", kappa, 0, 1e12);
  Index reduced = ((k % q) + q) % q;
  reduced = std::min(reduced, q - reduced);
  // I_m / I_0 < e^{-m^2 / (2 (m + kappa))}; past q/2 + width every further term is below 1e-17 of
  // the first one. Terms are positive, so the tail that is left out bounds the relative error.
  const Index width = static_cast<Index>(10 * std::sqrt(kappa)) + 50;
  const VectorXd ratio = bessel_ratios(0, kappa, q + width);
  const auto folded = [&](Index mode) {
    double sum = 0;
    for (Index m = mode; m < ratio.size(); m += q) sum += ratio[m];
    for (Index m = q - mode; m < ratio.size(); m += q) sum += ratio[m];
    return sum;
  };
  return folded(reduced) / folded(0);
}

Levels bit_flip(Index bits, double p) {
  require_at_least("closed_form::bit_flip", "bits", bits, 1);
  require_range("closed_form::bit_flip", "p", p, 0, 1);
  return binomial_levels(std::abs(1 - 2 * p), bits);
}

Levels erasure(Index bits, double p) {
  require_at_least("closed_form::erasure", "bits", bits, 1);
  require_range("closed_form::erasure", "p", p, 0, 1);
  return binomial_levels(std::sqrt(1 - p), bits);
}

Levels beta_binomial(double alpha, double beta, Index trials) {
  require_positive("closed_form::beta_binomial", "alpha", alpha);
  require_positive("closed_form::beta_binomial", "beta", beta);
  require_at_least("closed_form::beta_binomial", "trials", trials, 1);
  const double count = static_cast<double>(trials);
  Levels result{{1, 1}};
  double squared = 1;
  for (Index n = 0; n < trials; ++n) {
    const double degree = static_cast<double>(n);
    squared *= (count - degree) / (alpha + beta + count + degree);
    result.push_back({std::sqrt(squared), 1});
  }
  return result;
}

Levels gamma_poisson(double lambda, Index levels) {
  require_positive("closed_form::gamma_poisson", "lambda", lambda);
  require_levels("closed_form::gamma_poisson", levels);
  return powers(1 / std::sqrt(1 + lambda), levels);
}

Levels blocks(Index points, Index blocks, double delta, double eps) {
  require_at_least("closed_form::blocks", "blocks", blocks, 1);
  require_at_least("closed_form::blocks", "points", points, blocks);
  require_range("closed_form::blocks", "delta", delta, 0, 1);
  require_range("closed_form::blocks", "eps", eps, 0, 1);
  Levels result{{1, 1}};
  if (blocks > 1) result.push_back({delta + (1 - delta) * (1 - eps), blocks - 1});
  if (points > blocks) result.push_back({delta, points - blocks});
  return merged(std::move(result));
}

}  // namespace eigenviews::kernel::closed_form
