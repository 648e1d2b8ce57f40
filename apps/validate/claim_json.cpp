#include "validate/claim_json.hpp"

#include <cmath>

#include "common/json_values.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::VectorXd;
using nlohmann::ordered_json;
using validation::Check;
using validation::ClaimResult;
using validation::ControlResult;
using validation::Curve;
using validation::Outcome;
using validation::Rule;

const char* name_of(Rule rule) {
  switch (rule) {
    case Rule::at_most:
      return "at most";
    case Rule::at_least:
      return "at least";
    case Rule::near:
      break;
  }
  return "near";
}

Rule rule_of(const std::string& name) {
  if (name == "at most") return Rule::at_most;
  return name == "at least" ? Rule::at_least : Rule::near;
}

double number(const ordered_json& json) { return json.is_null() ? NAN : json.get<double>(); }

ordered_json numbers(const VectorXd& values) {
  ordered_json json = ordered_json::array();
  for (const double value : values) json.push_back(number_or_null(value));
  return json;
}

VectorXd vector_of(const ordered_json& json) {
  VectorXd values(static_cast<Eigen::Index>(json.size()));
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    values[i] = number(json.at(static_cast<std::size_t>(i)));
  }
  return values;
}

ordered_json to_json(const Outcome& outcome) {
  ordered_json checks = ordered_json::array(), curves = ordered_json::array();
  for (const Check& c : outcome.checks) {
    checks.push_back({{"what", c.what},
                      {"measured", number_or_null(c.measured)},
                      {"rule", name_of(c.rule)},
                      {"predicted", number_or_null(c.predicted)},
                      {"tolerance", number_or_null(c.tolerance)},
                      {"holds", holds(c)}});
  }
  for (const Curve& c : outcome.curves) {
    curves.push_back({{"label", c.label},
                      {"x_label", c.x_label},
                      {"y_label", c.y_label},
                      {"x", numbers(c.x)},
                      {"predicted", numbers(c.predicted)},
                      {"measured", numbers(c.measured)},
                      {"error", numbers(c.error)},
                      {"log_x", c.log_x},
                      {"log_y", c.log_y}});
  }
  return {{"checks", checks}, {"curves", curves}};
}

Outcome outcome_of(const ordered_json& json) {
  Outcome outcome;
  for (const ordered_json& c : json.at("checks")) {
    outcome.checks.push_back({c.at("what"),
                              number(c.at("measured")),
                              number(c.at("predicted")),
                              number(c.at("tolerance")),
                              rule_of(c.at("rule"))});
  }
  for (const ordered_json& c : json.at("curves")) {
    outcome.curves.push_back({c.at("label"),
                              c.at("x_label"),
                              c.at("y_label"),
                              vector_of(c.at("x")),
                              vector_of(c.at("predicted")),
                              vector_of(c.at("measured")),
                              vector_of(c.at("error")),
                              c.at("log_x"),
                              c.at("log_y")});
  }
  return outcome;
}

}  // namespace

ordered_json to_json(const ClaimResult& result) {
  ordered_json json = {{"id", result.id},
                       {"passed", result.passed()},
                       {"confirmed", result.confirmed},
                       {"error", result.error},
                       {"seed", result.seed},
                       {"seconds", result.seconds}};
  json.update(to_json(result.outcome));
  json["controls"] = ordered_json::array();
  for (const ControlResult& control : result.controls) {
    ordered_json one = {{"statement", control.statement},
                        {"refuted", control.refuted},
                        {"error", control.error}};
    one.update(to_json(control.outcome));
    json["controls"].push_back(one);
  }
  return json;
}

ClaimResult result_from_json(const ordered_json& json) {
  ClaimResult result;
  result.id = json.at("id");
  result.confirmed = json.at("confirmed");
  result.error = json.at("error");
  result.seed = json.at("seed");
  result.seconds = json.at("seconds");
  result.outcome = outcome_of(json);
  for (const ordered_json& one : json.at("controls")) {
    result.controls.push_back(
        {one.at("statement"), outcome_of(one), one.at("error"), one.at("refuted")});
  }
  return result;
}

}  // namespace eigenviews::apps
