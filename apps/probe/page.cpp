#include "probe/page.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/version.hpp"
#include "probe/confusion_picture.hpp"
#include "report/html.hpp"

namespace eigenviews::apps {

namespace {

using readout::Accuracy;

std::string percent(double share) {
  return std::isfinite(share) ? fmt::format("{:.2f} %", 100 * share) : "-";
}

report::Table accuracy_table(const ProbeResults& results) {
  report::Table table;
  table.words = {0};
  table.header = {"read-out", "top-1", "spread", "top-5", "runs", "time"};
  for (const ReadoutResult& r : results.readouts) {
    table.rows.push_back({r.name,
                          percent(r.mean(&Accuracy::top1)),
                          percent(r.deviation(&Accuracy::top1)),
                          percent(r.mean(&Accuracy::top5)),
                          std::to_string(r.runs.size()),
                          fmt::format("{:.1f} s", r.seconds)});
  }
  table.caption = "Spread: standard deviation of top-1 over the runs, which differ in their seeds.";
  return table;
}

report::Table class_table(const Accuracy& accuracy, const std::vector<std::string>& names) {
  report::Table table;
  table.words = {0};
  table.header = {"class", "originals", "precision", "recall", "F1"};
  const auto classes = readout::class_accuracies(accuracy.confusion);
  for (std::size_t k = 0; k < classes.size(); ++k) {
    table.rows.push_back({names[k],
                          std::to_string(classes[k].count),
                          percent(classes[k].precision),
                          percent(classes[k].recall),
                          percent(classes[k].f1)});
  }
  return table;
}

void add_facts(report::HtmlPage& page, const ProbeResults& results) {
  const FeatureSet& set = results.features.set;
  const FeatureFacts& facts = results.features.facts;
  std::vector<std::pair<std::string, std::string>> rows;
  if (facts.checkpoint) {
    rows = {
        {"Data set", facts.dataset},
        {"Checkpoint", fmt::format("{} ({})", facts.checkpoint->layout, facts.checkpoint->format)},
        {"Network", facts.checkpoint->network},
        {"Features", fmt::format("{} of the {}", set.train.cols(), facts.checkpoint->layer)},
        {"Inputs", facts.checkpoint->inputs}};
  } else {
    rows = {{"Features", fmt::format("{} from {}", set.train.cols(), results.options.features)}};
  }
  rows.emplace_back("Taken", views_text(results));
  rows.emplace_back("Read out from", fmt::format("{} originals", set.train.rows()));
  rows.emplace_back("Tested on", fmt::format("{}, {}", set.test.rows(), facts.test_from));
  rows.emplace_back("Version", "eigenviews " + std::string(core::version()));
  page.add_facts(rows);
}

void add_readout(report::HtmlPage& page, const ReadoutResult& r, const ProbeResults& results) {
  page.add_section("Read-out: " + r.name);
  page.add_text(r.note);
  std::vector<std::pair<std::string, std::string>> settings;
  for (const auto& [name, value] : r.settings.items()) settings.emplace_back(name, value.dump());
  page.add_facts(settings);
  if (r.runs.empty()) return;
  const ReadoutRun& first = r.runs.front();
  const auto& names = results.features.set.classes;
  page.add_figure({confusion_svg(first.accuracy.confusion, names),
                   "Rows: the class. Columns: what it was taken for. The shade is the share of its "
                   "row." +
                       (r.seeded ? fmt::format(" Of the run with seed {}.", first.seed) : "")});
  page.add_table(class_table(first.accuracy, names));
}

}  // namespace

std::string probe_page(const ProbeResults& results) {
  const std::string& dataset = results.features.facts.dataset;
  report::HtmlPage page("Read-out of " + (dataset.empty() ? "features" : dataset));
  for (const ReadoutResult& r : results.readouts) {
    if (!r.sound) page.add_warning(fmt::format("{}: {}", r.name, r.note));
  }
  page.add_section("Summary");
  add_facts(page, results);
  page.add_table(accuracy_table(results));
  for (const ReadoutResult& r : results.readouts) add_readout(page, r, results);
  page.add_section("Command");
  page.add_code(results.command_line);
  return page.text();
}

}  // namespace eigenviews::apps
