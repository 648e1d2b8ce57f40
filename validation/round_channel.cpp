#include "validation/round_channel.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double equal = 1e-12;

bool is_whole(double value) { return std::abs(value - std::round(value)) <= 1e-9; }

bool is_doubly_stochastic(const MatrixXd& p) {
  return p.rows() == p.cols() && ((p.colwise().sum().array() - 1).abs() <= equal).all();
}

bool is_symmetric(const MatrixXd& p) { return (p - p.transpose()).cwiseAbs().maxCoeff() <= equal; }

// The row `weights` turned by x in row x.
MatrixXd circulant(const Eigen::RowVectorXd& weights) {
  const Index n = weights.size();
  MatrixXd p(n, n);
  for (Index x = 0; x < n; ++x) {
    for (Index h = 0; h < n; ++h) p(x, (x + h) % n) = weights[h];
  }
  return p;
}

struct Cell {
  Index row, col;
};

// A closed path over cells that are not whole, rows and columns in turn: from a cell along its row
// to another, along its column to the next, until a cell comes back. With whole sums no row or
// column holds just one of them. Empty where every cell is whole.
std::vector<Cell> closed_path(const MatrixXd& cells) {
  const auto other_in_row = [&](Cell from) -> Index {
    for (Index col = 0; col < cells.cols(); ++col) {
      if (col != from.col && !is_whole(cells(from.row, col))) return col;
    }
    return -1;
  };
  const auto other_in_col = [&](Cell from) -> Index {
    for (Index row = 0; row < cells.rows(); ++row) {
      if (row != from.row && !is_whole(cells(row, from.col))) return row;
    }
    return -1;
  };
  std::vector<Cell> path;
  for (Index i = 0; i < cells.size() && path.empty(); ++i) {
    const Cell cell{i % cells.rows(), i / cells.rows()};
    if (!is_whole(cells(cell.row, cell.col))) path.push_back(cell);
  }
  while (!path.empty()) {
    Cell next = path.back();
    if (path.size() % 2 == 1) {
      next.col = other_in_row(next);
    } else {
      next.row = other_in_col(next);
    }
    if (next.row < 0 || next.col < 0) return {};  // the sums were not whole
    const bool closes_in_row = path.size() % 2 == 0;
    const auto start = std::find_if(path.begin(), path.end(), [&](const Cell& cell) {
      const bool even = (&cell - path.data()) % 2 == 0;
      return even == closes_in_row && cell.row == next.row && cell.col == next.col;
    });
    if (start != path.end()) return {start, path.end()};
    path.push_back(next);
  }
  return path;
}

}  // namespace

MatrixXd with_rounded_rows(const MatrixXd& p, int q) {
  MatrixXd rounded = p;
  for (Index x = 0; x < p.rows(); ++x) {
    const VectorXd scaled = q * p.row(x).transpose();
    VectorXd whole = scaled.unaryExpr([](double value) { return std::floor(value + 1e-9); });
    std::vector<Index> order(static_cast<std::size_t>(p.cols()));
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
      return scaled[a] - whole[a] > scaled[b] - whole[b] + equal;
    });
    const auto missing = static_cast<std::size_t>(std::lround(q - whole.sum()));
    for (std::size_t i = 0; i < missing; ++i) whole[order[i]] += 1;
    rounded.row(x) = whole.transpose() / q;
  }
  return rounded;
}

MatrixXd with_rounded_margins(const MatrixXd& p, int q) {
  MatrixXd cells = q * p;
  for (std::vector<Cell> path = closed_path(cells); !path.empty(); path = closed_path(cells)) {
    double up = 1, down = 1;  // how far the two kinds of cells can go in their directions
    for (std::size_t i = 0; i < path.size(); ++i) {
      const double value = cells(path[i].row, path[i].col);
      if (i % 2 == 0) {
        up = std::min(up, std::ceil(value) - value);
        down = std::min(down, value - std::floor(value));
      } else {
        up = std::min(up, value - std::floor(value));
        down = std::min(down, std::ceil(value) - value);
      }
    }
    const double step = up <= down ? up : -down;
    for (std::size_t i = 0; i < path.size(); ++i) {
      double& value = cells(path[i].row, path[i].col);
      value += i % 2 == 0 ? step : -step;
      if (is_whole(value)) value = std::round(value);
    }
  }
  return cells.array().round() / q;
}

std::vector<MatrixXd> roundings(const MatrixXd& p, int q) {
  std::vector<MatrixXd> all = {with_rounded_rows(p, q)};
  if (!is_doubly_stochastic(p)) return all;
  all.push_back(with_rounded_margins(p, q));
  if (is_symmetric(p)) all.emplace_back((all.back() + all.back().transpose()) / 2);
  if ((p - circulant(p.row(0))).cwiseAbs().maxCoeff() <= equal) {
    all.push_back(circulant(with_rounded_rows(p.topRows(1), q)));
  }
  return all;
}

int denominator(const MatrixXd& p) {
  constexpr int largest = 20, none = 1000;
  for (int q = 1; q <= largest; ++q) {
    const MatrixXd scaled = q * p;
    if ((scaled.array() - scaled.array().round()).abs().maxCoeff() <= q * equal) return q;
  }
  return none;
}

}  // namespace eigenviews::validation
