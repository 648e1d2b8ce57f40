#pragma once

#include <map>
#include <string>
#include <vector>

#include "train_ssl/options.hpp"

// What a sweep varies, and the trainings that come of it.
namespace eigenviews::apps {

/// The values of each axis by its name, as they were given: "0.5", "reformulated". Names:
/// axis_names().
using Axes = std::map<std::string, std::vector<std::string>>;

/// loss, beta, proj-dim, views, width, fraction, view-budget, seed: the order in which cells vary,
/// the last one fastest.
[[nodiscard]] const std::vector<std::string>& axis_names();

/// One training of a sweep.
struct Cell {
  std::string id;  ///< "loss-reformulated_beta-0.5_proj-dim-8_views-2_seed-0", a folder's name.
  TrainSslOptions training;
  double fraction = 1;  ///< of the originals.
};

/// Every combination of the values, over all points.
///
/// @param base    what is the same for all cells.
/// @param axes    an axis without a value is left as `base` has it.
/// @param points  each "axis=value,axis=value": these axes take the values of one point together,
///                and not those of `axes`. Without a point there is one that fixes nothing.
/// @param total   originals that there are; 0 where fraction and view-budget cannot be asked for.
///                fraction F trains on the first round(F total), view-budget B on the first B / m:
///                as many views in all, whatever m is.
/// Cells that train the same (`spectral` at several beta) are there once.
/// @throws core::InputError  an unknown axis, a value that is no number of its kind, fraction not
/// in
///                           (0, 1], a budget that is no multiple of m or of more than `total`
///                           originals, fraction beside a budget.
[[nodiscard]] std::vector<Cell> cells_of(const TrainSslOptions& base,
                                         const Axes& axes,
                                         const std::vector<std::string>& points,
                                         std::int64_t total);

/// The arguments with which train_ssl runs a cell, without --out, --threads and --device.
[[nodiscard]] std::vector<std::string> train_arguments(const TrainSslOptions& training);

}  // namespace eigenviews::apps
