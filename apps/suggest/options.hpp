#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "kernel_eig/options.hpp"

namespace eigenviews::apps {

struct SuggestOptions {
  KernelEigOptions kernel;  ///< the data set and its channel.
  std::vector<std::int64_t> proj_dims = {8};
  std::vector<std::string> losses = {"reformulated", "vicreg", "barlow-twins"};
  bool uncentred = false;
  std::int64_t view_budget = 512;  ///< encoder calls in a step, n m.
};

/// Adds every option of suggest to `app`; `options` must outlive it.
void add_suggest_options(CLI::App& app, SuggestOptions& options);

/// Refuses values that no data set allows. @throws core::InputError.
void validate(const SuggestOptions& options);

}  // namespace eigenviews::apps
