#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eigenviews::nn {

/// What the public code of the paper (kumarkrishna/fastssl) does otherwise than the publications
/// that it cites, in its losses; each can be asked for alone.
struct LossParity {
  bool row_norm = false;         ///< barlow-twins: rows of the features scaled to norm 1 first.
  bool joint_std = false;        ///< barlow-twins: standardised over all views together, by the
                                 ///< unbiased deviation without an epsilon.
  bool view_switch = false;      ///< barlow-twins: cross-correlation of the pair at 2 views, but
                                 ///< correlation with the mean of all views at more.
  bool half_product = false;     ///< barlow-twins: correlation products rounded to float16.
  bool std_without_eps = false;  ///< vicreg: deviation without an epsilon under the root.
  bool mean_of_others = false;   ///< vicreg: each view against the mean of the others.

  [[nodiscard]] bool concerns_barlow_twins() const {
    return row_norm || joint_std || view_switch || half_product;
  }
  [[nodiscard]] bool concerns_vicreg() const { return std_without_eps || mean_of_others; }
};

/// row-norm, joint-std, view-switch, half-product, std-without-eps, mean-of-others.
[[nodiscard]] const std::vector<std::string>& loss_quirk_names();

/// "none", "fastssl" (all of them) or quirk names joined with ',': "row-norm,joint-std".
/// @throws core::InputError  an unknown name, told with the nearest known one.
[[nodiscard]] LossParity parse_loss_parity(std::string_view text);

}  // namespace eigenviews::nn
