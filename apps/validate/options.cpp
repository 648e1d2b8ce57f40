#include "validate/options.hpp"

namespace eigenviews::apps {

void add_validate_options(CLI::App& app, ValidateOptions& o) {
  app.add_flag("--list", o.list, "Name every claim, and measure nothing");
  app.add_option("--suite", o.suites, "Only these suites");
  app.add_option("--claim", o.claims, "Only these claims, the long ones included");
  app.add_flag("--full", o.full, "Also the long claims, and the long form of all");
  app.add_flag("--reseed", o.reseed, "A fresh seed, which is printed");
  app.add_option("--jobs", o.jobs, "Claims measured at a time, each on one thread [--threads]")
      ->check(CLI::Range(0, 4096));
  app.add_option("--worker", o.worker)->group("");
  add_common_options(app, o.common, "validate_out");
}

}  // namespace eigenviews::apps
