#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/json_values.hpp"
#include "core/version.hpp"
#include "report/html.hpp"
#include "report/text.hpp"
#include "sweep/results.hpp"
#include "sweep/settings.hpp"

namespace eigenviews::apps {

namespace {

using nlohmann::ordered_json;
using report::significant;

std::ptrdiff_t count(const std::vector<Row>& rows, const std::string& status) {
  return std::count_if(rows.begin(), rows.end(), [&](const Row& row) {
    return row.status == status;
  });
}

std::string shown(double value, int digits = 4) {
  return std::isfinite(value) ? significant(value, digits) : "–";
}

std::string shown(const Mean& mean) {
  if (mean.count == 0) return "–";
  const std::string value = significant(mean.value, 4);
  return mean.count > 1 ? value + " ± " + significant(mean.error, 2) : value;
}

void add_best(report::HtmlPage& page, const std::vector<Setting>& settings, bool by_accuracy) {
  report::Table table;
  table.words = {0};
  table.header = {"loss", "d", "m", "beta", "accuracy", "alignment", "active modes", "time, s"};
  table.caption =
      fmt::format("The best setting of each loss, number of functions and of views, by {}.",
                  by_accuracy ? "accuracy" : "alignment");
  for (const std::string& loss : losses_of(settings)) {
    const auto of_loss = filter(settings, [&](const Setting& s) { return s.loss == loss; });
    for (const double d : values_of(of_loss, &Setting::proj_dim)) {
      for (const double m : values_of(of_loss, &Setting::views)) {
        const auto here =
            filter(of_loss, [&](const Setting& s) { return s.proj_dim == d && s.views == m; });
        const std::optional<Setting> found = best(here, by_accuracy);
        if (!found) continue;
        table.rows.push_back({loss,
                              shown(d),
                              shown(m),
                              shown(found->beta),
                              shown(found->accuracy),
                              shown(found->alignment),
                              shown(found->active_modes),
                              shown(found->train_seconds)});
      }
    }
  }
  if (table.rows.empty()) return;
  page.add_section("Best settings");
  page.add_table(table);
}

void add_failures(report::HtmlPage& page, const std::vector<Row>& rows) {
  report::Table table;
  table.header = {"cell", "status", "reason"};
  table.words = {0, 1, 2};
  for (const Row& row : rows) {
    if (row.status != "done") table.rows.push_back({row.id, row.status, row.error});
  }
  if (table.rows.empty()) return;
  page.add_section("Cells without a result");
  page.add_table(table);
}

double total_seconds(const std::vector<Row>& rows) {
  double sum = 0;
  for (const Row& row : rows) sum += std::isfinite(row.train_seconds) ? row.train_seconds : 0;
  return sum;
}

}  // namespace

std::string sweep_page(const std::vector<Row>& rows,
                       const std::vector<SweepFigure>& figures,
                       const std::string& command_line) {
  report::HtmlPage page("Sweep" + (rows.empty() ? "" : " on " + rows.front().dataset));
  const auto done = count(rows, "done");
  if (done < static_cast<std::ptrdiff_t>(rows.size())) {
    page.add_warning(fmt::format("{} of {} cells have no result.",
                                 static_cast<std::ptrdiff_t>(rows.size()) - done,
                                 rows.size()));
  }
  page.add_section("Summary");
  page.add_facts({{"Cells", std::to_string(rows.size())},
                  {"Done", std::to_string(done)},
                  {"Training time", fmt::format("{:.0f} s in all", total_seconds(rows))},
                  {"Version", "eigenviews " + std::string(core::version())}});
  const std::vector<Setting> settings = settings_of(rows);
  add_best(page, settings, any_accuracy(settings));
  std::string section;
  for (const SweepFigure& figure : figures) {
    if (figure.section != section) page.add_section(figure.section);
    section = figure.section;
    page.add_figure({figure.svg, figure.caption});
  }
  add_failures(page, rows);
  page.add_section("Command");
  page.add_code(command_line);
  return page.text();
}

ordered_json sweep_summary(const std::vector<Row>& rows) {
  ordered_json summary;
  summary["tool"] = "sweep";
  summary["version"] = core::version();
  summary["dataset"] = rows.empty() ? ordered_json() : ordered_json(rows.front().dataset);
  summary["cells"] = rows.size();
  for (const char* status : {"done", "not finite", "failed", "not measured"}) {
    summary["status"][status] = count(rows, status);
  }
  const std::vector<Setting> settings = settings_of(rows);
  const bool by_accuracy = any_accuracy(settings);
  summary["best"] = ordered_json::array();
  for (const std::string& loss : losses_of(settings)) {
    const auto of_loss = filter(settings, [&](const Setting& s) { return s.loss == loss; });
    const std::optional<Setting> found = best(of_loss, by_accuracy);
    if (!found) continue;
    summary["best"].push_back({{"loss", loss},
                               {"beta", number_or_null(found->beta)},
                               {"proj_dim", found->proj_dim},
                               {"views", found->views},
                               {"seeds", score(*found, by_accuracy).count},
                               {"accuracy", number_or_null(found->accuracy.value)},
                               {"alignment", number_or_null(found->alignment.value)}});
  }
  summary["timing"] = {{"train_s", total_seconds(rows)}};
  return summary;
}

std::string line_of(const Row& row) {
  if (row.status != "done") return fmt::format("{}  {}: {}", row.id, row.status, row.error);
  return fmt::format("{}  alignment {}  accuracy {}  {} s",
                     row.id,
                     shown(row.alignment),
                     shown(row.linear_top1),
                     shown(row.train_seconds, 3));
}

}  // namespace eigenviews::apps
