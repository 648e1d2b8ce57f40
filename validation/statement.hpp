#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kernel/finite_channel.hpp"

namespace eigenviews::validation {

/// What a statement about all channels is asked of.
struct Instance {
  kernel::FiniteChannel channel;
  Eigen::Index functions = 1;  ///< d, 1 <= d <= views.
  double beta = 0.5;
};

/// A statement about all channels, every d and every beta.
struct Statement {
  std::string id;
  std::string text;
  std::string source;  ///< section or equation of docs/theory.md that proves or refutes it.
  std::string claim;   ///< the claim of the registry that says the same; empty where there is none.
  bool holds = false;  ///< as the theory has it.
  /// How far an instance breaks it; nothing where the statement does not speak of the instance.
  std::function<std::optional<double>(const Instance&)> violation;
  double threshold = 1e-6;  ///< violated where violation <= threshold is false; far above rounding.
  int tries = 1000;         ///< of a search that takes some seconds.
};

/// Whether an instance is a counterexample; a violation that is NaN makes it one.
[[nodiscard]] bool violated(const Statement& statement, const Instance& instance);

/// Every statement, the false ones first.
[[nodiscard]] const std::vector<Statement>& statements();

/// The statement of this id, or the one that says what the claim of this id says.
/// @throws core::InputError  there is none; the line names the nearest.
[[nodiscard]] const Statement& find_statement(const std::string& name);

}  // namespace eigenviews::validation
