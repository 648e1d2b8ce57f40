#include "checkpoint/gather.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/errors.hpp"

namespace eigenviews::checkpoint {

namespace {

using pickle::View;

// The number of the last element of a view that has elements, or nothing beyond 63 bits.
std::optional<std::int64_t> last_element(const View& view) {
  std::int64_t last = view.offset;
  for (std::size_t k = 0; k < view.shape.size(); ++k) {
    std::int64_t step = 0;
    if (__builtin_mul_overflow(view.shape[k] - 1, view.strides[k], &step) ||
        __builtin_add_overflow(last, step, &last)) {
      return std::nullopt;
    }
  }
  return last;
}

// Trailing axes whose elements lie one after another, as one run: {number of axes, its elements}.
std::pair<std::size_t, std::int64_t> trailing_run(const View& view) {
  std::size_t axes = 0;
  std::int64_t run = 1;
  while (axes < view.shape.size()) {
    const std::size_t k = view.shape.size() - 1 - axes;
    if (view.shape[k] != 1 && view.strides[k] != run) break;
    run *= view.shape[k];
    ++axes;
  }
  return {axes, run};
}

}  // namespace

std::int64_t require_inside(const View& view, const std::string& where) {
  const std::int64_t item = item_size(view.dtype);
  const auto count = element_count(view.shape, item);
  const bool regular =
      view.shape.size() == view.strides.size() && view.offset >= 0 &&
      std::all_of(view.strides.begin(), view.strides.end(), [](std::int64_t s) { return s >= 0; });
  if (!count || !regular) {
    core::reject(where,
                 "a tensor has as many strides as axes, none negative, and countable elements",
                 fmt::format("shape {}, strides {}, offset {}",
                             shown(view.shape),
                             shown(view.strides),
                             view.offset),
                 "save it again after .contiguous()");
  }
  const std::int64_t bytes = view.storage.elements * item_size(view.storage.dtype);
  const auto last = *count == 0 ? std::optional<std::int64_t>(-1) : last_element(view);
  if (!last || *last >= bytes / item) {
    core::reject(where,
                 fmt::format("its elements lie in its storage of {} bytes", bytes),
                 fmt::format("shape {}, strides {}, offset {} of {}",
                             shown(view.shape),
                             shown(view.strides),
                             view.offset,
                             name_of(view.dtype)),
                 "save it again after .clone()");
  }
  return *count * item;
}

std::vector<std::uint8_t> gather(const View& view, data::Bytes storage) {
  const std::int64_t item = item_size(view.dtype);
  const std::int64_t count = element_count(view.shape, item).value();
  std::vector<std::uint8_t> bytes;
  bytes.reserve(static_cast<std::size_t>(count * item));
  if (count == 0) return bytes;
  const auto [run_axes, run] = trailing_run(view);
  const std::size_t outer = view.shape.size() - run_axes;
  // Counts through the outer axes, the last one fastest.
  std::vector<std::int64_t> index(outer, 0);
  std::int64_t element = view.offset;
  while (true) {
    const auto piece = storage.subspan(static_cast<std::size_t>(element * item),
                                       static_cast<std::size_t>(run * item));
    bytes.insert(bytes.end(), piece.begin(), piece.end());
    std::size_t k = outer;
    while (k > 0 && index[k - 1] + 1 == view.shape[k - 1]) {
      element -= index[k - 1] * view.strides[k - 1];
      index[--k] = 0;
    }
    if (k == 0) return bytes;
    ++index[k - 1];
    element += view.strides[k - 1];
  }
}

}  // namespace eigenviews::checkpoint
