#include "kernel/sampled_operator.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "core/threads.hpp"
#include "kernel/blas_threads.hpp"

namespace eigenviews::kernel {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index panel_width = 64;     // columns of K that a thread works on at a time
constexpr Index product_width = 512;  // columns of a stored K between its two products

double stored_bytes(double entries, bool single) { return entries * (single ? 4 : 8); }

}  // namespace

SampledOperator::SampledOperator(std::shared_ptr<const GaussianChannel> channel,
                                 std::shared_ptr<const SampledViews> views,
                                 Storage storage,
                                 const core::ProgressListener& progress)
    : channel_(std::move(channel)), views_(std::move(views)), storage_(storage) {
  choose_storage();
  rho_x_ = VectorXd::Constant(rows(), 1.0 / static_cast<double>(rows()));
  if (is_single()) {
    scale_factors<float>(progress);
  } else {
    scale_factors<double>(progress);
  }
}

SampledOperator::SampledOperator(const SampledOperator& precise, Storage storage)
    : channel_(precise.channel_),
      views_(precise.views_),
      storage_(storage),
      rho_x_(precise.rho_x_),
      rho_a_(precise.rho_a_),
      row_scale_(precise.row_scale_),
      col_scale_(precise.col_scale_) {
  if (storage == Storage::tiled_single) return;
  k_single_.resize(rows(), cols());
  const Index panels = (cols() + panel_width - 1) / panel_width;
  core::parallel_for(panels, [&](Index p) {
    const Index begin = p * panel_width;
    const Index width = std::min(panel_width, cols() - begin);
    k_single_.middleCols(begin, width) = precise.k_double_.middleCols(begin, width).cast<float>();
  });
}

bool SampledOperator::is_single() const {
  return storage_ == Storage::stored_single || storage_ == Storage::tiled_single;
}

bool SampledOperator::is_tiled() const {
  return storage_ == Storage::tiled || storage_ == Storage::tiled_single;
}

void SampledOperator::choose_storage() {
  const double entries = static_cast<double>(rows()) * static_cast<double>(cols());
  if (storage_ == Storage::automatic) {
    const auto available = static_cast<double>(core::available_memory_bytes());
    storage_ = stored_bytes(entries, false) <= available / 2 ? Storage::stored : Storage::tiled;
  }
  const double panel = 8.0 * 2 * static_cast<double>(rows() * panel_width) * core::thread_count();
  const double bytes = is_tiled() ? panel : stored_bytes(entries, is_single()) + panel;
  core::require_memory(fmt::format("the {} x {} operator", rows(), cols()),
                       bytes,
                       is_tiled() ? "use fewer originals" : "use tiles or single precision");
}

// Calls body(slot, begin, panel) for every panel of K, panel an n x w matrix of S. Slot s gets
// panels s, s + slots, ... in this order, on one thread: what a slot adds up is reproducible.
template <class S, class F>
void SampledOperator::for_each_panel(const Matrix<S>* stored_k, F&& body) const {
  const Index panels = (cols() + panel_width - 1) / panel_width;
  const Index slots = std::min<Index>(core::thread_count(), panels);
  const SerialBlas serial;
  core::parallel_for(slots, [&](Index slot) {
    Matrix<S> scratch(stored_k ? 0 : rows(), stored_k ? 0 : panel_width);
    VectorXd offset(panel_width);
    for (Index p = slot; p < panels; p += slots) {
      const Index begin = p * panel_width;
      const Index width = std::min(panel_width, cols() - begin);
      if (stored_k) {
        body(slot, begin, stored_k->middleCols(begin, width));
      } else {
        auto panel = scratch.leftCols(width);
        channel_->densities<S>(views_->points.middleCols(begin, width), panel, offset.head(width));
        body(slot, begin, std::as_const(scratch).leftCols(width));
      }
    }
  });
}

template <class S>
SampledOperator::Matrix<S>& SampledOperator::stored() {
  if constexpr (sizeof(S) == 4) {
    return k_single_;
  } else {
    return k_double_;
  }
}

template <class S>
const SampledOperator::Matrix<S>& SampledOperator::stored() const {
  return const_cast<SampledOperator*>(this)->stored<S>();
}

// One sweep makes K, q and R; for the self-consistent estimator a second one makes rho_A.
template <class S>
void SampledOperator::scale_factors(const core::ProgressListener& progress) {
  Matrix<S>* k = is_tiled() ? nullptr : &stored<S>();
  if (k) k->resize(rows(), cols());
  const VectorXd& w = views_->weights;
  const Index slots = core::thread_count();
  MatrixXd row_sums = MatrixXd::Zero(rows(), slots);
  VectorXd q(cols());
  std::atomic<Index> done{0};
  for_each_panel<S>(nullptr, [&](Index slot, Index begin, const auto& panel) {
    const Index width = panel.cols();
    if (k) k->middleCols(begin, width) = panel;
    for (Index t = 0; t < width; ++t) {
      q[begin + t] = rho_x_[0] * static_cast<double>(panel.col(t).sum());  // rho_X is uniform
      row_sums.col(slot) += (w[begin + t] / q[begin + t]) * panel.col(t).template cast<double>();
    }
    done += width;
    if (slot == 0) core::report(progress, {"densities", done.load(), cols(), {}});
  });
  if (views_->estimator != Estimator::self_consistent) {
    rho_a_ = w;
    row_scale_ = rho_x_.cwiseSqrt();
    col_scale_ = w.cwiseSqrt().cwiseQuotient(q);
    return;
  }
  const VectorXd r = row_sums.rowwise().sum();
  const Eigen::Matrix<S, Eigen::Dynamic, 1> factor = rho_x_.cwiseQuotient(r).template cast<S>();
  rho_a_.resize(cols());
  for_each_panel<S>(k, [&](Index, Index begin, const auto& panel) {
    const Index width = panel.cols();
    rho_a_.segment(begin, width) = (panel.transpose() * factor).template cast<double>();
  });
  rho_a_.array() *= w.array() / q.array();
  rho_a_ /= rho_a_.sum();
  row_scale_ = rho_x_.cwiseSqrt().cwiseQuotient(r);
  col_scale_ = (w.array() / (q.array() * rho_a_.array().sqrt())).matrix();
}

template <class S>
void SampledOperator::apply_in(const Block& v, MutableBlock y) const {
  const Matrix<S> scaled = (col_scale_.asDiagonal() * v).template cast<S>();
  if (!is_tiled()) {
    const Matrix<S> product = stored<S>() * scaled;
    y = row_scale_.asDiagonal() * product.template cast<double>();
    return;
  }
  std::vector<Matrix<S>> partial(static_cast<std::size_t>(core::thread_count()));
  for_each_panel<S>(nullptr, [&](Index slot, Index begin, const auto& panel) {
    auto& sum = partial[static_cast<std::size_t>(slot)];
    if (sum.size() == 0) sum.setZero(rows(), v.cols());
    sum.noalias() += panel * scaled.middleRows(begin, panel.cols());
  });
  y.setZero();
  for (const auto& sum : partial) {
    if (sum.size() > 0) y += sum.template cast<double>();
  }
  y.array().colwise() *= row_scale_.array();
}

template <class S>
void SampledOperator::apply_adjoint_in(const Block& u, MutableBlock z) const {
  const Matrix<S> scaled = (row_scale_.asDiagonal() * u).template cast<S>();
  if (!is_tiled()) {
    const Matrix<S> product = stored<S>().transpose() * scaled;
    z = col_scale_.asDiagonal() * product.template cast<double>();
    return;
  }
  for_each_panel<S>(nullptr, [&](Index, Index begin, const auto& panel) {
    const Matrix<S> product = panel.transpose() * scaled;
    z.middleRows(begin, panel.cols()) =
        col_scale_.segment(begin, panel.cols()).asDiagonal() * product.template cast<double>();
  });
}

// y = A A^T u in one sweep: each panel of K is used for both products while it is in cache.
template <class S>
void SampledOperator::apply_normal_in(const Block& u, MutableBlock y) const {
  const Matrix<S> scaled = (row_scale_.asDiagonal() * u).template cast<S>();
  const Eigen::Matrix<S, Eigen::Dynamic, 1> c2 = col_scale_.cwiseAbs2().template cast<S>();
  if (!is_tiled()) {  // BLAS uses the threads
    Matrix<S> sum = Matrix<S>::Zero(rows(), u.cols());
    for (Index begin = 0; begin < cols(); begin += product_width) {
      const Index width = std::min(product_width, cols() - begin);
      const auto panel = stored<S>().middleCols(begin, width);
      Matrix<S> z = panel.transpose() * scaled;
      z.array().colwise() *= c2.segment(begin, width).array();
      sum.noalias() += panel * z;
    }
    y = row_scale_.asDiagonal() * sum.template cast<double>();
    return;
  }
  std::vector<Matrix<S>> partial(static_cast<std::size_t>(core::thread_count()));
  for_each_panel<S>(nullptr, [&](Index slot, Index begin, const auto& panel) {
    Matrix<S> z = panel.transpose() * scaled;
    z.array().colwise() *= c2.segment(begin, panel.cols()).array();
    auto& sum = partial[static_cast<std::size_t>(slot)];
    if (sum.size() == 0) sum.setZero(rows(), u.cols());
    sum.noalias() += panel * z;
  });
  y.setZero();
  for (const auto& sum : partial) {
    if (sum.size() > 0) y += sum.template cast<double>();
  }
  y.array().colwise() *= row_scale_.array();
}

void SampledOperator::apply(const Block& v, MutableBlock y) const {
  is_single() ? apply_in<float>(v, y) : apply_in<double>(v, y);
}

void SampledOperator::apply_adjoint(const Block& u, MutableBlock z) const {
  is_single() ? apply_adjoint_in<float>(u, z) : apply_adjoint_in<double>(u, z);
}

void SampledOperator::apply_normal(const Block& u, MutableBlock y) const {
  is_single() ? apply_normal_in<float>(u, y) : apply_normal_in<double>(u, y);
}

double SampledOperator::sweep_overhead() const {
  if (!is_tiled()) return 0;
  constexpr double exponential = 24;  // one exponential in multiply-adds, measured in bench/
  const double transforms = static_cast<double>(channel_->augmentation().transforms.size());
  return multiply_adds() * transforms * (static_cast<double>(channel_->dimension()) + exponential);
}

double SampledOperator::product_epsilon() const { return is_single() ? 0x1p-23 : 0x1p-52; }

const LinearOperator* SampledOperator::single_precision() const {
  if (is_single()) return nullptr;
  if (!single_) {
    const Storage storage = is_tiled() ? Storage::tiled_single : Storage::stored_single;
    const double bytes = is_tiled() ? 0 : 4.0 * multiply_adds();
    if (bytes > 0.9 * static_cast<double>(core::available_memory_bytes())) return nullptr;
    single_.reset(new SampledOperator(*this, storage));
  }
  return single_.get();
}

std::string SampledOperator::description() const {
  return fmt::format("{} {} x {} in {} precision",
                     is_tiled() ? "tiled" : "stored",
                     rows(),
                     cols(),
                     is_single() ? "single" : "double");
}

MatrixXd SampledOperator::channel_matrix() const {
  MatrixXd p(rows(), cols());
  const VectorXd left = row_scale_.cwiseQuotient(rho_x_.cwiseSqrt());
  const auto write = [&](Index, Index begin, const auto& panel) {
    const Index width = panel.cols();
    const VectorXd right =
        col_scale_.segment(begin, width).cwiseProduct(rho_a_.segment(begin, width).cwiseSqrt());
    p.middleCols(begin, width) =
        left.asDiagonal() * panel.template cast<double>() * right.asDiagonal();
  };
  if (is_single()) {
    for_each_panel<float>(is_tiled() ? nullptr : &k_single_, write);
  } else {
    for_each_panel<double>(is_tiled() ? nullptr : &k_double_, write);
  }
  return p;
}

}  // namespace eigenviews::kernel
