#pragma once

#include <optional>
#include <vector>

#include "checkpoint/pickle_value.hpp"

// NumPy's numbers, which training programs leave among the others (a best score, a learning rate).
namespace eigenviews::checkpoint::pickle {

/// numpy.dtype(code, align, copy) of a real number: f8, f4, i8, i4, i2, i1, u4, u2, u1, b1.
/// @returns nothing for other arguments.
[[nodiscard]] std::optional<NumpyType> numpy_type(const std::vector<Ref>& arguments);

/// Whether the state of a numpy.dtype, (version, order, ...), says little-endian or no order.
[[nodiscard]] bool has_usual_order(const std::vector<Ref>& state);

/// numpy's scalar(dtype, bytes), as a number or boolean. @returns nothing for other arguments.
[[nodiscard]] std::optional<Object> numpy_scalar(const std::vector<Ref>& arguments);

}  // namespace eigenviews::checkpoint::pickle
