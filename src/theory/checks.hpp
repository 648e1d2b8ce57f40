#pragma once

#include <Eigen/Core>
#include <string_view>

// Checks of arguments that the files of this room share. Each throws core::InputError in the name
// of the public function `where`, and NaN fails all of them.
namespace eigenviews::theory::checks {

using Eigen::Index;
using Matrix = Eigen::Ref<const Eigen::MatrixXd>;
using Values = Eigen::Ref<const Eigen::VectorXd>;

/// 0 < value < infinity.
void positive(std::string_view where, std::string_view name, double value);

/// 0 <= value < infinity.
void non_negative(std::string_view where, std::string_view name, double value);

/// value >= least.
void at_least(std::string_view where, std::string_view name, Index value, Index least);

/// 1 <= functions <= listed: how many of the listed modes are asked for.
void functions(std::string_view where, Index functions, Index listed);

/// At least one value, each in [0, 1] up to eigenvalue_slack.
void spectrum(std::string_view where, const Values& values);

/// One such value.
void eigenvalue(std::string_view where, double value);

/// At least one row and column, entries finite.
void entries(std::string_view where, std::string_view name, const Matrix& matrix);

/// rows and columns of `matrix` are as wanted, entries finite.
void shape(std::string_view where,
           std::string_view name,
           const Matrix& matrix,
           Index rows,
           Index cols);

/// P is n_X x n_A with n_X = rho_x.size(), not negative, rows that sum to 1; rho_x is positive and
/// sums to 1; sums to 64 eps times their length.
void channel(std::string_view where, const Matrix& p, const Values& rho_x);

/// In how many parts of at most `of_a_part` a growth (an exponent, >= 0) is taken: 1 to 1e9.
[[nodiscard]] Index parts_of(std::string_view where, double growth, double of_a_part);

/// The values in descending order.
[[nodiscard]] Eigen::VectorXd descending(const Values& values);

}  // namespace eigenviews::theory::checks
