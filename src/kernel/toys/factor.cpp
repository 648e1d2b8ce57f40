#include "kernel/toys/factor.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "core/errors.hpp"
#include "kernel/closed_form.hpp"
#include "kernel/quadrature.hpp"

namespace eigenviews::kernel::toys {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// A singular triple of the product: its value and one mode of every factor.
struct ProductMode {
  double sigma = 1;
  std::vector<Index> modes;
};

// All products of modes, the last factor's mode running fastest.
std::vector<ProductMode> all_products(const std::vector<Factor>& factors) {
  std::vector<ProductMode> products{ProductMode{}};
  for (const Factor& factor : factors) {
    std::vector<ProductMode> longer;
    longer.reserve(products.size() * static_cast<std::size_t>(factor.sigma.size()));
    for (const ProductMode& product : products) {
      for (Index mode = 0; mode < factor.sigma.size(); ++mode) {
        longer.push_back({product.sigma * factor.sigma[mode], product.modes});
        longer.back().modes.push_back(mode);
      }
    }
    products = std::move(longer);
  }
  return products;
}

// Below this value the list of products has gaps; 0 where every factor is complete.
double smallest_complete(const std::vector<Factor>& factors) {
  double smallest = 0;
  for (const Factor& factor : factors) {
    const Index all = std::min(factor.channel.originals(), factor.channel.views());
    if (factor.sigma.size() < all) smallest = std::max(smallest, factor.sigma.minCoeff());
  }
  return smallest * (1 - closed_form::relative_tolerance);
}

// Descending; inside a run of neighbours closer than rounding, by the mode numbers.
void sort_products(std::vector<ProductMode>& products) {
  std::stable_sort(products.begin(), products.end(), [](const auto& a, const auto& b) {
    return a.sigma > b.sigma;
  });
  for (auto begin = products.begin(); begin != products.end();) {
    auto end = begin + 1;
    while (end != products.end() &&
           (end - 1)->sigma - end->sigma <= closed_form::relative_tolerance * (end - 1)->sigma) {
      ++end;
    }
    std::vector<double> sigma;
    for (auto it = begin; it != end; ++it) sigma.push_back(it->sigma);
    std::sort(begin, end, [](const auto& a, const auto& b) { return a.modes < b.modes; });
    for (auto it = begin; it != end; ++it) it->sigma = sigma[static_cast<std::size_t>(it - begin)];
    begin = end;
  }
}

VectorXd kronecker(const VectorXd& a, const VectorXd& b) {
  VectorXd ab(a.size() * b.size());
  for (Index i = 0; i < a.size(); ++i) ab.segment(i * b.size(), b.size()) = a[i] * b;
  return ab;
}

// The first `count` tensor products of the factors' functions, one a column.
MatrixXd tensor_functions(const std::vector<ProductMode>& products,
                          const std::vector<ModeFunction>& functions,
                          Index count) {
  const Index available = static_cast<Index>(products.size());
  if (count < 1 || count > available) {
    core::reject("exact singular functions",
                 fmt::format("count must be in [1, {}]", available),
                 count);
  }
  MatrixXd result;
  for (Index j = 0; j < count; ++j) {
    const std::vector<Index>& modes = products[static_cast<std::size_t>(j)].modes;
    VectorXd f = VectorXd::Ones(1);
    for (std::size_t i = 0; i < functions.size(); ++i) f = kronecker(f, functions[i](modes[i]));
    if (j == 0) result.resize(f.size(), count);
    result.col(j) = f;
  }
  return result;
}

}  // namespace

ModeFunction columns_of(MatrixXd table) {
  auto kept = std::make_shared<const MatrixXd>(std::move(table));
  return [kept](Index mode) -> VectorXd { return kept->col(mode); };
}

void require_noise(const std::string& name,
                   const std::string& option,
                   double value,
                   double period) {
  constexpr double max_periods = 10;
  if (!(value <= max_periods * period)) {
    core::reject(name, fmt::format("{} must be <= {}", option, max_periods * period), value);
  }
}

void require_open_interval(const std::string& name, const std::string& option, double value) {
  if (!(value > 0 && value < 1)) {
    core::reject(name, fmt::format("0 < {} < 1 must hold", option), value);
  }
}

Toy assemble(std::string name, std::vector<Factor> factors, Domain domain_x, Domain domain_a) {
  auto products = std::make_shared<std::vector<ProductMode>>(all_products(factors));
  const double smallest = smallest_complete(factors);
  std::erase_if(*products, [=](const ProductMode& p) { return !(p.sigma >= smallest); });
  sort_products(*products);

  FiniteChannel channel = factors.front().channel;
  std::vector<ModeFunction> u{factors.front().u};
  std::vector<ModeFunction> v{factors.front().v};
  for (std::size_t i = 1; i < factors.size(); ++i) {
    channel = product(channel, factors[i].channel);
    u.push_back(factors[i].u);
    v.push_back(factors[i].v);
  }
  VectorXd sigma(static_cast<Index>(products->size()));
  for (Index j = 0; j < sigma.size(); ++j)
    // No singular value of a channel is above 1, but for rounding.
    sigma[j] = std::min((*products)[static_cast<std::size_t>(j)].sigma, 1.0);
  return {std::move(name),
          std::move(channel),
          std::move(domain_x),
          std::move(domain_a),
          std::move(sigma),
          [products, u](Index count) { return tensor_functions(*products, u, count); },
          [products, v](Index count) { return tensor_functions(*products, v, count); }};
}

Domain line(const VectorXd& points) { return {Domain::Kind::line, 0, 0, points}; }

Domain circle(Index n) {
  constexpr double two_pi = 6.28318530717958647692;
  return {Domain::Kind::circle, 0, 0, periodic_rule(n, two_pi).nodes};
}

Domain grid(Index rows, Index cols) { return {Domain::Kind::grid, rows, cols, {}}; }

Domain bars() { return {}; }

}  // namespace eigenviews::kernel::toys
