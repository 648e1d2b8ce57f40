#include "solver/certificate.hpp"

#include <limits>

#include "solver/rayleigh_ritz.hpp"
#include "support/channels.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Clusters = std::vector<std::vector<Index>>;

TEST_CASE("values join a cluster when their bounds overlap") {
  const VectorXd values{{1, 0.5, 0.5 - 1e-12, 0.3, 0.3 - 1e-3}};
  CHECK(find_clusters(values, VectorXd::Constant(5, 1e-11)) == Clusters{{0}, {1, 2}, {3}, {4}});
  CHECK(find_clusters(values, VectorXd::Constant(5, 1e-13)) == Clusters{{0}, {1}, {2}, {3}, {4}});
  CHECK(find_clusters(values, VectorXd::Constant(5, 6e-4)) == Clusters{{0}, {1, 2}, {3, 4}});
  CHECK(find_clusters(VectorXd(0), VectorXd(0)).empty());
}

TEST_CASE("a cluster is completed, never cut") {
  const VectorXd values{{1, 0.5, 0.5, 0.5, 0.2}};
  const VectorXd bounds = VectorXd::Constant(5, 1e-14);
  CHECK(complete_cluster(values, bounds, 1) == 1);
  CHECK(complete_cluster(values, bounds, 2) == 4);
  CHECK(complete_cluster(values, bounds, 3) == 4);
  CHECK(complete_cluster(values, bounds, 4) == 4);
  CHECK(complete_cluster(values, bounds, 5) == 5);
  CHECK(complete_cluster(values.head(4), bounds.head(4), 2) == 4);
}

TEST_CASE("bounds hold for perturbed triples of a known operator, and are not vacuous") {
  VectorXd sigma{{1, 0.9, 0.6, 0.6, 0.3, 0.1}};
  const MatrixXd a = test::with_singular_values(sigma, 9, 14, 5);
  const test::PlainSvd svd = test::plain_svd(a);
  for (const double perturbation : {1e-3, 1e-5, 1e-7}) {
    MatrixXd u = svd.u.leftCols(4) + perturbation * test::random_matrix(9, 4, 6);
    u = test::plain_svd(u).u * test::plain_svd(u).v.transpose();  // nearest orthonormal
    SingularTriples triples = rayleigh_ritz(test::MatrixOperator(a), u);
    certify(triples, 0.3, 1e-2, 0x1p-52);
    for (Index i = 0; i < 4; ++i) {
      const double error = std::abs(triples.sigma[i] * triples.sigma[i] - sigma[i] * sigma[i]);
      INFO("value " << i << ", perturbation " << perturbation << ", error " << error);
      CHECK(error <= triples.eigenvalue_bounds[i]);
      CHECK(triples.eigenvalue_bounds[i] <= 1e3 * perturbation * perturbation + 1e-13);
    }
    CHECK(triples.converged);
  }
}

TEST_CASE("a verdict needs every residual: one that is large, or NaN, is no convergence") {
  const MatrixXd a = test::with_singular_values(VectorXd{{1, 0.5}}, 4, 5, 1);
  SingularTriples triples =
      rayleigh_ritz(test::MatrixOperator(a), test::plain_svd(a).u.leftCols(2));
  certify(triples, 0, 1e-10, 0x1p-52);
  CHECK(triples.converged);
  triples.residuals[1] = 1e-9;
  certify(triples, 0, 1e-10, 0x1p-52);
  CHECK_FALSE(triples.converged);
  triples.residuals[1] = std::numeric_limits<double>::quiet_NaN();
  certify(triples, 0, 1e-10, 0x1p-52);
  CHECK_FALSE(triples.converged);
  triples.residuals.conservativeResize(1);
  test::expect_refusal([&] { certify(triples, 0, 1e-10, 0x1p-52); }, {"same count"});
}
