#pragma once

#include "compare_subspace/exact_folder.hpp"
#include "kernel_eig/problem.hpp"

namespace eigenviews::apps {

/// The k leading exact functions of an eigenproblem (all of a smaller space), clusters whole.
/// @throws core::InputError  memory. std::runtime_error  the solver did not converge.
[[nodiscard]] ExactFunctions solve_exact(const Problem& problem,
                                         Eigen::Index k,
                                         const core::ProgressListener& progress = {});

}  // namespace eigenviews::apps
