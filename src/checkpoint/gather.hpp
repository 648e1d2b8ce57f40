#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/pickle_value.hpp"
#include "data/input_file.hpp"

namespace eigenviews::checkpoint {

/// Checks that every element of a view lies in its storage.
/// @returns the bytes that the gathered tensor takes.
/// @throws core::InputError  shape and strides of different lengths, more than max_rank axes, a
///     negative size, stride or offset, a product beyond 63 bits, an element beyond the storage.
std::int64_t require_inside(const pickle::View& view, const std::string& where);

/// The elements of a view, row-major without gaps.
/// @param view     as require_inside has passed it.
/// @param storage  all bytes of its storage.
[[nodiscard]] std::vector<std::uint8_t> gather(const pickle::View& view, data::Bytes storage);

}  // namespace eigenviews::checkpoint
