#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace eigenviews::apps {

/// One cell of a sweep in results.csv. A number that was not measured is NaN, an empty field.
struct Row {
  std::string id;
  std::string status;  ///< "done", "not finite" (the loss), "failed" or "not measured".
  std::string error;   ///< the last line of the tool that failed.
  std::string dataset;
  std::string loss;
  double beta = NAN;      ///< of `vicreg` and `barlow-twins` as train_ssl takes it.
  double proj_dim = NAN;  ///< d
  double views = NAN;     ///< m
  double width = NAN;
  double originals = NAN;
  double fraction = NAN;
  double seed = NAN;
  double steps = NAN;
  double train_seconds = NAN;
  double final_loss = NAN;
  double effective_rank = NAN;
  double alignment = NAN;  ///< mean over clusters up to d of captured / expected.
  double mean_cos2 = NAN;
  double active_modes = NAN;  ///< feature scales above .1; `barlow-twins`: of the largest.
  double linear_top1 = NAN;   ///< of the ridge read-out of `probe`, in [0, 1].
  double knn_top1 = NAN;
  std::vector<double> eigenvalues;     ///< exact, descending, without the constant if centred.
  std::vector<double> feature_scales;  ///< measured, of each Ritz function.
  std::vector<double> curve_steps;     ///< steps at which the next two were measured.
  std::vector<double> curve_alignment;
  std::vector<double> curve_top1;
  std::vector<double> curve_seconds;  ///< training time up to these steps.
};

/// Calls visit(name, member) for every column, in the order of the file.
template <class AnyRow, class Visit>
void for_each_column(AnyRow& row, Visit&& visit) {
  visit("id", row.id);
  visit("status", row.status);
  visit("error", row.error);
  visit("dataset", row.dataset);
  visit("loss", row.loss);
  visit("beta", row.beta);
  visit("proj_dim", row.proj_dim);
  visit("views", row.views);
  visit("width", row.width);
  visit("originals", row.originals);
  visit("fraction", row.fraction);
  visit("seed", row.seed);
  visit("steps", row.steps);
  visit("train_seconds", row.train_seconds);
  visit("final_loss", row.final_loss);
  visit("effective_rank", row.effective_rank);
  visit("alignment", row.alignment);
  visit("mean_cos2", row.mean_cos2);
  visit("active_modes", row.active_modes);
  visit("linear_top1", row.linear_top1);
  visit("knn_top1", row.knn_top1);
  visit("eigenvalues", row.eigenvalues);
  visit("feature_scales", row.feature_scales);
  visit("curve_steps", row.curve_steps);
  visit("curve_alignment", row.curve_alignment);
  visit("curve_top1", row.curve_top1);
  visit("curve_seconds", row.curve_seconds);
}

}  // namespace eigenviews::apps
