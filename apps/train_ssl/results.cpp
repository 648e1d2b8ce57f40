#include "train_ssl/results.hpp"

#include <fmt/format.h>

#include <cmath>

#include "common/json_values.hpp"
#include "core/version.hpp"
#include "report/chart.hpp"
#include "report/html.hpp"
#include "report/text.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::VectorXd;
using nlohmann::ordered_json;

// One quantity over the steps; rows where it was not measured are left out.
template <class Read>
std::string curve(const Metrics& metrics, const std::string& label, Read&& read) {
  std::vector<double> x, y;
  for (const MetricsRow& row : metrics.rows()) {
    if (!std::isfinite(read(row))) continue;
    x.push_back(static_cast<double>(row.record.step));
    y.push_back(read(row));
  }
  if (x.empty()) return {};
  report::Series series;
  series.mark = report::Mark::line;
  series.x = Eigen::Map<const VectorXd>(x.data(), static_cast<Eigen::Index>(x.size()));
  series.y = Eigen::Map<const VectorXd>(y.data(), static_cast<Eigen::Index>(y.size()));
  series.colour = {0};
  report::Chart chart;
  chart.x.label = "step";
  chart.y.label = label;
  chart.height = 280;
  chart.series = {series};
  return report::chart_svg(chart);
}

}  // namespace

ordered_json train_summary(const TrainResults& r) {
  ordered_json s;
  s["tool"] = "train_ssl";
  s["version"] = core::version();
  s["dataset"] = r.dataset;
  s["model"] = r.model;
  s["device"] = r.device;
  s["seed"] = r.options.common.seed;
  s["steps"] = r.steps;
  s["steps_done"] = r.done;
  s["finite"] = r.finite;
  const auto& rows = r.metrics.rows();
  s["loss"] = rows.empty() ? ordered_json() : number_or_null(rows.back().record.loss);
  s["effective_rank"] =
      rows.empty() ? ordered_json() : number_or_null(rows.back().spectrum.effective_rank);
  s["cluster_alignment"] =
      r.comparison ? ordered_json(r.comparison->cluster_alignment) : ordered_json();
  s["mean_cos2"] = r.comparison ? ordered_json(r.comparison->mean_cos2) : ordered_json();
  s["timing"] = {{"train_s", r.seconds}};
  return s;
}

std::string train_text(const TrainResults& r) {
  std::string text = fmt::format("{}\n{}: step {} of {} in {:.1f} s\n",
                                 r.model,
                                 r.dataset,
                                 r.done,
                                 r.steps,
                                 r.seconds);
  if (!r.finite) text += "stopped: the loss is no longer finite; the last good step is saved\n";
  if (r.comparison) {
    text += fmt::format("cluster alignment {:.4f}, mean cos^2 {:.4f} with the exact top {}\n",
                        r.comparison->cluster_alignment,
                        r.comparison->mean_cos2,
                        r.comparison->dim);
  }
  return text;
}

std::string train_page(const TrainResults& r) {
  report::HtmlPage page("Training on " + r.dataset);
  if (!r.finite) page.add_warning("The loss became NaN or infinite; the last good step is saved.");
  page.add_section("Summary");
  page.add_facts({{"Network", r.model},
                  {"Device", r.device},
                  {"Loss", r.options.loss},
                  {"Views of each original", std::to_string(r.options.views)},
                  {"Originals a step", std::to_string(r.options.batch_size)},
                  {"Steps", fmt::format("{} of {}", r.done, r.steps)},
                  {"Time", fmt::format("{:.1f} s", r.seconds)},
                  {"Version", "eigenviews " + std::string(core::version())}});
  page.add_section("Curves");
  const auto add = [&](const std::string& svg) {
    if (!svg.empty()) page.add_figure({svg, ""});
  };
  add(curve(r.metrics, "loss", [](const MetricsRow& row) { return row.record.loss; }));
  add(curve(r.metrics, "alignment with the exact span", [](const MetricsRow& row) {
    return row.alignment;
  }));
  add(curve(r.metrics, "effective rank", [](const MetricsRow& row) {
    return row.spectrum.effective_rank;
  }));
  page.add_section("Command");
  page.add_code(r.command_line);
  return page.text();
}

}  // namespace eigenviews::apps
