#pragma once

#include "validation/statement.hpp"

// The statements that the falsifier knows, by subject, and what their measurements share.
namespace eigenviews::validation {

[[nodiscard]] std::vector<Statement> literal_statements();   ///< statements_literal.cpp
[[nodiscard]] std::vector<Statement> operator_statements();  ///< statements_operators.cpp
[[nodiscard]] std::vector<Statement> loss_statements();      ///< statements_losses.cpp

/// A = D_X^{1/2} P D_A^{-1/2}, every entry.
[[nodiscard]] Eigen::MatrixXd l2_matrix(const kernel::FiniteChannel& channel);

/// Views are originals, and rho_X P = rho_X to 64 n eps.
[[nodiscard]] bool is_stationary(const kernel::FiniteChannel& channel);

}  // namespace eigenviews::validation
