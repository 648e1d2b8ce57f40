// The literal one-space loss sum_i |T f_i - f_i|^2 against the within-view loss.
#include <Eigen/Eigenvalues>
#include <cmath>

#include "solver/lapack.hpp"
#include "theory/literal_modes.hpp"
#include "validation/modes.hpp"
#include "validation/statement_parts.hpp"

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double equal = 1e-12;  // entries and eigenvalues of matrices of at most 6 x 6
constexpr double apart = 1e-4;   // a gap that makes a span unique, and its angle exact to 1e-11

// sin of the largest angle between the d leading functions of T*T and the d cheapest of
// (I - T)*(I - T); nothing where one of the spans is not unique.
std::optional<double> distance_of_spans(const Instance& instance) {
  const auto& channel = instance.channel;
  const Index d = instance.functions;
  if (!is_stationary(channel) || d >= channel.views()) return std::nullopt;
  const solver::ThinSvd svd = solver::thin_svd(l2_matrix(channel));
  const theory::LiteralModes literal = theory::literal_modes(channel.dense_p(), channel.rho_x());
  const VectorXd s = svd.sigma.cwiseAbs2();
  if (s[d - 1] - s[d] < apart || literal.costs[d] - literal.costs[d - 1] < apart) {
    return std::nullopt;
  }
  const MatrixXd cheapest =
      channel.rho_x().cwiseSqrt().asDiagonal() * literal.functions.leftCols(d);
  return std::sin(largest_angle(svd.v.leftCols(d), cheapest));
}

using Eigenvalues = Eigen::VectorXcd;

Eigenvalues eigenvalues(const Instance& instance) {
  return l2_matrix(instance.channel).eigenvalues();
}

bool is_self_adjoint(const Instance& instance) {
  const MatrixXd t = l2_matrix(instance.channel);
  return largest_entry(t - t.transpose()) <= equal;
}

bool is_normal(const Instance& instance) {
  const MatrixXd t = l2_matrix(instance.channel);
  return largest_entry(t * t.transpose() - t.transpose() * t) <= equal;
}

bool has_complex_eigenvalue(const Instance& instance) {
  return eigenvalues(instance).imag().cwiseAbs().maxCoeff() > apart;
}

bool has_positive_eigenvalues(const Instance& instance) {
  const Eigenvalues values = eigenvalues(instance);
  return values.imag().cwiseAbs().maxCoeff() <= equal && values.real().minCoeff() > apart;
}

bool is_positive_semidefinite(const Instance& instance) {
  return is_self_adjoint(instance) && eigenvalues(instance).real().minCoeff() >= -equal;
}

// The statement for the channels of a class.
auto within(bool (*belongs)(const Instance&)) {
  return [belongs](const Instance& instance) -> std::optional<double> {
    if (!is_stationary(instance.channel) || !belongs(instance)) return std::nullopt;
    return distance_of_spans(instance);
  };
}

Statement literal(const std::string& id, const std::string& channels) {
  return {.id = id,
          .text =
              "sum |T f_i - f_i|^2 and the within-view loss are least on the same span of d "
              "functions, for " +
              channels + ".",
          .source = "docs/theory.md (2.19)",
          .tries = 200000};
}

}  // namespace

std::vector<Statement> literal_statements() {
  Statement all = literal("literal", "every channel with a stationary prior");
  all.violation = distance_of_spans;
  Statement reversible = literal("literal-reversible", "every self-adjoint T");
  reversible.violation = within(is_self_adjoint);
  Statement positive = literal("literal-positive", "every T whose eigenvalues are all positive");
  positive.violation = within(has_positive_eigenvalues);
  Statement normal = literal("literal-normal", "every normal T with a complex eigenvalue");
  normal.violation = within([](const Instance& instance) {
    return is_normal(instance) && has_complex_eigenvalue(instance);
  });
  Statement semidefinite =
      literal("literal-psd", "every self-adjoint T without a negative eigenvalue");
  semidefinite.claim = "V7";
  semidefinite.holds = true;
  semidefinite.violation = within(is_positive_semidefinite);
  return {all, reversible, positive, normal, semidefinite};
}

}  // namespace eigenviews::validation
