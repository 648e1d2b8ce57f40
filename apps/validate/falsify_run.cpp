#include "validate/falsify_run.hpp"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <numeric>

#include "common/json_values.hpp"
#include "common/progress_bar.hpp"
#include "common/run_tool.hpp"
#include "core/version.hpp"
#include "report/json_text.hpp"
#include "report/npz.hpp"
#include "report/output_folder.hpp"
#include "report/text.hpp"
#include "validation/falsifier.hpp"
#include "validation/round_channel.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using nlohmann::ordered_json;
using validation::Falsification;
using validation::Instance;
using validation::Statement;

constexpr const char* channel_name = "counterexample.mtx";
constexpr const char* prior_name = "rho_x.npy";

void print_list() {
  for (const Statement& s : validation::statements()) {
    fmt::print("{:18} {:6}{:4} {}\n", s.id, s.holds ? "true" : "false", s.claim, s.text);
  }
}

bool has_uniform_prior(const Instance& instance) {
  const auto& rho = instance.channel.rho_x();
  return rho.maxCoeff() - rho.minCoeff() <= 1e-12;
}

// As a fraction of the common denominator, or four digits.
std::string entry_text(double value, int denominator) {
  constexpr int readable = 20;
  if (denominator > readable) return report::significant(value, 4);
  const int parts = static_cast<int>(std::lround(value * denominator));
  const int common = std::gcd(parts, denominator);
  if (parts == 0 || common == denominator) return std::to_string(parts / common);
  return fmt::format("{}/{}", parts / common, denominator / common);
}

std::string matrix_text(const MatrixXd& matrix) {
  const int denominator = validation::denominator(matrix);
  std::string text;
  for (Index row = 0; row < matrix.rows(); ++row) {
    text += "   ";
    for (Index col = 0; col < matrix.cols(); ++col) {
      text += fmt::format(" {:>7}", entry_text(matrix(row, col), denominator));
    }
    text += '\n';
  }
  return text;
}

// Matrix Market's array format, column by column, with digits that read the same doubles back.
std::string matrix_market(const MatrixXd& p, const std::string& statement) {
  std::string text =
      fmt::format("%%MatrixMarket matrix array real general\n% a counterexample to: {}\n{} {}\n",
                  statement,
                  p.rows(),
                  p.cols());
  for (const double value : p.reshaped()) text += fmt::format("{}\n", value);
  return text;
}

// The command that opens what was written.
std::string command_of(const Instance& instance, const std::filesystem::path& folder) {
  std::string command = "kernel_eig --dataset channel:" + (folder / channel_name).string();
  if (!has_uniform_prior(instance)) command += " --rho-x " + (folder / prior_name).string();
  return command;
}

ordered_json counterexample_json(const Statement& statement,
                                 const Falsification& result,
                                 const ValidateOptions& options,
                                 const std::string& command) {
  const Instance& simplest = *result.simplest;
  const MatrixXd p = simplest.channel.dense_p();
  ordered_json rows = ordered_json::array();
  for (Index x = 0; x < p.rows(); ++x) rows.push_back(list(p.row(x).transpose()));
  return {{"statement", statement.id},
          {"text", statement.text},
          {"source", statement.source},
          {"originals", simplest.channel.originals()},
          {"views", simplest.channel.views()},
          {"p", rows},
          {"rho_x", list(simplest.channel.rho_x())},
          {"d", simplest.functions},
          {"beta", simplest.beta},
          {"violation", number_or_null(result.violation)},
          {"threshold", statement.threshold},
          {"seed", options.common.seed},
          {"tries", result.tries},
          {"found_at",
           {{"originals", result.found->channel.originals()},
            {"views", result.found->channel.views()},
            {"d", result.found->functions},
            {"beta", result.found->beta}}},
          {"command", command}};
}

ordered_json summary_json(const Statement& statement,
                          const Falsification& result,
                          const ValidateOptions& options,
                          double seconds) {
  return {{"tool", "validate"},
          {"version", core::version()},
          {"statement", statement.id},
          {"text", statement.text},
          {"counterexample", result.found.has_value()},
          {"violation", number_or_null(result.violation)},
          {"threshold", statement.threshold},
          {"seed", options.common.seed},
          {"tries", result.tries},
          {"applicable", result.applicable},
          {"seconds", seconds}};
}

std::string verdict(const Statement& statement, const Falsification& result, double seconds) {
  std::string text = fmt::format("{}: {}\n{} channels, of {} of which it speaks, {:.1f} s\n",
                                 statement.id,
                                 statement.text,
                                 result.tries,
                                 result.applicable,
                                 seconds);
  if (!result.simplest) {
    return text + fmt::format("no counterexample; largest violation {}, {} would be one\n",
                              report::significant(result.violation, 3),
                              report::significant(statement.threshold, 3));
  }
  const Instance& found = *result.simplest;
  text += fmt::format("FALSE at d = {}, beta = {}: violation {}; p(a|x), one row an original:\n{}",
                      found.functions,
                      found.beta,
                      report::significant(result.violation, 6),
                      matrix_text(found.channel.dense_p()));
  if (has_uniform_prior(found)) return text + "with the uniform prior\n";
  return text + "with the prior\n" + matrix_text(found.channel.rho_x().transpose());
}

void write(const Statement& statement,
           const Falsification& result,
           const ValidateOptions& options,
           report::OutputFolder& folder) {
  const Instance& simplest = *result.simplest;
  folder.write(channel_name, matrix_market(simplest.channel.dense_p(), statement.text));
  if (!has_uniform_prior(simplest)) {
    folder.write(prior_name, report::npy_bytes(simplest.channel.rho_x()));
  }
  folder.write(
      "counterexample.json",
      report::json_text(
          counterexample_json(statement, result, options, command_of(simplest, folder.path()))));
}

}  // namespace

int run_falsify(const ValidateOptions& options, const std::string& config) {
  if (options.falsify == "list") {
    print_list();
    return exit_done;
  }
  const Statement& statement = validation::find_statement(options.falsify);
  report::OutputFolder folder(options.common.out);
  install_interrupt_handler();
  ProgressBar bar(!options.common.quiet && !options.common.json && !options.common.no_progress);
  const auto start = std::chrono::steady_clock::now();
  const Falsification result = validation::falsify(statement,
                                                   options.common.seed,
                                                   options.budget.value_or(statement.tries),
                                                   [&](const auto& event) { bar.show(event); });
  bar.clear();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (result.simplest) write(statement, result, options, folder);
  const std::string summary = report::json_text(summary_json(statement, result, options, seconds));
  folder.write("config.toml", config);
  folder.write("summary.json", summary);
  folder.commit({channel_name, prior_name, "counterexample.json"});
  if (options.common.json) {
    fmt::print("{}", summary);
  } else if (!options.common.quiet) {
    fmt::print("{}results in {}\n", verdict(statement, result, seconds), folder.path().string());
    if (result.simplest) fmt::print("{}\n", command_of(*result.simplest, folder.path()));
  }
  return result.simplest ? exit_check_failed : exit_done;
}

}  // namespace eigenviews::apps
