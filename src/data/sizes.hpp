#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace eigenviews::data {

/// No deflate stream expands by more than this factor: the shortest code for the longest match,
/// 258 bytes, takes one bit for the length and one for the distance, and 258 * 8 / 2 = 1032.
/// A header that promises more is wrong, and is refused before memory is reserved for it.
constexpr std::int64_t max_deflate_ratio = 1032;

/// The product of the factors, or nothing where one is negative or the product of the factors
/// that are not zero leaves 63 bits (so that every partial product is representable too).
[[nodiscard]] std::optional<Eigen::Index> checked_product(std::span<const Eigen::Index> factors);

/// How many originals to read: `limit`, or all `count` of them where the limit is 0.
/// @throws core::InputError  limit < 0, or limit > count; the line gives both figures.
[[nodiscard]] Eigen::Index requested_count(std::string_view where,
                                           Eigen::Index limit,
                                           Eigen::Index count);

}  // namespace eigenviews::data
