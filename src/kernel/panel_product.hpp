#pragma once

#include <Eigen/Core>

namespace eigenviews::kernel {

using Eigen::Index;

/// A block of vectors as the panel products want it: row-major, so that the entries that one entry
/// of the panel multiplies are neighbours, with a width that is a multiple of `lanes`.
template <class S>
using RowBlock = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class S>
using Panel = Eigen::Ref<const Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>>;

/// Columns that one pass of the innermost loop multiplies at once.
inline constexpr Index lanes = 8;

/// `columns` rounded up to a multiple of `lanes`.
[[nodiscard]] constexpr Index padded(Index columns) {
  return (columns + lanes - 1) / lanes * lanes;
}

/// z = K^T u for a panel K, n x w and column-major; u is n x b, z is w x b (overwritten), b a
/// multiple of `lanes`. S is double or float; sums run in strips of 1024 rows, which are then
/// added: the error is some epsilons of sum_i |K_it u_i|, whatever n. One thread.
///
/// OpenBLAS is made for wide blocks; for b below 32 these loops are about twice as fast (bench/),
/// since they read K once and keep u in the nearer caches.
template <class S>
void panel_adjoint(const Panel<S>& panel, const RowBlock<S>& u, RowBlock<S>& z);

/// y += K z, shapes as above.
template <class S>
void panel_forward(const Panel<S>& panel, const RowBlock<S>& z, RowBlock<S>& y);

}  // namespace eigenviews::kernel
