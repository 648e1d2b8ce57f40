#include "suggest/results.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/json_values.hpp"
#include "core/version.hpp"
#include "report/chart.hpp"
#include "report/html.hpp"
#include "report/text.hpp"

namespace eigenviews::apps {

namespace {

using nlohmann::ordered_json;
using report::significant;

std::string with_error(double value, double error) {
  const std::string text = significant(value, 4);
  return error > 0 ? text + " ± " + significant(error, 2) : text;
}

// The weights of every loss for each d that was asked for.
std::vector<std::vector<std::string>> weight_rows(const SuggestResults& results) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string& loss : results.options.losses) {
    for (const std::int64_t d : results.options.proj_dims) {
      const WeightAdvice* advice = find(results, loss, d);
      if (advice == nullptr) {
        rows.push_back({loss, std::to_string(d), "0", "none", "–", "–"});
        continue;
      }
      rows.push_back({loss,
                      std::to_string(d),
                      std::to_string(advice->modes),
                      with_error(advice->above, advice->above_error),
                      significant(advice->suggested, 3),
                      advice->steps ? significant(*advice->steps, 3) : "–"});
    }
  }
  return rows;
}

std::vector<std::vector<std::string>> view_rows(const SuggestResults& results) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < results.views.size(); ++i) {
    const ViewsAdvice& advice = results.views[i];
    rows.push_back({std::to_string(results.options.proj_dims[i]),
                    significant(advice.for_strongest, 3),
                    significant(advice.for_weakest, 3),
                    std::to_string(advice.views),
                    std::to_string(advice.originals)});
  }
  return rows;
}

// The threshold of one loss against d.
std::string threshold_chart(const SuggestResults& results, const std::string& loss) {
  std::vector<double> d, threshold, error;
  for (const WeightAdvice& advice : results.weights) {
    if (advice.loss != loss) continue;
    d.push_back(static_cast<double>(advice.functions));
    threshold.push_back(advice.above);
    error.push_back(advice.above_error);
  }
  if (d.size() < 2) return {};
  const auto vector = [](const std::vector<double>& values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(),
                                             static_cast<Eigen::Index>(values.size()));
  };
  report::Series series;
  series.x = vector(d);
  series.y = vector(threshold);
  series.error = vector(error);
  report::Chart chart;
  chart.x = {.label = "functions d", .integers = true};
  chart.y = {.label = loss == "barlow-twins" ? "lambda" : "beta"};
  chart.height = 300;
  chart.series = {series};
  return report::chart_svg(chart);
}

ordered_json json_of(const WeightAdvice& advice) {
  return {{"loss", advice.loss},
          {"proj_dim", advice.functions},
          {"modes", advice.modes},
          {"above", advice.above},
          {"above_error", advice.above_error},
          {"suggested", advice.suggested},
          {"steps", advice.steps ? ordered_json(*advice.steps) : ordered_json()}};
}

}  // namespace

const WeightAdvice* find(const SuggestResults& results,
                         const std::string& loss,
                         std::int64_t functions) {
  const auto found =
      std::find_if(results.weights.begin(), results.weights.end(), [&](const WeightAdvice& advice) {
        return advice.loss == loss && advice.functions == functions;
      });
  return found == results.weights.end() ? nullptr : &*found;
}

ordered_json suggest_summary(const SuggestResults& results) {
  ordered_json summary;
  summary["tool"] = "suggest";
  summary["version"] = core::version();
  summary["dataset"] = results.dataset;
  summary["channel"] = results.channel;
  summary["centred"] = !results.options.uncentred;
  summary["eigenvalues"] = list(results.spectrum.values);
  summary["eigenvalue_errors"] = list(results.spectrum.errors);
  summary["weights"] = ordered_json::array();
  for (const std::string& loss : results.options.losses) {
    for (const std::int64_t d : results.options.proj_dims) {
      if (const WeightAdvice* advice = find(results, loss, d)) {
        summary["weights"].push_back(json_of(*advice));
      }
    }
  }
  summary["views"] = ordered_json::array();
  for (std::size_t i = 0; i < results.views.size(); ++i) {
    const ViewsAdvice& advice = results.views[i];
    summary["views"].push_back({{"proj_dim", results.options.proj_dims[i]},
                                {"budget", results.options.view_budget},
                                {"views", advice.views},
                                {"originals", advice.originals},
                                {"best_for_strongest", advice.for_strongest},
                                {"best_for_weakest", advice.for_weakest}});
  }
  summary["timing"] = {{"total_s", results.seconds}};
  return summary;
}

std::string suggest_text(const SuggestResults& results) {
  std::string text = fmt::format("{:14}{:>6}{:>7}  {:24}{:>11}{:>11}\n",
                                 "loss",
                                 "d",
                                 "modes",
                                 "weight above",
                                 "suggested",
                                 "steps");
  for (const auto& row : weight_rows(results)) {
    text += fmt::format("{:14}{:>6}{:>7}  {:24}{:>11}{:>11}\n",
                        row[0],
                        row[1],
                        row[2],
                        row[3],
                        row[4],
                        row[5]);
  }
  for (const auto& row : view_rows(results)) {
    text += fmt::format(
        "d = {}: {} views of {} originals a step (m* = {} for the strongest mode, {} for the "
        "weakest)\n",
        row[0],
        row[3],
        row[4],
        row[1],
        row[2]);
  }
  return text;
}

std::string suggest_page(const SuggestResults& results) {
  report::HtmlPage page("Weights and views for " + results.dataset);
  page.add_section("Summary");
  page.add_facts({{"Data set", results.dataset},
                  {"Channel", results.channel},
                  {"Features", results.options.uncentred ? "uncentred" : "centred"},
                  {"Time", fmt::format("{:.1f} s", results.seconds)},
                  {"Version", "eigenviews " + std::string(core::version())}});
  page.add_section("Weights that keep the modes");
  page.add_table(
      {.header = {"loss", "d", "modes", "weight above", "suggested", "steps"},
       .rows = weight_rows(results),
       .caption = "Above the threshold every mode that d features can have is kept. Its error is "
                  "that of sampled views. Steps: of gradient descent on a linear model, from an "
                  "angle of 45 degrees to one of tangent .1.",
       .words = {0}});
  for (const std::string& loss : results.options.losses) {
    const std::string svg = threshold_chart(results, loss);
    if (!svg.empty()) page.add_figure({svg, "Threshold of " + loss + " for d modes"});
  }
  page.add_section("Views of each original");
  page.add_table(
      {.header = {"d", "m* strongest mode", "m* weakest mode", "views", "originals"},
       .rows = view_rows(results),
       .caption = fmt::format("For {} encoder calls in a step: m* = 1 + 1/s estimates the "
                              "eigenvalue s best (docs/theory.md, 5.3).",
                              results.options.view_budget)});
  page.add_section("Command");
  page.add_code(results.command_line);
  return page.text();
}

}  // namespace eigenviews::apps
