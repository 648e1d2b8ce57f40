#pragma once

#include <Eigen/Core>
#include <vector>

// Matrices of probabilities near a given one whose entries are multiples of 1/q.
namespace eigenviews::validation {

/// Each row rounded to multiples of 1/q that sum to 1: the entries with the largest remainders are
/// rounded up. Rows of p sum to 1.
[[nodiscard]] Eigen::MatrixXd with_rounded_rows(const Eigen::MatrixXd& p, int q);

/// The same, rows and columns keeping their sum 1: entries are moved to multiples of 1/q along
/// closed paths of entries that are none, up and down in turn. p is n x n, doubly stochastic.
[[nodiscard]] Eigen::MatrixXd with_rounded_margins(const Eigen::MatrixXd& p, int q);

/// Every such rounding that keeps what p is: rows alone; where p is doubly stochastic also with its
/// columns; where p is symmetric, the mean of that and its transpose (multiples of 1/(2q)); where p
/// is circulant, one rounded row for all.
[[nodiscard]] std::vector<Eigen::MatrixXd> roundings(const Eigen::MatrixXd& p, int q);

/// The smallest q <= 20 for which every entry is a multiple of 1/q to 1e-12; otherwise 1000.
[[nodiscard]] int denominator(const Eigen::MatrixXd& p);

}  // namespace eigenviews::validation
