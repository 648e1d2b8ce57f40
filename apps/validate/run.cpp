#include "validate/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <random>

#include "common/jobs.hpp"
#include "common/progress_bar.hpp"
#include "common/run_tool.hpp"
#include "core/threads.hpp"
#include "report/json_text.hpp"
#include "report/output_folder.hpp"
#include "validate/choose_claims.hpp"
#include "validate/claim_json.hpp"
#include "validate/falsify_run.hpp"
#include "validate/results.hpp"

namespace eigenviews::apps {

namespace {

using validation::Claim;
using validation::ClaimResult;

void print_list(const std::vector<Claim>& claims) {
  const std::size_t width = id_width(claims);
  for (const Claim& claim : claims) {
    fmt::print("{:{}}  {:15}{} {}\n",
               claim.id,
               width,
               claim.suite,
               claim.full_only ? " (long)" : "",
               claim.statement);
  }
}

// What another process of this tool asked for: one result on standard output.
int work(const ValidateOptions& options, const std::string& program) {
  const std::vector<Claim> claims = choose_claims(options, program);
  const ClaimResult result =
      validation::run_claim(claims.front(), {options.common.seed, options.full});
  fmt::print("{}\n", to_json(result).dump());
  return exit_done;
}

std::vector<std::string> worker_command(const std::string& program,
                                        const std::string& id,
                                        const ValidateOptions& options) {
  std::vector<std::string> command =
      {program, "--worker", id, "--seed", std::to_string(options.common.seed), "--threads", "1"};
  if (options.full) command.emplace_back("--full");
  const std::vector<std::string> channel = arguments_of(options.channel);
  command.insert(command.end(), channel.begin(), channel.end());
  return command;
}

ClaimResult result_of(const JobOutput& output, const Claim& claim, std::uint64_t seed) {
  if (output.code == exit_done) {
    try {
      return result_from_json(nlohmann::ordered_json::parse(output.out));
    } catch (const nlohmann::json::exception&) {
      // Told below: a process that ended well but did not print its result.
    }
  }
  ClaimResult result;
  result.id = claim.id;
  result.seed = seed;
  result.error = "its process ended without a result";
  return result;
}

// The order in which claims begin: then no long one is left alone in the end.
std::vector<std::size_t> long_ones_first(const std::vector<Claim>& claims) {
  std::vector<std::size_t> order(claims.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_partition(order.begin(), order.end(), [&](std::size_t place) {
    return claims[place].full_only;
  });
  return order;
}

ValidateResults measure_all(const ValidateOptions& options,
                            const std::string& program,
                            std::vector<Claim> claims) {
  const auto start = std::chrono::steady_clock::now();
  ValidateResults all{.seed = options.common.seed,
                      .full = options.full,
                      .channel = arguments_of(options.channel),
                      .claims = claims};
  all.results.resize(claims.size());
  const std::vector<std::size_t> order = long_ones_first(claims);
  std::vector<std::vector<std::string>> commands;
  for (const std::size_t place : order) {
    commands.push_back(worker_command(program, claims[place].id, options));
  }
  const bool talk = !options.common.quiet && !options.common.json;
  ProgressBar bar(talk && !options.common.no_progress);
  std::int64_t ended = 0;
  run_jobs(
      commands,
      options.jobs > 0 ? options.jobs : core::thread_count(),
      [&](const JobOutput& output) {
        const std::size_t place = order[output.index];
        const Claim& claim = claims[place];
        all.results[place] = result_of(output, claim, options.common.seed);
        ++ended;
        bar.clear();
        if (talk) fmt::print("{}\n", line_of(claim, all.results[place], id_width(claims)));
        std::fflush(stdout);
      },
      [&] {
        bar.show({"claims", ended, static_cast<std::int64_t>(claims.size()), ""});
      });
  bar.clear();
  all.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return all;
}

}  // namespace

int run_validate(const ValidateOptions& given,
                 const std::string& program,
                 const std::string& config,
                 const std::string& command_line) {
  ValidateOptions options = given;
  apply_common_options(options.common, Devices::processor_and_gpu);
  validate(options);
  if (!options.worker.empty()) return work(options, program);
  if (options.reseed) options.common.seed = std::random_device{}();
  if (!options.falsify.empty()) return run_falsify(options, config);
  const std::vector<Claim> claims = choose_claims(options, program);
  if (options.list) {
    print_list(claims);
    return exit_done;
  }
  report::OutputFolder folder(options.common.out);
  install_interrupt_handler();
  ValidateResults results = measure_all(options, program, claims);
  results.command_line = command_line;
  folder.write("config.toml", config);
  folder.write("junit.xml", junit_xml(results));
  folder.write("report.html", validate_page(results));
  folder.write("summary.json", report::json_text(validate_summary(results)));
  folder.commit();
  const auto count = static_cast<int>(claims.size());
  if (options.common.json) {
    fmt::print("{}", report::json_text(validate_summary(results)));
  } else if (!options.common.quiet) {
    fmt::print("seed {}: {} claims hold, {} do not, {:.0f} s\nresults in {}\n",
               results.seed,
               count - results.failed(),
               results.failed(),
               results.seconds,
               folder.path().string());
  }
  return results.failed() == 0 ? exit_done : exit_check_failed;
}

}  // namespace eigenviews::apps
