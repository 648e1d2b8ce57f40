#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "checkpoint/pickle_value.hpp"

namespace eigenviews::checkpoint {

/// A nested object written out under flat names (checkpoint.hpp). None, bytes, sets and classes are
/// left out.
struct FlatObject {
  std::vector<std::pair<std::string, pickle::View>> tensors;
  std::map<std::string, double> scalars;
  std::map<std::string, std::string> texts;
};

/// @throws core::InputError  a key that is neither text nor integer, one name twice, nesting beyond
///     max_depth (a circle too), more than max_flat_values values.
[[nodiscard]] FlatObject flatten(pickle::Ref root, const std::string& where);

}  // namespace eigenviews::checkpoint
