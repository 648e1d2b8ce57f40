#pragma once

#include <Eigen/Core>
#include <memory>
#include <optional>
#include <string>

#include "core/progress.hpp"
#include "data/originals.hpp"
#include "kernel/domain.hpp"
#include "kernel/finite_channel.hpp"
#include "kernel/linear_operator.hpp"
#include "kernel/sampled_operator.hpp"
#include "kernel_eig/options.hpp"

namespace eigenviews::apps {

/// The eigenproblem that the options name: an operator with its weights, and what is known of it.
struct Problem {
  std::string dataset;  ///< resolved, for example "toy:torus,side=16,sigma=1.6x2.4,render=bump".
  std::string channel;  ///< one phrase on p(a|x).
  std::shared_ptr<const kernel::LinearOperator> op;
  Eigen::VectorXd rho_x, rho_a;
  Eigen::VectorXd closed_form;  ///< exact eigenvalues, descending, or empty.
  kernel::Domain domain_x, domain_a;

  /// Exactly one of the two is set.
  std::shared_ptr<const kernel::FiniteChannel> finite;
  std::shared_ptr<const kernel::SampledOperator> sampled;
  std::shared_ptr<const kernel::GaussianChannel> density;  ///< with `sampled`.
  std::shared_ptr<const kernel::SampledViews> views;       ///< with `sampled`.
  std::optional<data::Originals> originals;                ///< with `sampled`.
};

/// Loads the data and builds the operator.
/// @throws core::InputError, core::FileError  see the data and kernel rooms; also options that do
///                                            not fit the data set.
[[nodiscard]] Problem build_problem(const KernelEigOptions& options,
                                    const core::ProgressListener& progress);

}  // namespace eigenviews::apps
