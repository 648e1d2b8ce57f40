#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace eigenviews::validation {

/// How a measured number is held against the predicted one.
enum class Rule {
  near,      ///< |measured - predicted| <= tolerance.
  at_most,   ///< measured <= predicted + tolerance.
  at_least,  ///< measured >= predicted - tolerance.
};

/// One measured number of a claim.
struct Check {
  std::string what;
  double measured = 0;
  double predicted = 0;
  double tolerance = 0;
  Rule rule = Rule::near;
};

/// Whether a check holds; a NaN anywhere never does.
[[nodiscard]] bool holds(const Check& check);

/// Predicted against measured over some quantity, for the report.
struct Curve {
  std::string label, x_label, y_label;
  Eigen::VectorXd x, predicted, measured;
  Eigen::VectorXd error;  ///< empty, or half the length of each error bar of `measured`.
  bool log_x = false, log_y = false;
};

/// What was measured for a claim, or for one of its controls.
struct Outcome {
  std::vector<Check> checks;
  std::vector<Curve> curves;

  void near(std::string what, double measured, double predicted, double tolerance);
  void at_most(std::string what, double measured, double bound, double tolerance = 0);
  void at_least(std::string what, double measured, double bound, double tolerance = 0);
};

/// Whether all checks hold; an outcome without a check holds nothing.
[[nodiscard]] bool holds(const Outcome& outcome);

/// What a measurement may depend on.
struct Context {
  std::uint64_t seed = 0;  ///< every random number of a claim derives from it.
  bool full = false;       ///< the long version: larger sizes, more repeats.
};

using Measurement = std::function<Outcome(const Context&)>;

/// A false statement near the claim, measured with the claim's own means. Its checks say what would
/// be seen if it were true; where they hold, the claim's measurement cannot tell true from false.
struct Control {
  std::string statement;
  Measurement measure;
};

/// A statement of the theory that a machine can check.
struct Claim {
  std::string id;         ///< "V8", "N1".
  std::string suite;      ///< one of suite_names().
  std::string statement;  ///< one sentence, formulas in plain text.
  std::string
      source;       ///< equation or section of docs/theory.md, and of the paper where it has one.
  std::string toy;  ///< on what it is measured.
  std::string tolerance;  ///< the rule, and why it is that.
  /// Chance that a true claim fails on one seed; 0 where nothing is sampled.
  double false_alarm = 0;
  bool full_only = false;  ///< not part of the fast set.
  Measurement measure;
  std::vector<Control> controls;  ///< at least one.
};

}  // namespace eigenviews::validation
