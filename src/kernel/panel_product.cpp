#include "kernel/panel_product.hpp"

#include <algorithm>

namespace eigenviews::kernel {

namespace {

constexpr Index strip_rows = 1024;  // rows of u or y that stay in the nearer caches
// Columns of K that share one load of a row of u: their sums fill half of the vector registers.
constexpr int tile_columns = EIGEN_MAX_STATIC_ALIGN_BYTES >= 64 ? 8 : 4;

template <class S, int B>
using Lanes = Eigen::Array<S, B, 1>;

template <class S, int B>
Lanes<S, B> load(const S* from) {
  return Eigen::Map<const Lanes<S, B>>(from);
}

template <class S, int B>
void store(S* to, const Lanes<S, B>& values) {
  Eigen::Map<Lanes<S, B>> target(to);
  target = values;
}

// z(T x B) += K(rows x T)^T u(rows x B). k: column stride `rows_k`; u, z: row stride `stride`.
template <class S, int B, int T>
void adjoint_tile(const S* k, Index rows_k, Index rows, const S* u, S* z, Index stride) {
  Lanes<S, B> sum[T];
  for (auto& s : sum) s.setZero();
  for (Index i = 0; i < rows; ++i) {
    const Lanes<S, B> row = load<S, B>(u + i * stride);
    for (int t = 0; t < T; ++t) sum[t] += k[t * rows_k + i] * row;
  }
  for (int t = 0; t < T; ++t) store<S, B>(z + t * stride, load<S, B>(z + t * stride) + sum[t]);
}

// y(rows x B) += K(rows x T) z(T x B).
template <class S, int B, int T>
void forward_tile(const S* k, Index rows_k, Index rows, const S* z, S* y, Index stride) {
  Lanes<S, B> factor[T];
  for (int t = 0; t < T; ++t) factor[t] = load<S, B>(z + t * stride);
  for (Index i = 0; i < rows; ++i) {
    Lanes<S, B> row = load<S, B>(y + i * stride);
    for (int t = 0; t < T; ++t) row += k[t * rows_k + i] * factor[t];
    store<S, B>(y + i * stride, row);
  }
}

// Calls tile(first column, its width as a type) for all columns of a panel.
template <class F>
void for_tiles(Index columns, F&& tile) {
  Index t = 0;
  for (; t + tile_columns <= columns; t += tile_columns) {
    tile(t, std::integral_constant<int, tile_columns>());
  }
  for (; t < columns; ++t) tile(t, std::integral_constant<int, 1>());
}

// Calls part(first lane, width as a type): 16 lanes at a time, then 8.
template <class F>
void for_lanes(Index width, F&& part) {
  Index b = 0;
  for (; b + 2 * lanes <= width; b += 2 * lanes) part(b, std::integral_constant<int, 2 * lanes>());
  if (b < width) part(b, std::integral_constant<int, lanes>());
}

// Calls body(first row, rows) for the strips of a panel.
template <class F>
void for_strips(Index rows, F&& body) {
  for (Index i = 0; i < rows; i += strip_rows) body(i, std::min(strip_rows, rows - i));
}

}  // namespace

template <class S>
void panel_adjoint(const Panel<S>& panel, const RowBlock<S>& u, RowBlock<S>& z) {
  const Index rows_k = panel.outerStride();
  const Index stride = u.cols();
  z.setZero(panel.cols(), stride);
  for_strips(panel.rows(), [&](Index i, Index rows) {
    for_lanes(stride, [&](Index b, auto width) {
      for_tiles(panel.cols(), [&](Index t, auto columns) {
        adjoint_tile<S, width(), columns()>(panel.data() + t * rows_k + i,
                                            rows_k,
                                            rows,
                                            &u(i, b),
                                            &z(t, b),
                                            stride);
      });
    });
  });
}

template <class S>
void panel_forward(const Panel<S>& panel, const RowBlock<S>& z, RowBlock<S>& y) {
  const Index rows_k = panel.outerStride();
  const Index stride = y.cols();
  for_strips(panel.rows(), [&](Index i, Index rows) {
    for_lanes(stride, [&](Index b, auto width) {
      for_tiles(panel.cols(), [&](Index t, auto columns) {
        forward_tile<S, width(), columns()>(panel.data() + t * rows_k + i,
                                            rows_k,
                                            rows,
                                            &z(t, b),
                                            &y(i, b),
                                            stride);
      });
    });
  });
}

template void panel_adjoint<double>(const Panel<double>&,
                                    const RowBlock<double>&,
                                    RowBlock<double>&);
template void panel_adjoint<float>(const Panel<float>&, const RowBlock<float>&, RowBlock<float>&);
template void panel_forward<double>(const Panel<double>&,
                                    const RowBlock<double>&,
                                    RowBlock<double>&);
template void panel_forward<float>(const Panel<float>&, const RowBlock<float>&, RowBlock<float>&);

}  // namespace eigenviews::kernel
