#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "common/common_options.hpp"

namespace eigenviews::apps {

struct KernelEigOptions {
  CommonOptions common;
  std::string dataset = "toy";
  std::string data_dir;
  std::string rho_x;              ///< .npy of prior weights for channel:PATH.
  std::optional<std::int64_t> k;  ///< default: 16, or all of a smaller space.
  std::string kernel = "backward";
  std::string augment;
  std::optional<std::int64_t> n;      ///< originals; default: all.
  std::optional<std::int64_t> views;  ///< views per original; default 8.
  std::string estimator = "self-consistent";
  std::string storage = "auto";
  std::string solver = "auto";
  std::string precision = "f64";
  std::optional<double> tolerance;  ///< default 1e-10, or 1e-5 in mixed precision.
  bool export_channel = false;

  [[nodiscard]] double resolved_tolerance() const {
    return tolerance.value_or(precision == "mixed" ? 1e-5 : 1e-10);
  }
};

/// Adds every option of kernel_eig to `app`; `options` must outlive it.
void add_kernel_eig_options(CLI::App& app, KernelEigOptions& options);

/// Refuses values that no data set allows. @throws core::InputError.
void validate(const KernelEigOptions& options);

}  // namespace eigenviews::apps
