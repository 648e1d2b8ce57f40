// V6: estimators of the orthogonality term over random batches of a channel.
#include <fmt/format.h>

#include "theory/sample_estimators.hpp"
#include "validation/compare.hpp"
#include "validation/estimator_toy.hpp"
#include "validation/loss_claims.hpp"
#include "validation/statistics.hpp"

namespace eigenviews::validation {

namespace {

using core::Stream;
using Eigen::MatrixXd;
using Eigen::Vector3d;
using Eigen::VectorXd;

struct Batch {
  Eigen::Index originals, views;
};

constexpr Batch batches[] = {{8, 1}, {8, 2}, {4, 5}};
constexpr int orthogonality_comparisons = 16;

double squared_excess(const MatrixXd& c) {
  return (c - MatrixXd::Identity(c.rows(), c.cols())).squaredNorm();
}

double orthogonality_tolerance(const Context& context) {
  return estimator_tolerance(context, orthogonality_comparisons);
}

// Plug-in, half-batch, U-statistic, |half-batch - exact|^2 - |U-statistic - exact|^2, and from two
// views on the U-statistic of C_plus.
MatrixXd measured_orthogonality(const EstimatorToy& toy, const Context& context, Batch batch) {
  const double exact = squared_excess(toy.moments.c);
  const auto op = static_cast<std::uint32_t>(130 + batch.views);
  return repeated_means(repetition(context, op), [&](Stream& stream) {
    const MatrixXd f = toy.sampler.draw(batch.originals, batch.views, stream);
    const double half = theory::orthogonality_half_batch(f, batch.views);
    const double u = theory::orthogonality_u_statistic(f, batch.views);
    VectorXd forms(batch.views > 1 ? 5 : 4);
    forms.head(4) << theory::orthogonality_plug_in(f), half, u,
        (half - exact) * (half - exact) - (u - exact) * (u - exact);
    if (batch.views > 1) forms[4] = theory::cross_view_u_statistic(f, batch.views);
    return forms;
  });
}

void compare_orthogonality(Outcome& outcome,
                           const EstimatorToy& toy,
                           const Context& context,
                           Batch batch) {
  const MatrixXd repeats = measured_orthogonality(toy, context, batch);
  const double exact = squared_excess(toy.moments.c);
  const double bias =
      theory::orthogonality_bias(toy.moments.orthogonality, batch.originals, batch.views);
  const std::string where = fmt::format("n = {}, m = {}: ", batch.originals, batch.views);
  const double k = orthogonality_tolerance(context);
  compare_means(outcome,
                {where + "plug-in |C_hat - I|^2", where + "half batches", where + "U-statistic"},
                repeats,
                Vector3d(exact + bias, exact, exact),
                k);
  const Estimate gain = estimate(repeats.col(3));
  outcome.at_least(where + "variance of half batches less that of the U-statistic",
                   gain.mean,
                   0,
                   k * gain.standard_error);
  if (batch.views == 1) return;
  compare_means(outcome,
                {where + "U-statistic of |C_plus - I|^2"},
                repeats.col(4),
                VectorXd::Constant(1, squared_excess(toy.moments.c_plus)),
                k);
}

// White Gaussian features: d(d+1)/n; the sample covariance of a channel's features.
void compare_plain_samples(Outcome& outcome, const EstimatorToy& toy, const Context& context) {
  constexpr Eigen::Index n = 16, d = 4, samples = 6;
  const double k = orthogonality_tolerance(context);
  const MatrixXd white = repeated_means(repetition(context, 140), [&](Stream& stream) {
    MatrixXd f(n, d);
    stream.fill_normal({f.data(), static_cast<std::size_t>(f.size())});
    return VectorXd::Constant(1, theory::orthogonality_plug_in(f));
  });
  const double bias = theory::orthogonality_bias({d * (d + 2), 0, d}, n, 1);
  outcome.near("white Gaussian: d(d+1)/n", bias, static_cast<double>(d * (d + 1)) / n, 1e-14);
  compare_means(outcome, {"white Gaussian: plug-in"}, white, VectorXd::Constant(1, bias), k);

  const MatrixXd centred = toy.features.rowwise() - toy.moments.mean.transpose();
  const theory::FeatureMoments central =
      theory::feature_moments(toy.channel.dense_p(), toy.channel.rho_x(), centred);
  const MatrixXd covariance = repeated_means(repetition(context, 141), [&](Stream& stream) {
    const MatrixXd f = toy.sampler.draw(samples, 1, stream);
    const MatrixXd deviations = f.rowwise() - f.colwise().mean();
    const MatrixXd r = deviations.transpose() * deviations / (samples - 1);
    return VectorXd::Constant(1, r.squaredNorm());
  });
  const double r_square = central.c.squaredNorm();
  compare_means(
      outcome,
      {"|sample covariance|^2, n = 6"},
      covariance,
      VectorXd::Constant(1,
                         r_square + theory::centred_orthogonality_bias(
                                        {central.orthogonality.fourth, central.c.trace(), r_square},
                                        samples)),
      k);
}

Outcome orthogonality_biases(const Context& context) {
  const EstimatorToy toy = estimator_toy(context.seed);
  Outcome outcome;
  for (const Batch batch : batches) compare_orthogonality(outcome, toy, context, batch);
  compare_plain_samples(outcome, toy, context);
  return outcome;
}

Outcome plug_in_is_unbiased(const Context& context) {
  const EstimatorToy toy = estimator_toy(context.seed);
  Outcome outcome;
  compare_means(outcome,
                {"plug-in |C_hat - I|^2, n = 8, m = 2"},
                measured_orthogonality(toy, context, batches[1]),
                VectorXd::Constant(1, squared_excess(toy.moments.c)),
                orthogonality_tolerance(context));
  return outcome;
}

}  // namespace

Claim orthogonality_claim() {
  return {.id = "V6",
          .suite = "losses",
          .statement =
              "The plug-in |C_hat - I|^2 is biased by (1/n)[E|f|^4/m + (1 - 1/m) E(f.f')^2 "
              "- |C|^2], half batches and U-statistics are not.",
          .source = "docs/theory.md (2.5) to (2.7)",
          .toy = "random P, 6 x 9, three random features; white Gaussian features, d = 4",
          .tolerance = estimator_tolerance_rule,
          .false_alarm = estimator_false_alarm,
          .measure = orthogonality_biases,
          .controls = {{"the plug-in |C_hat - I|^2 is unbiased", plug_in_is_unbiased}}};
}

}  // namespace eigenviews::validation
