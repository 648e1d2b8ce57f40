#pragma once

#include <Eigen/Core>
#include <memory>
#include <string>

#include "core/progress.hpp"
#include "kernel/gaussian_channel.hpp"
#include "kernel/large_matrix.hpp"
#include "kernel/linear_operator.hpp"
#include "kernel/sampled_views.hpp"

namespace eigenviews::kernel {

/// Where the n x M densities live and in which precision products are made.
enum class Storage {
  automatic,      ///< stored where it fits in half of the available memory, otherwise tiled.
  stored,         ///< n M doubles, products in double.
  stored_single,  ///< n M floats, products in single precision.
  tiled,          ///< nothing: panels of p(a|x) are computed inside every product, in double;
                  ///< the single-precision copy is stored where it fits.
  tiled_single,   ///< the same with exponentials and products in single precision.
};

/// A density-known channel on sampled views as the operator A = D_X^{1/2} P D_A^{-1/2}, n x M.
///
/// With K the scaled densities (GaussianChannel::densities) and q_t = sum_i rho_i K_it,
/// every estimator has the form A = diag(r) K diag(c) (rho_i = 1/n, w_t the views' weights):
///   stratified, plain:  r_i = sqrt(rho_i),          c_t = sqrt(w_t) / q_t,          rho_A = w;
///   self-consistent:    r_i = sqrt(rho_i) / R_i,    c_t = w_t / (q_t sqrt(rho_A,t)),
///     R_i = sum_t w_t K_it / q_t,  rho_A,t = (w_t / q_t) sum_i rho_i K_it / R_i,
/// so P_it = w_t K_it / (q_t R_i) has rows that sum to 1. Only K is large; it is never scaled.
/// Panels of 64 views are worked on by one thread each; partial sums are added in a fixed order, so
/// results depend on the number of threads, not on their timing.
///
/// Memory: stored 8 n M bytes (4 in single precision), tiled about 1 kB x n a thread.
/// Cost of a sweep: n M (b multiply-adds), and tiled also n M T (q multiply-adds + 1 exponential).
class SampledOperator final : public LinearOperator {
 public:
  /// @param progress  hears of the densities made here, and, of tiled storage, in every product, so
  ///                  that it can stop one; it must live as long as the operator.
  /// @throws core::InputError  the storage asked for does not fit in memory.
  SampledOperator(std::shared_ptr<const GaussianChannel> channel,
                  std::shared_ptr<const SampledViews> views,
                  Storage storage = Storage::automatic,
                  const core::ProgressListener& progress = {});

  [[nodiscard]] Index rows() const override { return channel_->originals(); }
  [[nodiscard]] Index cols() const override { return views_->count(); }
  void apply(const Block& v, MutableBlock y) const override;
  void apply_adjoint(const Block& u, MutableBlock z) const override;
  void apply_normal(const Block& u, MutableBlock y) const override;
  [[nodiscard]] double sweep_overhead() const override;
  [[nodiscard]] double product_epsilon() const override;
  [[nodiscard]] const LinearOperator* single_precision() const override;
  [[nodiscard]] std::string description() const override;

  [[nodiscard]] Storage storage() const { return storage_; }
  [[nodiscard]] const Eigen::VectorXd& rho_x() const { return rho_x_; }
  [[nodiscard]] const Eigen::VectorXd& rho_a() const { return rho_a_; }

  /// The operator of one batch of the views (SampledViews::batch). It shares this one's stored
  /// densities, or those of the single-precision copy where that alone has any: two sweeps over its
  /// part of them and no exponential.
  [[nodiscard]] std::unique_ptr<SampledOperator> batch(Index b) const;

  /// P = D_X^{-1/2} A D_A^{1/2}, n x M; for export and tests. Memory: 8 n M bytes.
  [[nodiscard]] Eigen::MatrixXd channel_matrix() const;

 private:
  template <class S>
  using Matrix = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>;

  SampledOperator(const SampledOperator& precise, Storage storage);  // the single-precision copy
  SampledOperator(const SampledOperator& whole, Index batch);

  [[nodiscard]] bool is_single() const;
  [[nodiscard]] bool is_tiled() const;
  void choose_storage();
  template <class S>
  void fill(const core::ProgressListener& progress);
  void find_scales(const core::ProgressListener& progress);
  template <class S>
  void scale_factors(const core::ProgressListener& progress);
  template <class S, class F>
  void for_each_panel(F&& body) const;
  template <class S>
  [[nodiscard]] LargeMatrix<S>& stored();
  template <class S>
  [[nodiscard]] const LargeMatrix<S>& stored() const;
  template <class S, class F>
  void sum_over_panels(Index width, MutableBlock y, F&& body) const;
  template <class S>
  void apply_in(const Block& v, MutableBlock y) const;
  template <class S>
  void apply_adjoint_in(const Block& u, MutableBlock z) const;
  template <class S>
  void apply_normal_in(const Block& u, MutableBlock y) const;

  std::shared_ptr<const GaussianChannel> channel_;
  std::shared_ptr<const SampledViews> views_;
  Storage storage_;
  Eigen::VectorXd rho_x_, rho_a_;
  Eigen::VectorXd row_scale_, col_scale_;  // r and c above
  core::ProgressListener between_tiles_;
  // Where K is stored, view t is its column first_ + t step_ (a batch shares the whole's K).
  std::shared_ptr<LargeMatrix<double>> k_double_ = std::make_shared<LargeMatrix<double>>();
  std::shared_ptr<LargeMatrix<float>> k_single_ = std::make_shared<LargeMatrix<float>>();
  Index first_ = 0, step_ = 1;
  mutable std::unique_ptr<SampledOperator> single_;  // made when a solver first asks for it
};

}  // namespace eigenviews::kernel
