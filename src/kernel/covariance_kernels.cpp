#include "kernel/covariance_kernels.hpp"

#include "core/errors.hpp"
#include "core/memory.hpp"

namespace eigenviews::kernel {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

void require_indices(std::string_view function, const std::vector<Index>& indices, Index count) {
  for (const Index i : indices) {
    if (i < 0 || i >= count) {
      core::reject(function, fmt::format("an index must be in [0, {})", count), i);
    }
  }
}

// Densities of views given as columns, n x w, scaled; with their natural-logarithm offsets.
struct Densities {
  MatrixXd k;
  VectorXd offset;
};

Densities densities(const GaussianChannel& channel, const MatrixXd& points) {
  if (points.rows() != channel.dimension()) {
    core::reject("GaussianChannel",
                 "views must have the channel's number of coordinates",
                 fmt::format("{} instead of {}", points.rows(), channel.dimension()));
  }
  const double entries =
      static_cast<double>(channel.originals()) * static_cast<double>(points.cols());
  core::require_memory("densities at the given views", 3 * 8 * entries, "ask for fewer at a time");
  Densities d{MatrixXd(channel.originals(), points.cols()), VectorXd(points.cols())};
  channel.densities<double>(points, d.k, d.offset);
  return d;
}

}  // namespace

MatrixXd backward_kernel(const FiniteChannel& channel,
                         const std::vector<Index>& a,
                         const std::vector<Index>& b) {
  require_indices("backward_kernel", a, channel.views());
  require_indices("backward_kernel", b, channel.views());
  const MatrixXd ratios =  // p(a|x) / rho_A(a), n_X x n_A
      channel.dense_p() * channel.rho_a().cwiseInverse().asDiagonal();
  return ratios(Eigen::all, a).transpose() * channel.rho_x().asDiagonal() * ratios(Eigen::all, b);
}

MatrixXd forward_kernel(const FiniteChannel& channel,
                        const std::vector<Index>& x,
                        const std::vector<Index>& z) {
  require_indices("forward_kernel", x, channel.originals());
  require_indices("forward_kernel", z, channel.originals());
  const MatrixXd p = channel.dense_p();
  return p(x, Eigen::all) * channel.rho_a().cwiseInverse().asDiagonal() *
         p(z, Eigen::all).transpose();
}

MatrixXd posteriors(const GaussianChannel& channel, const MatrixXd& a) {
  MatrixXd r = densities(channel, a).k.transpose();  // rho_X is uniform and cancels
  const VectorXd sums = r.rowwise().sum();
  return sums.cwiseInverse().asDiagonal() * r;
}

MatrixXd backward_kernel(const GaussianChannel& channel, const MatrixXd& a, const MatrixXd& b) {
  const auto n = static_cast<double>(channel.originals());
  return n * posteriors(channel, a) * posteriors(channel, b).transpose();
}

MatrixXd density_ratios(const GaussianChannel& channel,
                        const SampledViews& views,
                        const data::RowMatrix& x) {
  const GaussianChannel others = channel.with_originals(x);
  MatrixXd ratios(x.rows(), views.count());
  constexpr Index panel = 512;
  for (Index begin = 0; begin < views.count(); begin += panel) {
    const Index width = std::min(panel, views.count() - begin);
    const MatrixXd points = views.points.middleCols(begin, width);
    const Densities base = densities(channel, points);
    const Densities other = densities(others, points);
    const Eigen::RowVectorXd mixture = base.k.colwise().mean();  // rho_A(a_t) / exp(offset)
    const Eigen::RowVectorXd scale =
        (other.offset - base.offset).array().exp().matrix().transpose().cwiseQuotient(mixture);
    ratios.middleCols(begin, width) = other.k * scale.asDiagonal();
  }
  return ratios;
}

MatrixXd forward_kernel(const GaussianChannel& channel,
                        const SampledViews& views,
                        const data::RowMatrix& x,
                        const data::RowMatrix& z) {
  return density_ratios(channel, views, x) * views.weights.asDiagonal() *
         density_ratios(channel, views, z).transpose();
}

MatrixXd channel_rows(const GaussianChannel& channel,
                      const SampledViews& views,
                      const data::RowMatrix& x) {
  const MatrixXd rows = density_ratios(channel, views, x) * views.weights.asDiagonal();
  const VectorXd sums = rows.rowwise().sum();
  // A vectorised exponential ends at about 1e-308 instead of 0, so sums below this hold no density.
  constexpr double least = 1e-290;
  for (Index i = 0; i < sums.size(); ++i) {
    if (!(sums[i] > least)) {
      core::reject("channel_rows",
                   "some sampled view must have positive density under every row",
                   fmt::format("row {} is too far from all originals", i));
    }
  }
  return sums.cwiseInverse().asDiagonal() * rows;
}

}  // namespace eigenviews::kernel
