#include "kernel/finite_channel.hpp"

#include <cmath>
#include <unordered_map>

#include "core/errors.hpp"

namespace eigenviews::kernel {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// Calls f(row, column, value) for every stored entry, row by row.
template <class F>
void for_each_entry(const MatrixXd& p, F&& f) {
  for (Index x = 0; x < p.rows(); ++x) {
    for (Index a = 0; a < p.cols(); ++a) f(x, a, p(x, a));
  }
}

template <class F>
void for_each_entry(const SparseMatrix& p, F&& f) {
  for (Index x = 0; x < p.rows(); ++x) {
    for (SparseMatrix::InnerIterator entry(p, x); entry; ++entry) f(x, entry.col(), entry.value());
  }
}

void scale(MatrixXd& p, const VectorXd& rows, const VectorXd& cols) {
  p.array().colwise() *= rows.array();
  p.array().rowwise() *= cols.transpose().array();
}

void scale(SparseMatrix& p, const VectorXd& rows, const VectorXd& cols) {
  p = rows.asDiagonal() * p * cols.asDiagonal();
}

// A prior: positive entries that sum to 1 up to the tolerance, then divided by their sum.
VectorXd validated_prior(VectorXd rho, Index originals) {
  if (rho.size() == 0) {
    return VectorXd::Constant(originals, 1.0 / static_cast<double>(originals));
  }
  if (rho.size() != originals) {
    core::reject("FiniteChannel",
                 "rho_X must have one weight for each row of P",
                 fmt::format("{} weights for {} rows", rho.size(), originals));
  }
  for (Index x = 0; x < rho.size(); ++x) {
    if (!(rho[x] > 0) || !std::isfinite(rho[x])) {
      core::reject("FiniteChannel",
                   "rho_X must be positive and finite",
                   fmt::format("rho_X[{}] = {}", x, rho[x]),
                   "leave out originals of weight zero");
    }
  }
  const double sum = rho.sum();
  if (!(std::abs(sum - 1) <= FiniteChannel::row_sum_tolerance)) {
    core::reject("FiniteChannel", "rho_X must sum to 1", sum, "divide the weights by their sum");
  }
  return rho / sum;
}

template <class Matrix>
void reject_if_empty(const Matrix& p) {
  if (p.rows() == 0 || p.cols() == 0) {
    core::reject("FiniteChannel",
                 "P must have at least one row and one column",
                 fmt::format("{} x {}", p.rows(), p.cols()));
  }
}

}  // namespace

template <class Matrix>
void FiniteChannel::validate_and_normalise(Matrix& p) {
  VectorXd sums = VectorXd::Zero(p.rows());
  for_each_entry(p, [&](Index x, Index a, double value) {
    if (!(value >= 0) || !std::isfinite(value)) {
      core::reject("FiniteChannel",
                   "entries of P must be finite and >= 0",
                   fmt::format("P[{}, {}] = {}", x, a, value));
    }
    sums[x] += value;
  });
  for (Index x = 0; x < p.rows(); ++x) {
    if (!(std::abs(sums[x] - 1) <= row_sum_tolerance)) {
      core::reject("FiniteChannel",
                   "every row of P must sum to 1",
                   fmt::format("row {} sums to {:.17g}", x, sums[x]),
                   "divide the row by its sum");
    }
  }
  scale(p, sums.cwiseInverse(), VectorXd::Ones(p.cols()));

  rho_a_ = p.transpose() * rho_x_;
  for (Index a = 0; a < p.cols(); ++a) {
    if (!(rho_a_[a] > 0)) {
      core::reject("FiniteChannel",
                   "every view must be reached by some original",
                   fmt::format("column {} of P is zero", a),
                   "remove the isolated view");
    }
  }
}

FiniteChannel::FiniteChannel(MatrixXd p, VectorXd rho_x) {
  reject_if_empty(p);
  rho_x_ = validated_prior(std::move(rho_x), p.rows());
  validate_and_normalise(p);
  p_ = std::move(p);
}

FiniteChannel::FiniteChannel(SparseMatrix p, VectorXd rho_x) {
  reject_if_empty(p);
  p.makeCompressed();
  rho_x_ = validated_prior(std::move(rho_x), p.rows());
  validate_and_normalise(p);
  p_ = std::move(p);
}

Index FiniteChannel::originals() const { return rho_x_.size(); }

Index FiniteChannel::views() const { return rho_a_.size(); }

MatrixXd FiniteChannel::dense_p() const {
  return std::visit([](const auto& p) { return MatrixXd(p); }, p_);
}

MatrixXd FiniteChannel::forward(const Block& f) const {
  return std::visit([&](const auto& p) -> MatrixXd { return p * f; }, p_);
}

MatrixXd FiniteChannel::backward(const Block& g) const {
  const MatrixXd weighted = rho_x_.asDiagonal() * g;
  return std::visit(
      [&](const auto& p) -> MatrixXd {
        return rho_a_.cwiseInverse().asDiagonal() * (p.transpose() * weighted);
      },
      p_);
}

namespace {

SparseMatrix to_sparse(const FiniteChannel& channel) {
  if (channel.is_sparse()) return std::get<SparseMatrix>(channel.p());
  return std::get<MatrixXd>(channel.p()).sparseView(1.0, 0.0);  // drops exact zeros only
}

VectorXd kronecker(const VectorXd& a, const VectorXd& b) {
  VectorXd ab(a.size() * b.size());
  for (Index i = 0; i < a.size(); ++i) ab.segment(i * b.size(), b.size()) = a[i] * b;
  return ab;
}

MatrixXd kronecker(const MatrixXd& a, const MatrixXd& b) {
  MatrixXd ab(a.rows() * b.rows(), a.cols() * b.cols());
  for (Index j = 0; j < a.cols(); ++j) {
    for (Index i = 0; i < a.rows(); ++i) {
      ab.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
    }
  }
  return ab;
}

SparseMatrix kronecker(const SparseMatrix& a, const SparseMatrix& b) {
  std::vector<Eigen::Triplet<double, std::int64_t>> entries;
  entries.reserve(static_cast<std::size_t>(a.nonZeros() * b.nonZeros()));
  for_each_entry(a, [&](Index i, Index j, double left) {
    for_each_entry(b, [&](Index k, Index l, double right) {
      entries.emplace_back(i * b.rows() + k, j * b.cols() + l, left * right);
    });
  });
  SparseMatrix ab(a.rows() * b.rows(), a.cols() * b.cols());
  ab.setFromTriplets(entries.begin(), entries.end());
  return ab;
}

}  // namespace

FiniteChannel product(const FiniteChannel& first, const FiniteChannel& second) {
  VectorXd rho = kronecker(first.rho_x(), second.rho_x());
  if (first.is_sparse() || second.is_sparse()) {
    return FiniteChannel(kronecker(to_sparse(first), to_sparse(second)), std::move(rho));
  }
  return FiniteChannel(kronecker(std::get<MatrixXd>(first.p()), std::get<MatrixXd>(second.p())),
                       std::move(rho));
}

FiniteChannel compose(const FiniteChannel& first, const FiniteChannel& second) {
  if (first.views() != second.originals()) {
    core::reject("compose",
                 "the second channel must start from the views of the first",
                 fmt::format("{} views, then {} originals", first.views(), second.originals()));
  }
  if (first.is_sparse() && second.is_sparse()) {
    SparseMatrix pq = to_sparse(first) * to_sparse(second);
    return FiniteChannel(std::move(pq), first.rho_x());
  }
  return FiniteChannel(first.forward(second.dense_p()), first.rho_x());
}

FiniteChannel mixture(const std::vector<double>& weights,
                      const std::vector<FiniteChannel>& channels) {
  if (channels.empty() || weights.size() != channels.size()) {
    core::reject("mixture",
                 "one weight for each of at least one channel",
                 fmt::format("{} weights for {} channels", weights.size(), channels.size()));
  }
  const FiniteChannel& first = channels.front();
  double sum = 0;
  bool all_sparse = true;
  for (std::size_t j = 0; j < channels.size(); ++j) {
    const FiniteChannel& channel = channels[j];
    if (channel.originals() != first.originals() || channel.views() != first.views() ||
        channel.rho_x() != first.rho_x()) {
      core::reject("mixture",
                   "all channels must share their spaces and rho_X",
                   fmt::format("channel {} differs from channel 0", j));
    }
    if (!(weights[j] > 0)) core::reject("mixture", "weights must be > 0", weights[j]);
    sum += weights[j];
    all_sparse = all_sparse && channel.is_sparse();
  }
  if (!(std::abs(sum - 1) <= FiniteChannel::row_sum_tolerance)) {
    core::reject("mixture", "weights must sum to 1", sum);
  }
  if (all_sparse) {
    SparseMatrix p(first.originals(), first.views());
    for (std::size_t j = 0; j < channels.size(); ++j) p += weights[j] * to_sparse(channels[j]);
    return FiniteChannel(std::move(p), first.rho_x());
  }
  MatrixXd p = MatrixXd::Zero(first.originals(), first.views());
  for (std::size_t j = 0; j < channels.size(); ++j) p += weights[j] * channels[j].dense_p();
  return FiniteChannel(std::move(p), first.rho_x());
}

ChannelOperator::ChannelOperator(const FiniteChannel& channel) : a_(channel.p()) {
  const VectorXd rows = channel.rho_x().cwiseSqrt();
  const VectorXd cols = channel.rho_a().cwiseSqrt().cwiseInverse();
  std::visit([&](auto& a) { scale(a, rows, cols); }, a_);  // A = D_X^{1/2} P D_A^{-1/2}
  if (const auto* sparse = std::get_if<SparseMatrix>(&a_)) a_transposed_ = sparse->transpose();
}

Index ChannelOperator::rows() const {
  return std::visit([](const auto& a) { return Index{a.rows()}; }, a_);
}

Index ChannelOperator::cols() const {
  return std::visit([](const auto& a) { return Index{a.cols()}; }, a_);
}

void ChannelOperator::apply(const Block& v, MutableBlock y) const {
  std::visit([&](const auto& a) { y.noalias() = a * v; }, a_);
}

void ChannelOperator::apply_adjoint(const Block& u, MutableBlock z) const {
  if (const auto* dense = std::get_if<MatrixXd>(&a_)) {
    z.noalias() = dense->transpose() * u;
  } else {
    z.noalias() = a_transposed_ * u;
  }
}

double ChannelOperator::multiply_adds() const {
  if (const auto* sparse = std::get_if<SparseMatrix>(&a_)) {
    return static_cast<double>(sparse->nonZeros());
  }
  return static_cast<double>(rows()) * static_cast<double>(cols());
}

std::string ChannelOperator::description() const {
  if (const auto* sparse = std::get_if<SparseMatrix>(&a_)) {
    return fmt::format("sparse {} x {} with {} entries", rows(), cols(), sparse->nonZeros());
  }
  return fmt::format("dense {} x {}", rows(), cols());
}

}  // namespace eigenviews::kernel
