#pragma once

#include <sys/mman.h>

#include <Eigen/Core>
#include <cstdlib>
#include <memory>
#include <new>

namespace eigenviews::kernel {

using Eigen::Index;

/// A column-major matrix whose memory comes in huge pages where the system has them: filling it
/// then takes hundreds of page faults instead of hundreds of thousands. Not initialised.
template <class S>
class LargeMatrix {
 public:
  using Entries = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>;
  using View = Eigen::Map<Entries, 0, Eigen::OuterStride<>>;
  using ConstView = Eigen::Map<const Entries, 0, Eigen::OuterStride<>>;

  /// Empty.
  LargeMatrix() = default;

  /// Drops the old entries. @throws std::bad_alloc
  void resize(Index rows, Index cols) {
    constexpr std::size_t huge_page = 2 << 20;
    const std::size_t wanted =
        static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols) * sizeof(S);
    const std::size_t bytes = (wanted + huge_page - 1) / huge_page * huge_page;
    data_.reset();
    data_.reset(static_cast<S*>(std::aligned_alloc(huge_page, bytes)));
    if (!data_ && bytes > 0) throw std::bad_alloc();
    madvise(data_.get(), bytes, MADV_HUGEPAGE);  // a wish: refused, it costs only time
    rows_ = rows;
  }

  [[nodiscard]] bool empty() const { return !data_; }
  /// Columns begin, begin + step, ..., `size` of them.
  [[nodiscard]] View columns(Index begin, Index size, Index step = 1) {
    return {data_.get() + begin * rows_, rows_, size, Eigen::OuterStride<>(step * rows_)};
  }
  [[nodiscard]] ConstView columns(Index begin, Index size, Index step = 1) const {
    return {data_.get() + begin * rows_, rows_, size, Eigen::OuterStride<>(step * rows_)};
  }

 private:
  struct Free {
    void operator()(S* memory) const { std::free(memory); }
  };
  std::unique_ptr<S, Free> data_;
  Index rows_ = 0;
};

}  // namespace eigenviews::kernel
