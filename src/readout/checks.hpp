#pragma once

#include <Eigen/Core>
#include <string_view>
#include <vector>

namespace eigenviews::readout {

/// Refuses features without rows or columns, or with an entry that is not finite (row and column
/// are named). @throws core::InputError.
void require_features(std::string_view where, const Eigen::Ref<const Eigen::MatrixXd>& features);

/// Refuses labels that are not one a row, or not in [0, classes), and classes < 2.
/// @throws core::InputError.
void require_labels(std::string_view where,
                    const std::vector<int>& labels,
                    Eigen::Index rows,
                    Eigen::Index classes);

}  // namespace eigenviews::readout
