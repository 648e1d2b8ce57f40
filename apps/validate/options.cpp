#include "validate/options.hpp"

#include "core/errors.hpp"

namespace eigenviews::apps {

void add_validate_options(CLI::App& app, ValidateOptions& o) {
  app.add_flag("--list", o.list, "Name every claim, and measure nothing");
  app.add_option("--suite", o.suites, "Only these suites");
  app.add_option("--claim", o.claims, "Only these claims, the long ones included");
  app.add_flag("--full", o.full, "Also the long claims, and the long form of all");
  app.add_flag("--reseed", o.reseed, "A fresh seed, which is printed");
  app.add_option("--jobs", o.jobs, "Claims measured at a time, each on one thread [--threads]")
      ->check(CLI::Range(0, 4096));
  add_channel_options(app, o.channel);
  app.add_option("--falsify",
                 o.falsify,
                 "Look for a counterexample to a statement among small channels; list: name all");
  app.add_option("--budget", o.budget, "Channels that this search draws [some seconds' worth]");
  app.add_option("--worker", o.worker)->group("");
  add_common_options(app, o.common, "validate_out");
}

void validate(const ValidateOptions& options) {
  validate(options.channel);
  const bool search = !options.falsify.empty();
  const auto refuse = [](bool wrong, const char* flag, const std::string& with) {
    if (wrong) core::reject(flag, "goes without " + with, "both", "run validate once for each");
  };
  refuse(search && !options.suites.empty(), "--falsify", "--suite");
  refuse(search && !options.claims.empty(), "--falsify", "--claim");
  refuse(search && !options.channel.file.empty(), "--falsify", "--channel");
  refuse(!options.channel.file.empty() && !options.suites.empty(), "--channel", "--suite");
  if (!options.budget) return;
  if (!search) core::reject("--budget", "goes with --falsify", *options.budget);
  if (*options.budget < 5) core::reject("--budget", "at least 5 channels", *options.budget);
}

}  // namespace eigenviews::apps
