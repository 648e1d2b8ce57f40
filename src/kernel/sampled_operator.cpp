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
#include "kernel/panel_product.hpp"

namespace eigenviews::kernel {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index panel_width = 64;  // columns of K that a thread works on at a time

// Columns of K that fit in a quarter of a second-level cache of 1 MiB, 8 to panel_width.
Index columns_in_cache(Index column_bytes) {
  constexpr Index cache_bytes = 256 << 10;
  return std::clamp<Index>(cache_bytes / column_bytes / 8 * 8, 8, panel_width);
}

// Views done, told by the first slot so that listeners are called from one thread.
class PanelProgress {
 public:
  PanelProgress(const core::ProgressListener& listener, Index views)
      : listener_(listener), views_(views) {}
  void add(Index slot, Index views) {
    done_ += views;
    if (slot == 0) core::report(listener_, {"densities", done_.load(), views_, {}});
  }

 private:
  const core::ProgressListener& listener_;
  Index views_;
  std::atomic<Index> done_{0};
};

// Lets a listener throw, and tells the other threads.
void offer_to_stop(const core::ProgressListener& listener, std::atomic<bool>& stopped) {
  try {
    core::report(listener, {});
  } catch (...) {
    stopped = true;
    throw;
  }
}

double stored_bytes(double entries, bool single) { return entries * (single ? 4 : 8); }

}  // namespace

SampledOperator::SampledOperator(std::shared_ptr<const GaussianChannel> channel,
                                 std::shared_ptr<const SampledViews> views,
                                 Storage storage,
                                 const core::ProgressListener& progress)
    : channel_(std::move(channel)), views_(std::move(views)), storage_(storage) {
  choose_storage();
  if (is_tiled()) between_tiles_ = progress;
  rho_x_ = VectorXd::Constant(rows(), 1.0 / static_cast<double>(rows()));
  if (storage_ == Storage::stored) fill<double>(progress);
  if (storage_ == Storage::stored_single) fill<float>(progress);
  find_scales(is_tiled() ? progress : core::ProgressListener{});
}

SampledOperator::SampledOperator(const SampledOperator& precise, Storage storage)
    : channel_(precise.channel_),
      views_(precise.views_),
      storage_(storage),
      rho_x_(precise.rho_x_),
      rho_a_(precise.rho_a_),
      row_scale_(precise.row_scale_),
      col_scale_(precise.col_scale_),
      between_tiles_(precise.between_tiles_) {
  if (storage_ == Storage::tiled_single) return;
  if (precise.is_tiled()) {
    fill<float>({});
    return;
  }
  k_single_->resize(rows(), cols());
  const Index panels = (cols() + panel_width - 1) / panel_width;
  core::parallel_for(panels, [&](Index p) {
    const Index begin = p * panel_width;
    const Index width = std::min(panel_width, cols() - begin);
    k_single_->columns(begin, width) = precise.k_double_->columns(begin, width).cast<float>();
  });
}

SampledOperator::SampledOperator(const SampledOperator& whole, Index batch)
    : channel_(whole.channel_),
      views_(std::make_shared<const SampledViews>(whole.views_->batch(batch))),
      storage_(whole.storage_),
      rho_x_(whole.rho_x_),
      between_tiles_(whole.between_tiles_),
      k_double_(whole.k_double_),
      k_single_(whole.k_single_),
      first_(batch),
      step_(whole.views_->batches) {
  find_scales({});
}

std::unique_ptr<SampledOperator> SampledOperator::batch(Index b) const {
  const bool copy_is_at_hand = is_tiled() && single_ && !single_->is_tiled();
  return std::unique_ptr<SampledOperator>(
      new SampledOperator(copy_is_at_hand ? *single_ : *this, b));
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
void SampledOperator::for_each_panel(F&& body) const {
  const LargeMatrix<S>& k = stored<S>();
  const Index panels = (cols() + panel_width - 1) / panel_width;
  const Index slots = std::min<Index>(core::thread_count(), panels);
  const SerialBlas serial;
  std::atomic<bool> stopped = false;
  core::parallel_for(slots, [&](Index slot) {
    Matrix<S> scratch(k.empty() ? rows() : 0, k.empty() ? panel_width : 0);
    VectorXd offset(panel_width);
    for (Index p = slot; p < panels && !stopped; p += slots) {
      const Index begin = p * panel_width;
      const Index width = std::min(panel_width, cols() - begin);
      if (!k.empty()) {
        body(slot, begin, k.columns(first_ + begin * step_, width, step_));
      } else {
        if (slot == 0) offer_to_stop(between_tiles_, stopped);
        auto panel = scratch.leftCols(width);
        channel_->densities<S>(views_->points.middleCols(begin, width), panel, offset.head(width));
        body(slot, begin, std::as_const(scratch).leftCols(width));
      }
    }
  });
}

template <class S>
LargeMatrix<S>& SampledOperator::stored() {
  if constexpr (sizeof(S) == 4) {
    return *k_single_;
  } else {
    return *k_double_;
  }
}

template <class S>
const LargeMatrix<S>& SampledOperator::stored() const {
  return const_cast<SampledOperator*>(this)->stored<S>();
}

void SampledOperator::find_scales(const core::ProgressListener& progress) {
  is_single() ? scale_factors<float>(progress) : scale_factors<double>(progress);
}

// Computes K where it is to be stored.
template <class S>
void SampledOperator::fill(const core::ProgressListener& progress) {
  LargeMatrix<S> k;
  k.resize(rows(), cols());
  PanelProgress done(progress, cols());
  for_each_panel<S>([&](Index slot, Index begin, const auto& panel) {
    k.columns(begin, panel.cols()) = panel;
    done.add(slot, panel.cols());
  });
  stored<S>() = std::move(k);
}

// One sweep makes q and R; for the self-consistent estimator a second one makes rho_A.
template <class S>
void SampledOperator::scale_factors(const core::ProgressListener& progress) {
  const VectorXd& w = views_->weights;
  MatrixXd row_sums = MatrixXd::Zero(rows(), core::thread_count());
  VectorXd q(cols());
  PanelProgress done(progress, cols());
  for_each_panel<S>([&](Index slot, Index begin, const auto& panel) {
    for (Index j = 0; j < panel.cols(); ++j) {
      const Index t = begin + j;
      q[t] = rho_x_[0] * static_cast<double>(panel.col(j).sum());  // rho_X is uniform
      row_sums.col(slot) += (w[t] / q[t]) * panel.col(j).template cast<double>();
    }
    done.add(slot, panel.cols());
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
  for_each_panel<S>([&](Index, Index begin, const auto& panel) {
    rho_a_.segment(begin, panel.cols()) = (panel.transpose() * factor).template cast<double>();
  });
  rho_a_.array() *= w.array() / q.array();
  rho_a_ /= rho_a_.sum();
  row_scale_ = rho_x_.cwiseSqrt().cwiseQuotient(r);
  col_scale_ = (w.array() / (q.array() * rho_a_.array().sqrt())).matrix();
}

// diag(factor) u in S, row-major and padded with columns of zeros.
template <class S>
RowBlock<S> scaled_rows(const VectorXd& factor, const Block& u) {
  RowBlock<S> scaled = RowBlock<S>::Zero(u.rows(), padded(u.cols()));
  scaled.leftCols(u.cols()) = (factor.asDiagonal() * u).template cast<S>();
  return scaled;
}

// y = diag(r) sum over panels of what body(begin, panel, sum) adds to sum (n x width). Within a
// panel sums are in S, over panels in double.
template <class S, class F>
void SampledOperator::sum_over_panels(Index width, MutableBlock y, F&& body) const {
  std::vector<RowBlock<S>> part(static_cast<std::size_t>(core::thread_count()));
  std::vector<RowBlock<double>> total(part.size());
  for_each_panel<S>([&](Index slot, Index begin, const auto& panel) {
    auto& sum = part[static_cast<std::size_t>(slot)];
    auto& all = total[static_cast<std::size_t>(slot)];
    sum.setZero(rows(), width);
    body(begin, panel, sum);
    if (all.size() == 0) all.setZero(rows(), width);
    all += sum.template cast<double>();
  });
  y.setZero();
  for (const auto& all : total) {
    if (all.size() > 0) y += all.leftCols(y.cols());
  }
  y.array().colwise() *= row_scale_.array();
}

template <class S>
void SampledOperator::apply_in(const Block& v, MutableBlock y) const {
  const RowBlock<S> scaled = scaled_rows<S>(col_scale_, v);
  sum_over_panels<S>(scaled.cols(), y, [&](Index begin, const auto& panel, auto& sum) {
    panel_forward<S>(panel, scaled.middleRows(begin, panel.cols()), sum);
  });
}

template <class S>
void SampledOperator::apply_adjoint_in(const Block& u, MutableBlock z) const {
  const RowBlock<S> scaled = scaled_rows<S>(row_scale_, u);
  for_each_panel<S>([&](Index, Index begin, const auto& panel) {
    RowBlock<S> product;
    panel_adjoint<S>(panel, scaled, product);
    const auto factor = col_scale_.segment(begin, panel.cols());
    z.middleRows(begin, panel.cols()) =
        factor.asDiagonal() * product.leftCols(z.cols()).template cast<double>();
  });
}

// y = A A^T u in one sweep: a few columns of K at a time are used for both products while they are
// in cache.
template <class S>
void SampledOperator::apply_normal_in(const Block& u, MutableBlock y) const {
  const RowBlock<S> scaled = scaled_rows<S>(row_scale_, u);
  const Eigen::Matrix<S, Eigen::Dynamic, 1> c2 = col_scale_.cwiseAbs2().template cast<S>();
  const Index step = columns_in_cache(rows() * static_cast<Index>(sizeof(S)));
  sum_over_panels<S>(scaled.cols(), y, [&](Index begin, const auto& panel, auto& sum) {
    RowBlock<S> z;
    for (Index t = 0; t < panel.cols(); t += step) {
      const auto part = panel.middleCols(t, std::min(step, panel.cols() - t));
      panel_adjoint<S>(part, scaled, z);
      z.array().colwise() *= c2.segment(begin + t, part.cols()).array();
      panel_forward<S>(part, z, sum);
    }
  });
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
    const auto available = static_cast<double>(core::available_memory_bytes());
    const bool fits = stored_bytes(multiply_adds(), true) <= 0.6 * available;
    if (!fits && !is_tiled()) return nullptr;
    single_.reset(
        new SampledOperator(*this, fits ? Storage::stored_single : Storage::tiled_single));
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
    for_each_panel<float>(write);
  } else {
    for_each_panel<double>(write);
  }
  return p;
}

}  // namespace eigenviews::kernel
