#pragma once

#include <Eigen/Core>
#include <string>

#include "process.hpp"

// Checkpoints that Python writes in the layouts of other programs, and compare_subspace on them.
namespace eigenviews::test {

/// foreign_checkpoints.py with these arguments; fails the test with its messages where it fails.
void run_foreign_script(const std::string& arguments);

/// A folder for foreign_checkpoints.py, beside an eigenproblem `eig`.
class ForeignFolder {
 public:
  /// Solves the eigenproblem; @param problem  arguments of kernel_eig.
  explicit ForeignFolder(const std::string& problem);

  /// Runs the script; fails the test with its messages where it fails.
  void write(const std::string& group) const;
  /// The same for networks that are evaluated on these images, one a row.
  void write(const std::string& group, const Eigen::MatrixXd& images, int channels) const;

  [[nodiscard]] std::string operator/(const std::string& name) const { return folder_ / name; }

  struct Compared {
    nlohmann::json checkpoint;  ///< of comparison.json.
    Eigen::MatrixXd features;
  };
  /// compare_subspace --ckpt on a file of the folder, with `more` arguments.
  [[nodiscard]] Compared compare(const std::string& name, const std::string& more = "") const;
  /// What Python expects: NAME.npy.
  [[nodiscard]] Eigen::MatrixXd expected(const std::string& name) const;

  /// compare_subspace refuses: one line with these parts, code 2, no result.
  void expect_refused(const std::string& arguments, std::initializer_list<std::string> parts) const;

 private:
  WorkFolder folder_;
};

/// max |a - b| <= 1e-5 max(1, max |b|): sums of single-precision products in another order.
void expect_same_outputs(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

}  // namespace eigenviews::test
