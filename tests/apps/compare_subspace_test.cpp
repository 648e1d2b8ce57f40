// compare_subspace on features whose span is known.
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "compare_subspace/comparison.hpp"
#include "compare_subspace/exact_folder.hpp"
#include "kernel/toy.hpp"
#include "process.hpp"
#include "report/npz.hpp"
#include "support/catch.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// The torus and its 19 leading functions on views.
struct Torus {
  WorkFolder folder;
  apps::ExactFunctions exact;
  Torus() {
    (void)summary_of("--dataset toy -k 16 --out " + (folder / "eig"));
    exact = apps::read_exact_folder(folder / "eig");
  }
  // compare_subspace --json on these features.
  nlohmann::json run(const MatrixXd& features, int code, const std::string& more = "") const {
    write_file(folder / "f.npy", report::npy_bytes(features));
    const Outcome outcome =
        compare_subspace("--eig " + (folder / "eig") + " --features " + (folder / "f.npy") +
                         " --out " + (folder / "out") + " --json " + more);
    INFO(outcome.error);
    REQUIRE(outcome.code == code);
    return nlohmann::json::parse(outcome.out);
  }
};

// A random matrix of condition below about 1e3.
MatrixXd mixing(Eigen::Index size) {
  std::srand(3);
  return MatrixXd::Random(size, size) + MatrixXd::Identity(size, size);
}

double largest(const nlohmann::json& list) {
  const auto values = list.get<std::vector<double>>();
  return *std::max_element(values.begin(), values.end());
}

}  // namespace

TEST_CASE("exact functions in any mixture are aligned, with all angles below 1e-7") {
  const Torus torus;
  const auto with = torus.run(torus.exact.v.leftCols(9) * mixing(9), 0);
  CHECK(with["centred"] == false);
  CHECK(with["dim"] == 9);
  CHECK(largest(with["principal_angles_rad"]) <= 1e-7);
  CHECK(with["aligned"] == true);
  const MatrixXd shifted =
      (torus.exact.v.middleCols(1, 8) * mixing(8)).rowwise() + Eigen::RowVectorXd::Constant(8, 3);
  const auto without = torus.run(shifted, 0);
  CHECK(without["centred"] == true);
  CHECK(without["clusters"][0]["indices"] == std::vector<int>{1, 2});
  CHECK(largest(without["principal_angles_rad"]) <= 1e-7);
  CHECK(without["mean_cos2"].get<double>() == Approx(1).margin(1e-12));
}

TEST_CASE("a top function replaced by a lower one is not aligned: exit code 1") {
  const Torus torus;
  for (const Eigen::Index replaced : {0, 1, 3, 5}) {
    MatrixXd features = torus.exact.v.leftCols(9);
    features.col(replaced) = torus.exact.v.col(12);
    const auto comparison = torus.run(features * mixing(9), 1);
    INFO("function " << replaced);
    CHECK(comparison["aligned"] == false);
    CHECK(comparison["lowest_alignment"].get<double>() < 0.8);
  }
}

TEST_CASE("a dimension that cuts a cluster expects part of it, whichever part is there") {
  const Torus torus;
  std::srand(9);
  // Six functions without the constant: two pairs, and two directions of the cluster of four.
  MatrixXd features(256, 6);
  features << torus.exact.v.middleCols(1, 4),
      torus.exact.v.middleCols(5, 4) * MatrixXd::Random(4, 2);
  const auto comparison = torus.run(features * mixing(6), 0);
  REQUIRE(comparison["clusters"].size() == 3);
  CHECK(comparison["clusters"][2]["expected"].get<double>() == 0.5);
  CHECK(comparison["clusters"][2]["captured"].get<double>() == Approx(0.5).margin(1e-12));
  CHECK(comparison["cluster_alignment"].get<double>() == Approx(1).margin(1e-12));
}

TEST_CASE("scales and Ritz values are those of the closed form") {
  const Torus torus;
  const double beta = 1.5;
  const VectorXd s = torus.exact.eigenvalues.segment(1, 8);
  const VectorXd scales = (1 - (1 - s.array()) / (2 * beta)).sqrt();
  const MatrixXd rotation = Eigen::HouseholderQR<MatrixXd>(mixing(8)).householderQ();
  const MatrixXd features = torus.exact.v.middleCols(1, 8) * scales.asDiagonal() * rotation;
  const auto comparison = torus.run(features, 0, "--beta 1.5");
  const auto measured = comparison["feature_scales"].get<std::vector<double>>();
  const auto predicted = comparison["predicted_scales"].get<std::vector<double>>();
  const auto ritz = comparison["ritz_values"].get<std::vector<double>>();
  for (std::size_t i = 0; i < 8; ++i) {
    const auto at = static_cast<Eigen::Index>(i);
    CHECK(std::abs(predicted[i] - scales[at]) <= 1e-12);
    CHECK(std::abs(measured[i] - scales[at]) <= 1e-7);  // pairs share their scale
    CHECK(std::abs(ritz[i] - s[at]) <= 1e-12);
  }
  CHECK(comparison["angle_bound"].get<double>() <= 1e-10);
}

TEST_CASE("collapsed features are told by their rank and are not aligned") {
  const Torus torus;
  MatrixXd features = torus.exact.v.leftCols(9);
  features.col(8) = features.col(1);
  CHECK(torus.run(features, 1)["rank"] == 8);
  const auto nothing = torus.run(MatrixXd::Zero(256, 3), 1);
  CHECK(nothing["rank"] == 0);
  CHECK(nothing["cka"].is_null());
  CHECK(nothing["alpha"].is_null());
  CHECK(nothing["feature_scales"].is_null());
}

TEST_CASE("more features than views or than known functions are compared with what is known") {
  const Torus torus;
  std::srand(2);
  const auto all = torus.run(MatrixXd::Random(256, 300), 0);  // they span everything
  CHECK(all["rank"] == 256);
  CHECK(all["dim"] == 19);
  CHECK(all["aligned"] == true);
  const auto few = torus.run(torus.exact.v.leftCols(19), 0, "--dim 3");
  CHECK(few["dim"] == 3);
}

TEST_CASE("components: the indicator functions less the constant stay") {
  // Two components: the eigenvalue 1 is double.
  const kernel::FiniteChannel channel(
      (MatrixXd(4, 4) << .7, .3, 0, 0, .4, .6, 0, 0, 0, 0, .8, .2, 0, 0, .1, .9).finished());
  apps::ExactFunctions exact;
  exact.rho_a = channel.rho_a();
  MatrixXd v(4, 2);
  v << 1, 1, 1, 1, 1, -1, 1, -1;
  const double t = 0.3;  // any basis of the eigenspace
  v = v * (MatrixXd(2, 2) << std::cos(t), std::sin(t), -std::sin(t), std::cos(t)).finished();
  exact.v = v;
  exact.eigenvalues = VectorXd::Ones(2);
  exact.clusters = {{0, 1}};
  const VectorXd part = exact.rho_a.head(2);
  const double p = part.sum();
  const apps::ExactFunctions rest = apps::without_constant(exact);
  REQUIRE(rest.v.cols() == 1);
  VectorXd expected(4);
  expected << (1 - p), (1 - p), -p, -p;
  expected /= std::sqrt(p * (1 - p));
  if (expected[0] * rest.v(0, 0) < 0) expected *= -1;
  expect_close(rest.v.col(0), expected, 1e-12);
  CHECK(rest.clusters == std::vector<std::vector<Eigen::Index>>{{0}});
}

TEST_CASE("sampled views: intervals hold the captured energy, and the seed fixes them") {
  const WorkFolder folder;
  (void)summary_of(
      "--dataset fashion-mnist --n 60 --views 3 -k 6 --augment "
      "gaussian:sigma=2,pca=8 --out " +
      (folder / "eig"));
  const apps::ExactFunctions exact = apps::read_exact_folder(folder / "eig");
  CHECK(exact.sampled);
  std::srand(4);
  const MatrixXd features = exact.v.middleCols(1, 3) + 0.05 * MatrixXd::Random(exact.v.rows(), 3);
  write_file(folder / "f.npy", report::npy_bytes(features));
  const auto run = [&] {
    const Outcome outcome =
        compare_subspace("--eig " + (folder / "eig") + " --features " + (folder / "f.npy") +
                         " --json --out " + (folder / "out"));
    REQUIRE(outcome.code == 0);
    return outcome.out;
  };
  const std::string first = run();
  const auto comparison = nlohmann::json::parse(first);
  for (const auto& cluster : comparison["clusters"]) {
    CHECK(cluster["captured_interval"][0].get<double>() <= cluster["captured"].get<double>());
    CHECK(cluster["captured_interval"][1].get<double>() >=
          0.99 * cluster["captured"].get<double>());
  }
  CHECK(run() == first);
}

TEST_CASE("comparison.json has every field of the contract, and the folder every file") {
  const Torus torus;
  const auto comparison = torus.run(torus.exact.v.leftCols(5), 0);
  for (const char* field : {"dim",
                            "rank",
                            "principal_angles_rad",
                            "mean_cos2",
                            "clusters",
                            "cluster_alignment",
                            "feature_scales",
                            "predicted_scales",
                            "ritz_values",
                            "eigenvalues",
                            "cka",
                            "effective_rank",
                            "alpha",
                            "centred",
                            "tolerance",
                            "aligned"}) {
    INFO(field);
    CHECK(comparison.contains(field));
  }
  for (const char* name : {"/comparison.json", "/config.toml", "/captured.svg", "/report.html"}) {
    CHECK(!read_file((torus.folder / "out") + name).empty());
  }
  CHECK(nlohmann::json::parse(read_file((torus.folder / "out") + "/comparison.json")) ==
        comparison);
}
