#pragma once

#include <string>
#include <vector>

#include "theory/invariance_estimator.hpp"
#include "validation/claim.hpp"
#include "validation/statistics.hpp"

namespace eigenviews::validation {

/// The numbers of views that a law is measured at.
inline const std::vector<Eigen::Index> view_counts = {2, 3, 4, 6, 8, 12};

/// A variance over view_counts, measured and predicted, times a unit that makes it readable (the
/// number of originals n, or of encoder calls n m).
struct ViewLaw {
  std::string name;
  std::vector<Estimate> measured;
  std::vector<double> predicted;

  void add(const Estimate& found, double expected, Eigen::Index unit);
};

/// Every point of the law within `errors` of its standard errors, and its curve.
void expect_law(Outcome& outcome, const ViewLaw& law, double errors);

/// The number of views m* at which the law fitted to the measurements at a fixed n m is least,
/// within `errors` standard errors of that of the moments.
void expect_optimum(Outcome& outcome,
                    const ViewLaw& law,
                    const theory::InvarianceMoments& moments,
                    double errors);

}  // namespace eigenviews::validation
