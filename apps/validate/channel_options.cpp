#include "validate/channel_options.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"

namespace eigenviews::apps {

void add_channel_options(CLI::App& app, ChannelOptions& o) {
  app.add_option("--channel", o.file, "The claims on your own channel: .mtx, .npz or .npy");
  app.add_option("--rho-x", o.rho_x, "Its prior weights, .npy [of the file, or uniform]");
  app.add_option("--ckpt", o.ckpt, "A checkpoint: its functions must span the leading ones");
  app.add_option("--eig", o.eig, "The kernel_eig folder of its data set, where it does not say");
  app.add_option("--normalise", o.normalise, "Of its inputs, as in compare_subspace");
  app.add_option("--features", o.features, "Instead of --ckpt: (views, d) features, .npy");
  app.add_option("--tolerance",
                 o.tolerance,
                 "Aligned: each cluster captured beyond 1 - tolerance of what is possible")
      ->capture_default_str();
}

void validate(const ChannelOptions& options) {
  const auto require = [](bool fine, const char* flag, const char* rule, const std::string& value) {
    if (!fine) core::reject(flag, rule, value);
  };
  const bool channel = !options.file.empty(), ckpt = !options.ckpt.empty();
  require(channel || options.rho_x.empty(), "--rho-x", "goes with --channel", options.rho_x);
  require(channel || !ckpt, "--ckpt", "goes with --channel", options.ckpt);
  require(channel || options.features.empty(),
          "--features",
          "goes with --channel",
          options.features);
  require(ckpt || options.eig.empty(), "--eig", "goes with --ckpt", options.eig);
  require(ckpt || options.normalise.empty(), "--normalise", "goes with --ckpt", options.normalise);
  require(!ckpt || options.features.empty(), "--features", "or --ckpt, not both", options.features);
  if (!(options.tolerance > 0 && options.tolerance < 1)) {
    core::reject("--tolerance", "must be in (0, 1)", options.tolerance);
  }
}

std::vector<std::string> arguments_of(const ChannelOptions& options) {
  std::vector<std::string> words;
  const auto add = [&](const char* flag, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {flag, value});
  };
  add("--channel", options.file);
  add("--rho-x", options.rho_x);
  add("--ckpt", options.ckpt);
  add("--eig", options.eig);
  add("--normalise", options.normalise);
  add("--features", options.features);
  if (options.has_features()) add("--tolerance", fmt::format("{}", options.tolerance));
  return words;
}

}  // namespace eigenviews::apps
