#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <memory>

#include "data/originals.hpp"
#include "kernel/augmentation.hpp"

namespace eigenviews::kernel {

/// Coordinates in which a density is evaluated: z = Q^T (x - mean), or z = x - mean without PCA.
struct Coordinates {
  Eigen::VectorXd mean;   ///< p values.
  Eigen::MatrixXd basis;  ///< p x q with orthonormal columns, or empty: all of R^p.

  /// @param rows  n x p data rows. @return q x n coordinates, one column a row.
  [[nodiscard]] Eigen::MatrixXd project(const data::RowMatrix& rows) const;
  [[nodiscard]] Index dimension() const { return basis.size() > 0 ? basis.cols() : mean.size(); }
};

/// The mean of the rows and, where components > 0, their leading principal directions.
/// Cost: n p^2 + p^3 (LAPACK dsyevr). @throws core::InputError  components > min(n, p).
[[nodiscard]] Coordinates fit_coordinates(const data::RowMatrix& rows, Index components);

/// The channel p(a|x_i) = sum_t w_t N(a; S_t x_i, sigma^2 I_q) from n originals to R^q
/// (docs/theory.md, 4.ix).
///
/// Views live in the coordinates of `coordinates()`. Originals carry a prior rho_X, uniform here.
/// Memory: q x n T doubles for the n T centres S_t x_i.
class GaussianChannel {
 public:
  /// @param rows  n x p data rows, finite.
  /// @throws core::InputError  no rows, an entry not finite (row and column), memory.
  GaussianChannel(const data::RowMatrix& rows, Augmentation augmentation);

  /// The same augmentation and coordinates over other originals (Nystrom extension).
  [[nodiscard]] GaussianChannel with_originals(const data::RowMatrix& rows) const;

  [[nodiscard]] Index originals() const { return originals_; }
  [[nodiscard]] Index dimension() const { return centres_.rows(); }
  [[nodiscard]] const Augmentation& augmentation() const { return augmentation_; }
  [[nodiscard]] const Coordinates& coordinates() const { return coordinates_; }

  /// View number `view` of original i: a transform by its weight, then noise. A function of
  /// (seed, i, view) alone. @return q coordinates.
  [[nodiscard]] Eigen::VectorXd sample(std::uint64_t seed, Index i, std::uint32_t view) const;

  /// Densities of a panel of views, scaled by their largest: k(i, t) = p(a_t|x_i) / exp(offset_t),
  /// with max_i k(i, t) in [1/T, 1]: no overflow, and underflow only where the density is below
  /// 1e-300 (1e-35 in single precision) of the largest.
  /// @tparam S       double or float; distances are computed in double in both.
  /// @param views    q x w.
  /// @param k        n x w, overwritten.
  /// @param offset   w values, overwritten: natural logarithms.
  /// Cost: n T w (q multiply-adds + 1 exponential); uses BLAS, and n w doubles of scratch.
  template <class S>
  void densities(const Eigen::Ref<const Eigen::MatrixXd>& views,
                 Eigen::Ref<Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>> k,
                 Eigen::Ref<Eigen::VectorXd> offset) const;

 private:
  GaussianChannel(const data::RowMatrix& rows, Augmentation augmentation, Coordinates coordinates);

  Augmentation augmentation_;
  Coordinates coordinates_;
  Index originals_ = 0;
  Eigen::MatrixXd centres_;  // q x n T, column t n + i is S_t x_i
  Eigen::VectorXd bias_;     // n T values log w_t - |c|^2 / (2 sigma^2)
};

}  // namespace eigenviews::kernel
