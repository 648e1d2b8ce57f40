#include "nn/losses/literal.hpp"

#include <Eigen/Core>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "nn/losses/precision.hpp"

namespace eigenviews::nn {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using torch::Tensor;

constexpr std::string_view where = "literal loss";

// Features are float32: an error of T below its rounding cannot be seen in the loss.
constexpr double tolerance = std::numeric_limits<float>::epsilon();

Tensor to_tensor(const Eigen::Ref<const MatrixXd>& matrix) {
  const MatrixXd transposed = matrix.transpose();  // column-major, so row-major of `matrix`
  return torch::from_blob(const_cast<double*>(transposed.data()),
                          {matrix.rows(), matrix.cols()},
                          torch::kDouble)
      .clone();
}

// D^{1/2} P D^{-1/2}, which is symmetric iff T is self-adjoint on L2(rho).
MatrixXd in_l2_coordinates(const kernel::FiniteChannel& channel) {
  const VectorXd root = channel.rho_x().cwiseSqrt();
  return root.asDiagonal() * channel.dense_p() * root.cwiseInverse().asDiagonal();
}

void require_self_adjoint(const MatrixXd& a) {
  Index x = 0, y = 0;
  const double asymmetry = (a - a.transpose()).cwiseAbs().maxCoeff(&x, &y);
  if (asymmetry <= tolerance) return;
  core::reject(where,
               "T must be self-adjoint, rho(x) p(y|x) = rho(y) p(x|y)",
               fmt::format("asymmetry {:.3g} between states {} and {}", asymmetry, x, y),
               "use the chain T*T, or the reformulated loss, which needs no such condition");
}

void require_positive(const MatrixXd& a) {
  const Tensor values = torch::linalg_eigvalsh(to_tensor(a));
  const double smallest = values.min().item<double>();
  if (smallest >= -tolerance) return;
  core::reject(where,
               "T must be positive semi-definite",
               fmt::format("smallest eigenvalue {:.6g}", smallest),
               "use the chain T*T, or the reformulated loss, which needs no such condition");
}

void require_every_state(const Tensor& f, std::int64_t states) {
  if (f.dim() == 3 && f.size(0) == states && f.size(1) == 1 && f.size(2) >= 1) return;
  core::reject(where,
               fmt::format("features must be {} x 1 x d, one row for each state", states),
               shape_text(f));
}

}  // namespace

Loss make_literal_loss(const kernel::FiniteChannel& channel, double beta, bool centred) {
  require_weight(where, "beta", beta);
  if (channel.views() != channel.originals()) {
    core::reject(where,
                 "originals and views must be one space",
                 fmt::format("{} originals, {} views", channel.originals(), channel.views()));
  }
  const MatrixXd a = in_l2_coordinates(channel);
  require_self_adjoint(a);
  require_positive(a);

  const Tensor step = to_tensor(channel.dense_p());
  const Tensor weights = to_tensor(channel.rho_x());  // n x 1
  return [step, weights, beta, centred](const Tensor& input) {
    require_every_state(input, weights.size(0));
    const WithoutAutocast precise;
    const Tensor values = at_least_float32(input).squeeze(1);
    const Tensor rho = weights.to(values.options());
    const Tensor f = centred ? values - (rho * values).sum(0, /*keepdim=*/true) : values;
    const Tensor gap = torch::mm(step.to(f.options()), f) - f;
    const Tensor c = torch::mm(f.t(), rho * f);
    const double functions = static_cast<double>(f.size(1));

    LossTerms terms;
    terms.invariance = (rho * gap.square()).sum();
    terms.regulariser = (c - torch::eye(f.size(1), c.options())).square().sum();
    terms.total = terms.invariance + beta * terms.regulariser;
    terms.normalised_invariance = terms.invariance.detach() / c.detach().trace();
    terms.normalised_regulariser = terms.regulariser.detach() / functions;
    return terms;
  };
}

}  // namespace eigenviews::nn
