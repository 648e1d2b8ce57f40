#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

// A network under plain gradient descent on the population's loss, beside the flow (3.8) of
// docs/theory.md with the network's own tangent kernel, as it is before the first step, in the
// place of the features.
namespace eigenviews::validation {

/// A network of two hidden layers on the images of a torus, d centred functions of its states.
struct FlowRun {
  std::string toy = "torus,side=8,sigma=0.8x1.2";
  double beta = 1;
  double last_layer = 1e-4;  ///< factor on the initial weights of the last layer.
  std::uint64_t seed = 0;
};

/// F of the n states at ascending times; times are step size x steps.
struct Trajectory {
  std::vector<double> times;
  std::vector<Eigen::MatrixXd> features;  ///< n x d, centred.
};

struct FlowResult {
  Eigen::VectorXd eigenvalues;    ///< exact, descending, without the constant.
  Eigen::MatrixXd functions;      ///< n x k, their functions, orthonormal under 1/n.
  Eigen::VectorXd gammas;         ///< <v_i, K v_i> of the centred tangent kernel K, k values.
  Eigen::MatrixXd root;           ///< n x n symmetric root of K: features phi, with
  Eigen::MatrixXd g, m;           ///< G = E phi phi^T and M = E phi phi'^T.
  Eigen::VectorXd rates;          ///< eigenvalues of (2 beta - 1) G + M, descending.
  Trajectory trained, predicted;  ///< at the same times.
};

/// Trains until the last function should long be there.
///
/// K(a, b) = mean over outputs of <d f(a)/d theta, d f(b)/d theta>, centred over the states. The
/// step is a fiftieth of what (3.13) allows, so that descent follows the flow to some per cent.
/// @throws std::runtime_error  the loss is no longer finite.
[[nodiscard]] FlowResult run_flow(const FlowRun& run);

/// The first time at which the i-th singular value of F (under 1/n) passes `level`, linear between
/// the times given; infinite where it never does.
[[nodiscard]] double passing_time(const Trajectory& trajectory, Eigen::Index i, double level);

}  // namespace eigenviews::validation
