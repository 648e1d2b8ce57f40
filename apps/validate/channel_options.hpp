#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace eigenviews::apps {

/// A user's own channel, and what was learned on it.
struct ChannelOptions {
  std::string file;       ///< of P; empty: the suites of the theory.
  std::string rho_x;      ///< .npy of prior weights.
  std::string ckpt;       ///< a checkpoint whose features are compared,
  std::string eig;        ///< its data set as a folder of kernel_eig, where it does not say;
  std::string normalise;  ///< of its inputs, the same;
  std::string features;   ///< or a .npy of the features.
  double tolerance = 0.05;

  [[nodiscard]] bool has_features() const { return !ckpt.empty() || !features.empty(); }
};

/// Adds the options to `app`; `options` must outlive it.
void add_channel_options(CLI::App& app, ChannelOptions& options);

/// Refuses options that do not go together. @throws core::InputError.
void validate(const ChannelOptions& options);

/// The options that are given, as words of a command line.
[[nodiscard]] std::vector<std::string> arguments_of(const ChannelOptions& options);

}  // namespace eigenviews::apps
