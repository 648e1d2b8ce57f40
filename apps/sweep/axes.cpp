#include "sweep/axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/errors.hpp"
#include "core/spec.hpp"

namespace eigenviews::apps {

namespace {

using Assignment = std::map<std::string, std::string>;

double number(const std::string& axis, const std::string& text) {
  const auto value = core::parse_number(text);
  if (!value) core::reject("--" + axis, "values must be numbers", text);
  return *value;
}

std::int64_t whole(const std::string& axis, const std::string& text, std::int64_t least) {
  constexpr double most = 1e15;  // beyond, a double has no room for units
  const double value = number(axis, text);
  if (value != std::floor(value) || std::abs(value) > most) {
    core::reject("--" + axis, "values must be whole numbers", text);
  }
  if (value < static_cast<double>(least)) {
    core::reject("--" + axis, fmt::format("values must be >= {}", least), text);
  }
  return static_cast<std::int64_t>(value);
}

void require_axis(const std::string& axis, const std::string& where) {
  const auto& known = axis_names();
  if (std::find(known.begin(), known.end(), axis) == known.end()) {
    core::reject_unknown(where, "axis", axis, known);
  }
}

Assignment parse_point(const std::string& point) {
  Assignment assignment;
  for (const std::string& part : core::split(point, ',')) {
    const std::size_t equal = part.find('=');
    if (equal == 0 || equal == std::string::npos || equal + 1 == part.size()) {
      core::reject("--point", "a point is axis=value,axis=value", point);
    }
    const std::string axis = part.substr(0, equal);
    require_axis(axis, "--point");
    if (!assignment.emplace(axis, part.substr(equal + 1)).second) {
      core::reject("--point", "each axis once", point);
    }
  }
  return assignment;
}

// Every combination of the axes that a point leaves free.
std::vector<Assignment> combinations(const Assignment& point, const Axes& axes) {
  std::vector<Assignment> all = {point};
  for (const std::string& axis : axis_names()) {
    const auto values = axes.find(axis);
    if (values == axes.end() || values->second.empty() || point.count(axis) > 0) continue;
    std::vector<Assignment> longer;
    for (const Assignment& assignment : all) {
      for (const std::string& value : values->second) {
        longer.push_back(assignment);
        longer.back()[axis] = value;
      }
    }
    all = std::move(longer);
  }
  return all;
}

// The first originals of `total` that a fraction or a budget leaves.
void choose_originals(Cell& cell, const Assignment& assignment, std::int64_t total) {
  const auto fraction = assignment.find("fraction"), budget = assignment.find("view-budget");
  if (fraction == assignment.end() && budget == assignment.end()) return;
  if (fraction != assignment.end() && budget != assignment.end()) {
    core::reject("--view-budget", "goes without --fraction", "both");
  }
  const bool by_budget = budget != assignment.end();
  if (total == 0) {
    core::reject(by_budget ? "--view-budget" : "--fraction",
                 "needs a data set of originals, which a toy does not have",
                 cell.training.dataset);
  }
  if (by_budget) {
    const std::int64_t views = whole("view-budget", budget->second, 1);
    if (views % cell.training.views != 0 || views / cell.training.views > total) {
      core::reject("--view-budget",
                   fmt::format("a multiple of --views {} of at most {} originals",
                               cell.training.views,
                               total),
                   views);
    }
    cell.training.n = views / cell.training.views;
  } else {
    const double share = number("fraction", fraction->second);
    if (!(share > 0 && share <= 1)) core::reject("--fraction", "in (0, 1]", share);
    cell.training.n = std::llround(share * static_cast<double>(total));
    if (*cell.training.n < 1) core::reject("--fraction", "leaves no original", share);
  }
  cell.fraction = static_cast<double>(*cell.training.n) / static_cast<double>(total);
}

Cell cell_of(const TrainSslOptions& base, const Assignment& assignment, std::int64_t total) {
  Cell cell{.id = {}, .training = base};
  TrainSslOptions& t = cell.training;
  for (const auto& [axis, value] : assignment) {
    if (axis == "loss") t.loss = value;
    if (axis == "beta") t.beta = number(axis, value);
    if (axis == "proj-dim") t.proj_dim = whole(axis, value, 1);
    if (axis == "views") t.views = whole(axis, value, 1);
    if (axis == "width") t.width = number(axis, value);
    if (axis == "seed") t.common.seed = static_cast<std::uint64_t>(whole(axis, value, 0));
  }
  if (t.loss == "spectral") t.beta.reset();  // its beta is 1/2, whatever the others have
  choose_originals(cell, assignment, total);
  const auto add = [&](const std::string& name, const std::string& value) {
    cell.id += (cell.id.empty() ? "" : "_") + name + "-" + value;
  };
  add("loss", t.loss);
  if (t.beta) add("beta", fmt::format("{}", *t.beta));
  add("proj-dim", std::to_string(t.proj_dim));
  add("views", std::to_string(t.views));
  if (t.width) add("width", fmt::format("{}", *t.width));
  if (t.n) add("n", std::to_string(*t.n));
  add("seed", std::to_string(t.common.seed));
  return cell;
}

// One flag with its value; nothing for a value that is not set.
void append(std::vector<std::string>& arguments,
            const std::string& name,
            const nlohmann::json& value) {
  if (value.is_null() || value == false || value == "" || (value.is_array() && value.empty())) {
    return;
  }
  arguments.push_back("--" + name);
  if (value.is_array()) {
    for (const auto& item : value) arguments.push_back(item.dump());
  } else if (!value.is_boolean()) {
    arguments.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  }
}

}  // namespace

const std::vector<std::string>& axis_names() {
  static const std::vector<std::string> names =
      {"loss", "beta", "proj-dim", "views", "width", "fraction", "view-budget", "seed"};
  return names;
}

std::vector<Cell> cells_of(const TrainSslOptions& base,
                           const Axes& axes,
                           const std::vector<std::string>& points,
                           std::int64_t total) {
  for (const auto& [axis, values] : axes) require_axis(axis, "cells_of");
  std::vector<Assignment> fixed;
  for (const std::string& point : points) fixed.push_back(parse_point(point));
  if (fixed.empty()) fixed.emplace_back();
  std::vector<Cell> cells;
  std::set<std::string> ids;
  for (const Assignment& point : fixed) {
    for (const Assignment& assignment : combinations(point, axes)) {
      Cell cell = cell_of(base, assignment, total);
      if (ids.insert(cell.id).second) cells.push_back(std::move(cell));
    }
  }
  return cells;
}

std::vector<std::string> train_arguments(const TrainSslOptions& training) {
  std::vector<std::string> arguments;
  const nlohmann::json options = to_json(training);
  for (const auto& [name, value] : options.items()) append(arguments, name, value);
  append(arguments, "memory-format", training.memory_format);
  append(arguments, "deterministic", training.deterministic);
  append(arguments, "no-cuda-graph", training.no_cuda_graph);
  append(arguments, "checkpoint-every", training.checkpoint_every);
  append(arguments, "log-every", training.log_every);
  append(arguments, "export", training.export_format);
  return arguments;
}

}  // namespace eigenviews::apps
