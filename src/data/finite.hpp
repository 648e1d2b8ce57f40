#pragma once

#include <Eigen/Core>
#include <string>

#include "data/originals.hpp"

namespace eigenviews::data {

/// @throws core::InputError  an entry is NaN or infinite; the line gives the first one's row and
///                           column, counted from 0, and its value.
void require_finite(const Eigen::Ref<const RowMatrix>& numbers, const std::string& where);

}  // namespace eigenviews::data
