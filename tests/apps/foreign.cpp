#include "foreign.hpp"

#include <algorithm>

#include "data/npy.hpp"
#include "report/npz.hpp"
#include "support/catch.hpp"

namespace eigenviews::test {

using Eigen::MatrixXd;

namespace {

MatrixXd read_npy(const std::string& path) {
  return data::parse_npy(data::read_file(path), path).numbers;
}

}  // namespace

void run_foreign_script(const std::string& arguments) {
  const Outcome outcome = bash(
      "OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1 exec "
      "'" EIGENVIEWS_PYTHON "' '" EIGENVIEWS_APPS_TESTS "/foreign_checkpoints.py' " +
      arguments);
  INFO(outcome.error);
  REQUIRE(outcome.code == 0);
}

ForeignFolder::ForeignFolder(const std::string& problem) {
  (void)summary_of(problem + " --out " + (folder_ / "eig"));
}

void ForeignFolder::write(const std::string& group) const {
  run_foreign_script(group + " " + folder_.path().string());
}

void ForeignFolder::write(const std::string& group, const MatrixXd& images, int channels) const {
  write_file(folder_ / "images.npy", report::npy_bytes(images));
  run_foreign_script(group + " " + std::to_string(channels) + " " + folder_.path().string());
}

ForeignFolder::Compared ForeignFolder::compare(const std::string& name,
                                               const std::string& more) const {
  const Outcome outcome =
      compare_subspace("--ckpt " + (folder_ / name) + " --eig " + (folder_ / "eig") +
                       " --export-features --bootstrap 0 --threads 1 --json --out " +
                       (folder_ / "compared") + " " + more);
  INFO(name << "\n" << outcome.error);
  REQUIRE((outcome.code == 0 || outcome.code == 1));
  return {nlohmann::json::parse(outcome.out)["checkpoint"],
          read_npy(folder_ / "compared/features.npy")};
}

MatrixXd ForeignFolder::expected(const std::string& name) const {
  return read_npy(folder_ / (name + ".npy"));
}

void ForeignFolder::expect_refused(const std::string& arguments,
                                   std::initializer_list<std::string> parts) const {
  const std::string out = folder_ / "refused";
  const Outcome outcome = compare_subspace(arguments + " --out " + out);
  INFO(arguments << "\n" << outcome.error);
  CHECK(outcome.code == 2);
  CHECK(outcome.out.empty());
  CHECK(std::count(outcome.error.begin(), outcome.error.end(), '\n') == 1);
  for (const std::string& part : parts) {
    INFO("expected part: " << part);
    CHECK(outcome.error.find(part) != std::string::npos);
  }
  CHECK(holds_no_result(out));
}

void expect_same_outputs(const MatrixXd& a, const MatrixXd& b) {
  REQUIRE(a.rows() == b.rows());
  REQUIRE(a.cols() == b.cols());
  const double error = (a - b).cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
  const double largest = b.cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
  INFO("largest difference " << error << ", largest output " << largest);
  CHECK(largest > 0.1);  // the outputs are not all nothing
  CHECK(error <= 1e-5 * std::max(1.0, largest));
}

}  // namespace eigenviews::test
