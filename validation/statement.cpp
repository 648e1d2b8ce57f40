#include "validation/statement.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "validation/statement_parts.hpp"

namespace eigenviews::validation {

bool violated(const Statement& statement, const Instance& instance) {
  const std::optional<double> violation = statement.violation(instance);
  return violation && !(*violation <= statement.threshold);
}

const std::vector<Statement>& statements() {
  static const std::vector<Statement> all = [] {
    std::vector<Statement> gathered;
    for (const auto& part : {literal_statements, operator_statements, loss_statements}) {
      for (Statement& statement : part()) gathered.push_back(std::move(statement));
    }
    std::stable_partition(gathered.begin(), gathered.end(), [](const Statement& statement) {
      return !statement.holds;
    });
    return gathered;
  }();
  return all;
}

const Statement& find_statement(const std::string& name) {
  std::vector<std::string> known;
  for (const Statement& statement : statements()) {
    if (statement.id == name || (statement.claim == name && !name.empty())) return statement;
    known.push_back(statement.id);
  }
  core::reject_unknown("--falsify", "statement", name, known);
}

}  // namespace eigenviews::validation
