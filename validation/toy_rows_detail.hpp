#pragma once

#include <Eigen/Core>
#include <functional>
#include <vector>

#include "kernel/closed_form.hpp"
#include "validation/toy_rows.hpp"

// Shared by the toy_rows*.cpp files; not for other users.
namespace eigenviews::validation::rows {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::Toy;
using Levels = std::vector<kernel::Level>;
namespace closed_form = kernel::closed_form;

inline double real(Index n) { return static_cast<double>(n); }

// Multiplicities of level k.
inline Index once(Index /*k*/) { return 1; }
inline Index fourier_multiplicity(Index k) { return k == 0 ? 1 : 2; }
inline Index odd_multiplicity(Index degree) { return 2 * degree + 1; }

/// C(n, k).
[[nodiscard]] Index binomial(Index n, Index k);

/// sigma(k) with multiplicity(k) for k = 0, ..., count - 1.
[[nodiscard]] Levels levels_of(Index count,
                               const std::function<double(Index)>& sigma,
                               const std::function<Index(Index)>& multiplicity);

/// The same functions on both spaces.
[[nodiscard]] SingularFunctions twice(MatrixXd u);

/// 1, then sqrt(2) cos(k x - phase_k) and sqrt(2) sin(k x - phase_k), k = 1, ..., waves - 1; no
/// phases: 0.
[[nodiscard]] MatrixXd fourier(const VectorXd& x,
                               Index waves,
                               const std::vector<double>& phase = {});

[[nodiscard]] std::vector<ToyRow> continuous_rows(bool full);  ///< i, ii, iii, v
[[nodiscard]] std::vector<ToyRow> finite_rows(bool full);      ///< iv, vi, viii, 2.19
[[nodiscard]] std::vector<ToyRow> counting_rows();             ///< vii

}  // namespace eigenviews::validation::rows
