#include "suggest/options.hpp"

#include <algorithm>

#include "core/errors.hpp"

namespace eigenviews::apps {

void add_suggest_options(CLI::App& app, SuggestOptions& o) {
  add_kernel_eig_options(app, o.kernel);
  for (const char* of_kernel_eig : {"-k", "--kernel", "--export-channel"}) {
    app.remove_option(app.get_option(of_kernel_eig));
  }
  app.get_option("--out")->default_val("suggest_out");
  app.add_option("--proj-dim", o.proj_dims, "Numbers of functions d")->capture_default_str();
  app.add_option("--loss", o.losses, "reformulated, vicreg, barlow-twins [all three]");
  app.add_flag("--uncentred", o.uncentred, "For a loss that also learns the constant function");
  app.add_option("--view-budget", o.view_budget, "Encoder calls in a step, originals times views")
      ->capture_default_str();
}

void validate(const SuggestOptions& o) {
  validate(o.kernel);
  for (const std::int64_t d : o.proj_dims) {
    if (d < 1 || d > 100000) core::reject("--proj-dim", "between 1 and 100000 functions", d);
  }
  const std::vector<std::string> known = {"reformulated", "vicreg", "barlow-twins"};
  for (const std::string& loss : o.losses) {
    if (std::find(known.begin(), known.end(), loss) == known.end()) {
      core::reject_unknown("--loss", "loss", loss, known);
    }
    if (o.uncentred && loss != "reformulated") {
      core::reject("--uncentred", "goes with --loss reformulated: others centre", loss);
    }
  }
  if (o.view_budget < 2) core::reject("--view-budget", "at least 2 encoder calls", o.view_budget);
}

}  // namespace eigenviews::apps
