#pragma once

#include <Eigen/Core>

// What is read off features F = sum_k v_k w_k^T, given by the k x d matrix W.
namespace eigenviews::validation {

/// 1, base, base^2, ...
[[nodiscard]] Eigen::VectorXd powers(double base, Eigen::Index count);

/// The eight modes of the tables in the theory: .9, .8, .65, .5, .3, .2, .1, .05.
[[nodiscard]] Eigen::VectorXd eight_modes();

/// Singular values of W, descending.
[[nodiscard]] Eigen::VectorXd singular_values(const Eigen::MatrixXd& w);

/// How many singular values are above `cutoff`.
[[nodiscard]] Eigen::Index rank_above(const Eigen::MatrixXd& w, double cutoff);

/// The columns divided by their norms.
[[nodiscard]] Eigen::MatrixXd unit_columns(const Eigen::MatrixXd& w);

/// Largest principal angle between two column spans in radians. pi/2 where the ranks differ.
[[nodiscard]] double largest_angle(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

/// Mean over i <= d of |P_F v_i|^2 for the d columns of W.
[[nodiscard]] double alignment(const Eigen::MatrixXd& w);

/// Largest entry, in size.
[[nodiscard]] double largest_entry(const Eigen::MatrixXd& difference);

/// The diagonal matrix of `values`, filled with zeros to size n.
[[nodiscard]] Eigen::MatrixXd padded_diagonal(const Eigen::VectorXd& values, Eigen::Index n);

}  // namespace eigenviews::validation
