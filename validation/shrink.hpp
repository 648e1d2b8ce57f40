#pragma once

#include <functional>

#include "validation/statement.hpp"

namespace eigenviews::validation {

/// Whether `a` is simpler than `b` by, in this order: fewer states, a uniform prior, a smaller
/// common denominator of P, fewer different entries, smaller d, beta nearer to 1/2.
[[nodiscard]] bool simpler(const Instance& a, const Instance& b);

/// The simplest instance that steps of simplification reach from `start` while `keeps` is true of
/// it; `start` where none does.
///
/// Steps: a state or an original or a view left out (rows are divided by their sums), two of them
/// merged (rows averaged by their weights, columns added), P made doubly stochastic, entries
/// rounded to multiples of 1/q, d less by one, another beta; P with its prior, the uniform one, and
/// the stationary one.
///
/// @param keeps  also asked of instances of other sizes and priors.
[[nodiscard]] Instance shrink(const Instance& start,
                              const std::function<bool(const Instance&)>& keeps);

}  // namespace eigenviews::validation
