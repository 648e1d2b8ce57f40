// Every solver on every channel: the wanted triples, whole clusters, certified (claim V3).
#include "solver/solve.hpp"

#include "core/memory.hpp"
#include "kernel/toy.hpp"
#include "solver/choose_solver.hpp"
#include "support/channels.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::solver;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::ChannelOperator;
using test::expect_close;
using test::expect_refusal;

namespace {

constexpr SolverKind all_solvers[] = {SolverKind::dense,
                                      SolverKind::block_krylov,
                                      SolverKind::spectra,
                                      SolverKind::automatic};

// The three checks on triples, and the certificate's own promise. `reference_error` is what the
// exact values may be off themselves.
void expect_triples(const kernel::LinearOperator& op,
                    const SingularTriples& triples,
                    const VectorXd& exact,
                    double reference_error = 1e-15) {
  INFO(triples.solver << ": " << triples.reason);
  const Index k = triples.sigma.size();
  REQUIRE(triples.converged);
  REQUIRE(k <= exact.size());
  expect_close(triples.sigma.cwiseAbs2(), exact.head(k).cwiseAbs2(), 1e-10);  // the wanted ones
  expect_close(triples.u.transpose() * triples.u, MatrixXd::Identity(k, k), 1e-12);
  expect_close(triples.v.transpose() * triples.v, MatrixXd::Identity(k, k), 1e-12);
  MatrixXd y(op.rows(), k), z(op.cols(), k);
  op.apply(triples.v, y);
  op.apply_adjoint(triples.u, z);
  expect_close(y, triples.u * triples.sigma.asDiagonal(), 2e-10);
  expect_close(z, triples.v * triples.sigma.asDiagonal(), 2e-10);
  CHECK(triples.residuals.maxCoeff() <= 1e-10);
  INFO("error " << (triples.sigma.cwiseAbs2() - exact.head(k).cwiseAbs2()).cwiseAbs().maxCoeff()
                << ", bound " << triples.eigenvalue_bounds.maxCoeff());
  CHECK((triples.sigma.cwiseAbs2() - exact.head(k).cwiseAbs2()).cwiseAbs().maxCoeff() <=
        triples.eigenvalue_bounds.maxCoeff() + reference_error);
  Index counted = 0;
  for (const auto& cluster : triples.clusters) {
    for (const Index i : cluster) CHECK(i == counted++);
  }
  CHECK(counted == k);
}

}  // namespace

TEST_CASE("every toy with every solver meets its closed form, at the default k and where k cuts") {
  for (const std::string& name : kernel::toy_names()) {
    const kernel::Toy toy = kernel::make_toy(name);
    const ChannelOperator op(toy.channel);
    const Index possible = std::min<Index>({16, op.rows(), op.cols(), toy.exact_sigma.size()});
    for (const SolverKind kind : all_solvers) {
      for (const Index k : {Index{1}, Index{2}, std::min<Index>(7, possible), possible}) {
        INFO(toy.name << ", k = " << k);
        const SingularTriples triples = solve(op, {.k = k, .kind = kind});
        CHECK(triples.sigma.size() >= k);
        expect_triples(op, triples, toy.exact_sigma, 1e-12);  // quadrature
        // whole: the next closed-form value differs
        const Index count = triples.sigma.size();
        if (count < toy.exact_sigma.size()) {
          CHECK(std::pow(toy.exact_sigma[count - 1], 2) - std::pow(toy.exact_sigma[count], 2) >
                1e-14);
        }
      }
    }
  }
}

TEST_CASE("every gallery channel with every solver, every k, against Jacobi") {
  for (const test::NamedChannel& named : test::gallery()) {
    const ChannelOperator op(named.channel);
    const VectorXd exact = test::plain_svd(test::plain_operator(named.channel)).sigma;
    for (const SolverKind kind : all_solvers) {
      for (Index k = 1; k <= exact.size(); k += std::max<Index>(1, exact.size() / 5)) {
        INFO(named.name << ", k = " << k);
        expect_triples(op, solve(op, {.k = k, .kind = kind}), exact);
      }
    }
  }
}

TEST_CASE("odd shapes both ways: 597 x 43 and 43 x 597, dense and sparse") {
  for (const auto& channel :
       {test::random_channel(597, 43, 1), test::random_sparse_channel(43, 597, 9, 2)}) {
    const ChannelOperator op(channel);
    const VectorXd exact = test::plain_svd(test::plain_operator(channel)).sigma;
    for (const SolverKind kind : all_solvers)
      expect_triples(op, solve(op, {.k = 12, .kind = kind}), exact);
  }
}

TEST_CASE("a cluster larger than the block and larger than k is delivered whole by every solver") {
  // 40 components: sigma = 1 forty times, far above k = 3 and the block of 8.
  const auto channel = test::disconnected_channel(40, 5);
  const ChannelOperator op(channel);
  const VectorXd exact = test::plain_svd(test::plain_operator(channel)).sigma;
  for (const SolverKind kind : all_solvers) {
    const SingularTriples triples =
        solve(op, {.k = 3, .kind = kind, .block = kind == SolverKind::block_krylov ? 8 : 0});
    CHECK(triples.sigma.size() == 40);
    expect_triples(op, triples, exact);
    REQUIRE(triples.clusters.size() == 1);
    CHECK(triples.clusters[0].size() == 40);
  }
}

TEST_CASE("Spectra alone misses copies that the check brings back") {
  const kernel::Toy toy = kernel::make_toy("cube");
  const SingularTriples triples =
      solve(ChannelOperator(toy.channel), {.k = 16, .kind = SolverKind::spectra});
  CHECK(triples.reason.find("random-block check") != std::string::npos);
  CHECK(triples.sigma.size() == 22);
}

TEST_CASE("small singular values have small residuals too, though A A^T hardly knows them") {
  const kernel::Toy toy = kernel::make_toy("interval,s=0.1");
  const ChannelOperator op(toy.channel);
  const SolverOptions options{.k = 16, .kind = SolverKind::block_krylov, .tolerance = 1e-13};
  const SingularTriples triples = solve(op, options);
  CHECK(triples.sigma.minCoeff() <= 2e-5);
  CHECK(triples.converged);
  CHECK(triples.residuals.maxCoeff() <= 1e-13);
}

TEST_CASE(
    "where Spectra breaks down on a rank-deficient channel, block Krylov takes over and it is "
    "said") {
  const ChannelOperator op(kernel::FiniteChannel(MatrixXd(MatrixXd::Constant(6, 8, 0.125))));
  const SingularTriples triples = solve(op, {.k = 1, .kind = SolverKind::spectra});
  CHECK(triples.converged);
  // Whether it does depends on the last bit of the products.
  const bool took_over = triples.reason.find("Spectra did not converge") != std::string::npos;
  CHECK((took_over || triples.reason.find("random-block check") != std::string::npos));
  expect_close(triples.sigma, VectorXd::Ones(1), 1e-14);
  CHECK(triples.u.minCoeff() > 0);  // the constant function is positive
}

TEST_CASE("the same seed gives the same bytes, another seed the same values") {
  const ChannelOperator op(test::random_sparse_channel(120, 300, 4, 8));
  for (const SolverKind kind : {SolverKind::block_krylov, SolverKind::spectra}) {
    const SingularTriples one = solve(op, {.k = 5, .kind = kind, .seed = 1});
    const SingularTriples two = solve(op, {.k = 5, .kind = kind, .seed = 1});
    const SingularTriples other = solve(op, {.k = 5, .kind = kind, .seed = 2});
    expect_close(one.u, two.u, 0);
    expect_close(one.v, two.v, 0);
    expect_close(one.sigma, other.sigma, 1e-13);
  }
}

TEST_CASE("not converging is a verdict with its residuals") {
  VectorXd sigma(200);
  for (Index i = 0; i < 200; ++i) sigma[i] = 1 - 1e-4 * static_cast<double>(i);
  const test::MatrixOperator op(test::with_singular_values(sigma, 200, 210, 3));
  const SingularTriples triples = solve(
      op,
      {.k = 5, .kind = SolverKind::block_krylov, .tolerance = 1e-12, .block = 6, .max_steps = 4});
  CHECK_FALSE(triples.converged);
  CHECK(triples.residuals.maxCoeff() > 1e-12);
}

TEST_CASE("k, tolerance and solver names out of range are refused") {
  const ChannelOperator op(test::random_channel(7, 11, 1));
  expect_refusal([&] { return solve(op, {.k = 0}); }, {"k must be in [1, 7]", "0"});
  expect_refusal([&] { return solve(op, {.k = 8}); }, {"k must be in [1, 7]", "8"});
  for (const double tolerance :
       {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    expect_refusal([&] { return solve(op, {.k = 1, .tolerance = tolerance}); }, {"tolerance"});
  }
  CHECK(solver_kind("auto") == SolverKind::automatic);
  CHECK(solver_kind("dense") == SolverKind::dense);
  CHECK(solver_kind("block-krylov") == SolverKind::block_krylov);
  CHECK(solver_kind("spectra") == SolverKind::spectra);
  expect_refusal([] { return solver_kind("slepc"); }, {"slepc", "not built"});
  expect_refusal([] { return solver_kind("krylov"); }, {"krylov", "block-krylov"});
}

TEST_CASE("an operator whose rows are spread over processes is refused by the local solvers") {
  class Spread final : public kernel::LinearOperator {
   public:
    Index rows() const override { return 4; }
    Index cols() const override { return 4; }
    kernel::IndexRange local_rows() const override { return {0, 2}; }
    void apply(const kernel::Block&, kernel::MutableBlock) const override {}
    void apply_adjoint(const kernel::Block&, kernel::MutableBlock) const override {}
    std::string description() const override { return "spread"; }
  };
  expect_refusal([] { return solve(Spread(), {.k = 1}); }, {"one process", "2 of 4 rows"});
}

TEST_CASE("memory is predicted and refused with a line, for each solver") {
  const ChannelOperator op(test::random_channel(300, 400, 1));
  core::set_available_memory_for_tests(100000);
  expect_refusal([&] { return solve(op, {.k = 4, .kind = SolverKind::dense}); },
                 {"dense solver", "block-krylov"});
  expect_refusal([&] { return solve(op, {.k = 4, .kind = SolverKind::block_krylov}); },
                 {"block-krylov solver"});
  expect_refusal([&] { return solve(op, {.k = 4, .kind = SolverKind::spectra}); },
                 {"spectra solver"});
  expect_refusal([&] { return solve(op, {.k = 4}); }, {"eigenproblem", "fewer triples"});
  core::set_available_memory_for_tests(4000000);
  CHECK(solve(op, {.k = 4}).solver == "block-krylov");  // dense would not fit
  core::set_available_memory_for_tests(-1);
}

TEST_CASE("auto takes the dense solver for small spaces and many triples, Krylov otherwise") {
  const ChannelOperator small(test::random_channel(20, 30, 1));
  const Choice all = choose_solver(small, {.k = 20});
  CHECK(all.kind == SolverKind::dense);
  CHECK(all.reason.find("predicted") != std::string::npos);
  const ChannelOperator large(test::random_channel(400, 500, 1));
  CHECK(choose_solver(large, {.k = 4}).kind == SolverKind::block_krylov);
}

TEST_CASE("the block grows with k, and further where a sweep costs much beside its products") {
  const ChannelOperator tiny(test::random_channel(3, 5, 1));
  CHECK(default_block(tiny, 1) == 3);
  const ChannelOperator plain(test::random_channel(100, 120, 1));
  CHECK(default_block(plain, 1) == 8);
  CHECK(default_block(plain, 6) == 10);
  CHECK(default_block(plain, 64) == 16);
  class Costly final : public kernel::LinearOperator {
   public:
    [[nodiscard]] Index rows() const override { return 1000; }
    [[nodiscard]] Index cols() const override { return 8000; }
    void apply(const kernel::Block&, kernel::MutableBlock) const override {}
    void apply_adjoint(const kernel::Block&, kernel::MutableBlock) const override {}
    [[nodiscard]] double sweep_overhead() const override { return 56 * multiply_adds(); }
    [[nodiscard]] std::string description() const override { return {}; }
  };
  // b = sqrt(3.5 k 28 / 9): 26.4 at k = 64, rounded down to a multiple of 8.
  CHECK(default_block(Costly(), 64) == 24);
  CHECK(default_block(Costly(), 1000) == 32);
  CHECK(default_block(Costly(), 4) == 8);
}
