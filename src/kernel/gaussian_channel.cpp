#include "kernel/gaussian_channel.hpp"

#include <lapacke.h>

#include <cmath>
#include <numbers>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "core/random.hpp"

namespace eigenviews::kernel {

namespace {

using data::RowMatrix;
using Eigen::MatrixXd;
using Eigen::VectorXd;

void validate(const RowMatrix& rows) {
  if (rows.rows() == 0 || rows.cols() == 0) {
    core::reject("GaussianChannel",
                 "at least one original of at least one number",
                 fmt::format("{} x {}", rows.rows(), rows.cols()));
  }
  for (Index i = 0; i < rows.rows(); ++i) {
    if (rows.row(i).array().isFinite().all()) continue;
    for (Index j = 0; j < rows.cols(); ++j) {
      if (!std::isfinite(rows(i, j))) {
        core::reject("GaussianChannel",
                     "data must be finite",
                     fmt::format("row {}, column {} is {}", i, j, rows(i, j)));
      }
    }
  }
}

// The eigenvectors of the `count` largest eigenvalues of a symmetric matrix, largest first.
MatrixXd leading_eigenvectors(MatrixXd matrix, Index count) {
  const auto p = static_cast<lapack_int>(matrix.rows());
  const auto first = static_cast<lapack_int>(p - count + 1);
  lapack_int found = 0;
  VectorXd values(p);
  MatrixXd vectors(p, count);
  std::vector<lapack_int> support(static_cast<std::size_t>(2 * count));
  const lapack_int status = LAPACKE_dsyevr(LAPACK_COL_MAJOR,
                                           'V',
                                           'I',
                                           'L',
                                           p,
                                           matrix.data(),
                                           p,
                                           0,
                                           0,
                                           first,
                                           p,
                                           0,
                                           &found,
                                           values.data(),
                                           vectors.data(),
                                           p,
                                           support.data());
  if (status != 0 || found != count) {
    throw std::runtime_error(fmt::format("LAPACK dsyevr failed with status {}", status));
  }
  return vectors.rowwise().reverse();
}

// A sign that does not depend on the LAPACK build: the largest entry of a column is positive.
void fix_signs(MatrixXd& vectors) {
  for (Index j = 0; j < vectors.cols(); ++j) {
    Index largest = 0;
    vectors.col(j).cwiseAbs().maxCoeff(&largest);
    if (vectors(largest, j) < 0) vectors.col(j) *= -1;
  }
}

RowMatrix transformed(const RowMatrix& rows, const ImageTransform& transform) {
  RowMatrix out(rows.rows(), rows.cols());
  for (Index p = 0; p < rows.cols(); ++p) {
    const std::int32_t source = transform.source[static_cast<std::size_t>(p)];
    if (source < 0) {
      out.col(p).setZero();
    } else {
      out.col(p) = rows.col(source);
    }
  }
  return out;
}

// exp(l - top), and 0 where that is below the range of S, so that no denormal slows a product down.
// Taking the smallest value off instead of selecting keeps the loop vectorised.
template <class S, class Log, class Out>
void exp_below(const Log& l, double top, Out&& out) {
  constexpr S lowest = sizeof(S) == 4 ? S(-80) : S(-690);
  using Eight = Eigen::Array<S, 8, 1>;
  const S smallest = Eight::Constant(lowest).exp()[0];
  out = (l.array() - top).template cast<S>();  // two loops: the conversion is not vectorised
  out = (out.max(lowest).exp() - smallest).max(S(0));
}

}  // namespace

MatrixXd Coordinates::project(const RowMatrix& rows) const {
  MatrixXd centred = rows.transpose().colwise() - mean;
  if (basis.size() == 0) return centred;
  return basis.transpose() * centred;
}

Coordinates fit_coordinates(const RowMatrix& rows, Index components) {
  if (components > std::min(rows.rows(), rows.cols())) {
    core::reject("--augment",
                 "pca must not exceed the number of originals or of values a row",
                 fmt::format("pca={} for {} rows of {}", components, rows.rows(), rows.cols()));
  }
  Coordinates coordinates{rows.colwise().mean().transpose(), {}};
  if (components == 0) return coordinates;
  const MatrixXd centred = rows.rowwise() - coordinates.mean.transpose();
  if (rows.cols() <= rows.rows()) {
    coordinates.basis = leading_eigenvectors(centred.transpose() * centred, components);
  } else {  // directions are combinations of the rows
    coordinates.basis =
        centred.transpose() * leading_eigenvectors(centred * centred.transpose(), components);
    for (Index j = 0; j < components; ++j) {
      const double norm = coordinates.basis.col(j).norm();
      if (!(norm > 0))
        core::reject("--augment", "pca must not exceed the rank of the data", components);
      coordinates.basis.col(j) /= norm;
    }
  }
  fix_signs(coordinates.basis);
  return coordinates;
}

GaussianChannel::GaussianChannel(const RowMatrix& rows, Augmentation augmentation)
    : GaussianChannel(rows,
                      augmentation,
                      (validate(rows), fit_coordinates(rows, augmentation.pca))) {}

GaussianChannel GaussianChannel::with_originals(const RowMatrix& rows) const {
  validate(rows);
  if (rows.cols() != coordinates_.mean.size()) {
    core::reject("GaussianChannel::with_originals",
                 "rows must have the length of the originals",
                 fmt::format("{} instead of {}", rows.cols(), coordinates_.mean.size()));
  }
  return GaussianChannel(rows, augmentation_, coordinates_);
}

GaussianChannel::GaussianChannel(const RowMatrix& rows,
                                 Augmentation augmentation,
                                 Coordinates coordinates)
    : augmentation_(std::move(augmentation)),
      coordinates_(std::move(coordinates)),
      originals_(rows.rows()) {
  const auto transforms = static_cast<Index>(augmentation_.transforms.size());
  const double centres = static_cast<double>(originals_ * transforms);
  core::require_memory("the centres of the channel",
                       8 * centres * static_cast<double>(coordinates_.dimension() + 1),
                       "use pca, fewer transforms or fewer originals");
  centres_.resize(coordinates_.dimension(), originals_ * transforms);
  bias_.resize(originals_ * transforms);
  const double precision = 1 / (augmentation_.sigma * augmentation_.sigma);
  for (Index t = 0; t < transforms; ++t) {
    const ImageTransform& transform = augmentation_.transforms[static_cast<std::size_t>(t)];
    auto block = centres_.middleCols(t * originals_, originals_);
    block = coordinates_.project(transforms == 1 ? rows : transformed(rows, transform));
    bias_.segment(t * originals_, originals_) =
        std::log(transform.weight) - 0.5 * precision * block.colwise().squaredNorm().array();
  }
}

VectorXd GaussianChannel::sample(std::uint64_t seed, Index i, std::uint32_t view) const {
  core::StreamKey key{.seed = seed,
                      .original = static_cast<std::uint32_t>(i),
                      .view = view,
                      .op = static_cast<std::uint32_t>(core::StreamOp::transform_choice)};
  const auto& transforms = augmentation_.transforms;
  std::size_t t = 0;
  if (transforms.size() > 1) {
    double left = core::Stream(key).uniform();
    while (t + 1 < transforms.size() && (left -= transforms[t].weight) >= 0) ++t;
  }
  key.op = static_cast<std::uint32_t>(core::StreamOp::noise);
  VectorXd view_coordinates(dimension());
  core::Stream(key).fill_normal({view_coordinates.data(), static_cast<std::size_t>(dimension())});
  return centres_.col(static_cast<Index>(t) * originals_ + i) +
         augmentation_.sigma * view_coordinates;
}

// log p(a|x_i) = logsumexp_t(bias + a . c / sigma^2) - |a|^2 / (2 sigma^2) - (q/2) log(2 pi
// sigma^2). Transforms are added one by one under a running maximum.
template <class S>
void GaussianChannel::densities(const Eigen::Ref<const MatrixXd>& views,
                                Eigen::Ref<Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>> k,
                                Eigen::Ref<VectorXd> offset) const {
  const double precision = 1 / (augmentation_.sigma * augmentation_.sigma);
  const auto transforms = static_cast<Index>(augmentation_.transforms.size());
  const MatrixXd scaled = precision * views;
  MatrixXd logs(originals_, views.cols());
  for (Index t = 0; t < transforms; ++t) {
    logs.noalias() = centres_.middleCols(t * originals_, originals_).transpose() * scaled;
    for (Index w = 0; w < views.cols(); ++w) {
      logs.col(w) += bias_.segment(t * originals_, originals_);
      const double top = logs.col(w).maxCoeff();
      if (t == 0) {
        offset[w] = top;
        exp_below<S>(logs.col(w), top, k.col(w).array());
        continue;
      }
      if (top > offset[w]) {
        k.col(w) *= static_cast<S>(std::exp(offset[w] - top));
        offset[w] = top;
      }
      Eigen::Array<S, Eigen::Dynamic, 1> term(originals_);
      exp_below<S>(logs.col(w), offset[w], term);
      k.col(w).array() += term;
    }
  }
  const double q = static_cast<double>(dimension());
  const double normalisation = 0.5 * q * std::log(2 * std::numbers::pi / precision);
  offset.array() -=
      0.5 * precision * views.colwise().squaredNorm().transpose().array() + normalisation;
}

template void GaussianChannel::densities<double>(const Eigen::Ref<const MatrixXd>&,
                                                 Eigen::Ref<MatrixXd>,
                                                 Eigen::Ref<VectorXd>) const;
template void GaussianChannel::densities<float>(const Eigen::Ref<const MatrixXd>&,
                                                Eigen::Ref<Eigen::MatrixXf>,
                                                Eigen::Ref<VectorXd>) const;

}  // namespace eigenviews::kernel
