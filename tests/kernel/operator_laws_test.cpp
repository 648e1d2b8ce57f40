// The laws of an augmentation operator, asked of every implementation (claims V1 and V2).
#include <memory>

#include "kernel/covariance_kernels.hpp"
#include "kernel/finite_channel.hpp"
#include "kernel/sampled_operator.hpp"
#include "kernel/toy.hpp"
#include "support/channels.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::kernel;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;

namespace {

struct Case {
  std::string name;
  std::shared_ptr<const LinearOperator> op;
  VectorXd rho_x, rho_a;
  std::shared_ptr<void> keep;  // what a referring operator needs alive
};

Case finite_case(const std::string& name, const FiniteChannel& channel) {
  return {name, std::make_shared<ChannelOperator>(channel), channel.rho_x(), channel.rho_a(), {}};
}

Case transposed_case(const Case& original) {
  return {"transpose of " + original.name,
          std::make_shared<TransposedOperator>(*original.op),
          original.rho_a,
          original.rho_x,
          std::const_pointer_cast<LinearOperator>(original.op)};
}

// 43 originals in R^5, 13 views each: 559 columns, a width that no panel divides.
Case sampled_case(Storage storage, const std::string& name) {
  const auto augmentation = parse_augmentation("gaussian:sigma=0.8", std::nullopt, 5);
  const data::RowMatrix rows = test::random_matrix(43, 5, 8);
  const auto channel = std::make_shared<GaussianChannel>(rows, augmentation);
  const auto views =
      std::make_shared<SampledViews>(sample_views(*channel, Estimator::self_consistent, 13, 3));
  const auto op = std::make_shared<SampledOperator>(channel, views, storage);
  return {name, op, op->rho_x(), op->rho_a(), {}};
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const test::NamedChannel& named : test::gallery())
    all.push_back(finite_case(named.name, named.channel));
  for (const std::string& name : toy_names())
    all.push_back(finite_case("toy " + name, make_toy(name).channel));
  all.push_back(sampled_case(Storage::stored, "sampled, stored"));
  all.push_back(sampled_case(Storage::stored_single, "sampled, stored in single precision"));
  all.push_back(sampled_case(Storage::tiled, "sampled, tiled"));
  all.push_back(sampled_case(Storage::tiled_single, "sampled, tiled in single precision"));
  all.push_back(transposed_case(all[0]));
  all.push_back(transposed_case(all[2]));
  all.push_back(transposed_case(all.at(all.size() - 3)));
  return all;
}

double tolerance(const LinearOperator& op) { return 64 * op.product_epsilon(); }

}  // namespace

TEST_CASE("every operator is adjoint to its adjoint, maps blocks as columns and is linear") {
  for (const Case& c : cases()) {
    INFO(c.name);
    const LinearOperator& op = *c.op;
    const MatrixXd v =
        test::random_matrix(op.cols(), 3, 1) / std::sqrt(static_cast<double>(op.cols()));
    const MatrixXd u =
        test::random_matrix(op.rows(), 3, 2) / std::sqrt(static_cast<double>(op.rows()));
    MatrixXd y(op.rows(), 3), z(op.cols(), 3), normal(op.rows(), 3), back(op.rows(), 3);
    op.apply(v, y);
    op.apply_adjoint(u, z);
    expect_close(u.transpose() * y, z.transpose() * v, tolerance(op));

    VectorXd single(op.rows());
    op.apply(v.col(1), single);
    expect_close(single, y.col(1), tolerance(op));
    op.apply(VectorXd(2 * v.col(0) - v.col(2)), single);
    expect_close(single, 2 * y.col(0) - y.col(2), 4 * tolerance(op));

    op.apply_normal(u, normal);
    op.apply(z, back);
    expect_close(normal, back, tolerance(op));
  }
}

TEST_CASE("every operator maps the constants on each other: A sqrt(rho_A) = sqrt(rho_X)") {
  for (const Case& c : cases()) {
    INFO(c.name);
    CHECK(std::abs(c.rho_x.sum() - 1) <= 1e-13);
    CHECK(std::abs(c.rho_a.sum() - 1) <= 1e-13);
    CHECK(c.rho_a.minCoeff() > 0);
    VectorXd image(c.op->rows()), back(c.op->cols());
    c.op->apply(c.rho_a.cwiseSqrt(), image);
    expect_close(image, c.rho_x.cwiseSqrt(), tolerance(*c.op));
    c.op->apply_adjoint(c.rho_x.cwiseSqrt(), back);
    expect_close(back, c.rho_a.cwiseSqrt(), tolerance(*c.op));
  }
}

TEST_CASE("singular values lie in [0, 1], the first is 1, and their squares sum to 1 + chi^2") {
  for (const Case& c : cases()) {
    if (std::min(c.op->rows(), c.op->cols()) > 130) continue;  // Jacobi is slow
    INFO(c.name);
    const MatrixXd a = to_dense(*c.op);
    const VectorXd sigma = test::plain_svd(a).sigma;
    CHECK(std::abs(sigma[0] - 1) <= tolerance(*c.op));
    CHECK(sigma.minCoeff() >= 0);
    // chi^2(p(x,a) || rho_X rho_A) = sum_xa (p(x,a) - rho_X rho_A)^2 / (rho_X rho_A), by definition
    double chi2 = 0;
    for (Index i = 0; i < a.rows(); ++i) {
      for (Index j = 0; j < a.cols(); ++j) {
        const double independent = c.rho_x[i] * c.rho_a[j];
        const double joint = a(i, j) * std::sqrt(independent);
        chi2 += (joint - independent) * (joint - independent) / independent;
      }
    }
    CHECK(std::abs(sigma.squaredNorm() - 1 - chi2) <= 1e3 * tolerance(*c.op));
  }
}

TEST_CASE("the multiplicity of 1 is the number of components, joining two blocks removes one") {
  for (const Index components : {2, 3, 4}) {
    const FiniteChannel channel = test::disconnected_channel(components, 21);
    const auto ones = [](const FiniteChannel& c) {
      const VectorXd sigma = test::plain_svd(test::plain_operator(c)).sigma;
      return (sigma.array() > 1 - 1e-10).count();
    };
    CHECK(ones(channel) == components);
    MatrixXd joined = channel.dense_p();
    joined(0, 3) += 0.1;
    joined.row(0) /= joined.row(0).sum();
    CHECK(ones(FiniteChannel(joined, channel.rho_x())) == components - 1);
  }
}

TEST_CASE("the operators of a channel equal the plain formula at 597 x 43 and 43 x 597") {
  const std::vector<FiniteChannel> channels = {test::random_channel(597, 43, 1),
                                               test::random_channel(43, 597, 2),
                                               test::random_sparse_channel(597, 43, 2, 3),
                                               test::random_sparse_channel(43, 597, 5, 4)};
  for (const FiniteChannel& channel : channels) {
    const MatrixXd plain = test::plain_operator(channel);
    expect_close(to_dense(ChannelOperator(channel)), plain, 1e-15);
    const MatrixXd v = test::random_matrix(channel.views(), 7, 5);
    const MatrixXd u = test::random_matrix(channel.originals(), 7, 6);
    MatrixXd y(channel.originals(), 7), z(channel.views(), 7);
    const ChannelOperator op(channel);
    op.apply(v, y);
    op.apply_adjoint(u, z);
    expect_close(y, plain * v, 1e-13);
    expect_close(z, plain.transpose() * u, 1e-13);
    CHECK(op.multiply_adds() ==
          (channel.is_sparse() ? static_cast<double>(std::get<SparseMatrix>(channel.p()).nonZeros())
                               : static_cast<double>(597 * 43)));
  }
}

TEST_CASE(
    "the kernels are those of T*T and TT*, and a control with the wrong marginal is not (V1)") {
  const FiniteChannel channel = test::random_channel(7, 11, 31);
  const MatrixXd a = test::plain_operator(channel);
  std::vector<Index> views(11), originals(7);
  for (Index i = 0; i < 11; ++i) views[static_cast<std::size_t>(i)] = i;
  for (Index i = 0; i < 7; ++i) originals[static_cast<std::size_t>(i)] = i;
  const MatrixXd dab = backward_kernel(channel, views, views);
  const MatrixXd daf = forward_kernel(channel, originals, originals);
  const VectorXd root_a = channel.rho_a().cwiseSqrt(), root_x = channel.rho_x().cwiseSqrt();
  expect_close(root_a.asDiagonal() * dab * root_a.asDiagonal(), a.transpose() * a, 1e-15);
  expect_close(root_x.asDiagonal() * daf * root_x.asDiagonal(), a * a.transpose(), 1e-15);
  // As integral operators both fix the constants.
  expect_close(dab * channel.rho_a(), VectorXd::Ones(11), 1e-14);
  expect_close(daf * channel.rho_x(), VectorXd::Ones(7), 1e-14);
  // HaoChen's positive-pair law: p+ / (rho_A rho_A) is the backward kernel.
  const MatrixXd p = channel.dense_p();
  const MatrixXd pairs = p.transpose() * channel.rho_x().asDiagonal() * p;
  expect_close(channel.rho_a().cwiseInverse().asDiagonal() * pairs *
                   channel.rho_a().cwiseInverse().asDiagonal(),
               dab,
               1e-14);

  // Control: one space, rho in place of rho_A (docs/theory.md, section 1): row sums
  // .671, 1.850, 1.600.
  const MatrixXd square = (MatrixXd(3, 3) << 0.6, 0.4, 0, 0.1, 0.3, 0.6, 0.3, 0.3, 0.4).finished();
  const VectorXd rho{{0.7, 0.2, 0.1}};
  const MatrixXd unreplaced = rho.cwiseInverse().asDiagonal() * square.transpose() *
                              rho.asDiagonal() * square * rho.cwiseInverse().asDiagonal();
  const VectorXd sums = unreplaced * rho;
  expect_close(sums, VectorXd{{0.671, 1.850, 1.600}}, 5e-4);
  const FiniteChannel one_space(square, rho);
  expect_close(backward_kernel(one_space, {0, 1, 2}, {0, 1, 2}) * one_space.rho_a(),
               VectorXd::Ones(3),
               1e-14);
}

TEST_CASE("to_dense reads an operator from whichever side is shorter") {
  const MatrixXd wide = test::random_matrix(3, 5, 1);
  expect_close(to_dense(test::MatrixOperator(wide)), wide, 0);
  expect_close(to_dense(test::MatrixOperator(wide.transpose())), wide.transpose(), 0);
  const test::MatrixOperator op(wide);
  CHECK(op.local_rows().size == 3);
  CHECK(op.local_cols().size == 5);
  CHECK(op.single_precision() == nullptr);
  CHECK(TransposedOperator(op).description() == "transpose of matrix");
  CHECK(TransposedOperator(op).local_rows().size == 5);
  CHECK(TransposedOperator(op).multiply_adds() == 15);
}
