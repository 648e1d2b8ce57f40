#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "kernel/toy.hpp"

namespace eigenviews::validation {

/// Singular functions of a toy on its two spaces, one a column.
struct SingularFunctions {
  Eigen::MatrixXd u, v;
};

/// A toy of kernel::make_toy beside its closed form, written out apart from src/kernel.
struct ToyRow {
  std::string row;                    ///< of the table in docs/theory.md, section 4.
  std::string toy;                    ///< what make_toy reads.
  std::vector<kernel::Level> levels;  ///< the leading ones, descending, whole.
  /// Functions in the order of `levels`; empty where only the singular values are written out.
  std::function<SingularFunctions(const kernel::Toy&)> functions;
  std::vector<kernel::Level> listed;  ///< the same levels by kernel::closed_form, or more of them.
  double tolerance = 1e-12;           ///< of T v - sigma u: what the toy's grid promises.
};

/// At least one row for every name of kernel::toy_names(); more and larger ones where `full`.
[[nodiscard]] std::vector<ToyRow> toy_rows(bool full);

/// The sum of the multiplicities.
[[nodiscard]] Eigen::Index count_of(const std::vector<kernel::Level>& levels);

/// sigma of every function.
[[nodiscard]] Eigen::VectorXd written_out(const std::vector<kernel::Level>& levels);

/// He_n(x) / sqrt(n!), n < count, by h_{n+1} = (x h_n - sqrt(n) h_{n-1}) / sqrt(n+1).
[[nodiscard]] Eigen::MatrixXd hermite_functions(const Eigen::VectorXd& x, Eigen::Index count);

}  // namespace eigenviews::validation
