#pragma once

#include <string>

#include "validate/options.hpp"

namespace eigenviews::apps {

/// Searches for a counterexample to the statement of --falsify, or lists the statements. Writes
/// summary.json, and for a counterexample counterexample.mtx, counterexample.json and, where its
/// prior is not uniform, rho_x.npy, which kernel_eig opens.
/// @return exit_check_failed where a counterexample was found, otherwise exit_done.
/// @throws core::InputError  an unknown statement, told with the nearest known one.
int run_falsify(const ValidateOptions& options, const std::string& config);

}  // namespace eigenviews::apps
