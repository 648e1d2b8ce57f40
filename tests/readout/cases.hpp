#pragma once

#include <Eigen/Core>
#include <cmath>
#include <vector>

// The data of make_reference.py.
namespace eigenviews::test {

/// Row r is original first + r: x_j = sin(.7 (j+1) i + j) (j+1), its label moves column 1, and
/// column 2 is far from 0.
inline Eigen::MatrixXd case_features(Eigen::Index rows, Eigen::Index first = 0) {
  Eigen::MatrixXd x(rows, 4);
  for (Eigen::Index r = 0; r < rows; ++r) {
    const auto i = static_cast<double>(first + r);
    for (int j = 0; j < 4; ++j) x(r, j) = std::sin(0.7 * (j + 1) * i + j) * (j + 1);
    x(r, 1) += 0.8 * static_cast<double>((first + r) % 3);
    x(r, 2) += 5;
  }
  return x;
}

inline std::vector<int> case_labels(Eigen::Index rows, Eigen::Index first = 0) {
  std::vector<int> labels;
  for (Eigen::Index r = 0; r < rows; ++r) labels.push_back(static_cast<int>((first + r) % 3));
  return labels;
}

inline Eigen::MatrixXd case_targets(const Eigen::MatrixXd& x) {
  Eigen::MatrixXd y(x.rows(), 2);
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    y(i, 0) = x(i, 0) - 2 * x(i, 1) + 0.5 * x(i, 2) + std::cos(static_cast<double>(i));
    y(i, 1) = x(i, 0) * x(i, 0);
  }
  return y;
}

/// Numbers of reference.hpp as a matrix of so many columns.
inline Eigen::MatrixXd matrix(const std::vector<double>& values, Eigen::Index cols) {
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto rows = static_cast<Eigen::Index>(values.size()) / cols;
  return Eigen::Map<const Rows>(values.data(), rows, cols);
}

}  // namespace eigenviews::test
