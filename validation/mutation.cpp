// M1: the claims notice errors in the formulas they speak of.
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "validation/suites.hpp"

namespace eigenviews::validation {

namespace {

namespace fs = std::filesystem;

struct Errors {
  double tried = 0, noticed = 0;
};

// "N of M errors noticed", the last line of the script.
Errors parse(const std::string& line) {
  Errors errors;
  if (std::sscanf(line.c_str(), "%lf of %lf errors noticed", &errors.noticed, &errors.tried) != 2) {
    throw std::runtime_error("mutation/run.sh ended without its last line; it ended with: " + line);
  }
  return errors;
}

// Runs mutation/run.sh with one of the lists beside it; its lines go to standard error.
Errors break_formulas(const char* list) {
  const fs::path folder = EIGENVIEWS_MUTATION_FOLDER;
  if (!fs::exists(folder / "run.sh")) {
    throw std::runtime_error(folder.string() + "/run.sh is not there: this claim compiles the " +
                             "source tree that this tool was built from");
  }
  const std::string command =
      "'" + (folder / "run.sh").string() + "' --jobs 1 '" + (folder / list).string() + "'";
  const auto close = [](std::FILE* pipe) { pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(popen(command.c_str(), "r"), close);
  if (!pipe) throw std::runtime_error("cannot start " + command);
  std::string last;
  std::array<char, 512> line{};
  while (std::fgets(line.data(), static_cast<int>(line.size()), pipe.get()) != nullptr) {
    last = line.data();
    std::fputs(line.data(), stderr);
  }
  return parse(last);
}

Outcome noticed(const char* list, double least) {
  const Errors errors = break_formulas(list);
  Outcome outcome;
  outcome.at_least("errors tried", errors.tried, least);
  outcome.near("errors that no claim notices", errors.tried - errors.noticed, 0, 0);
  return outcome;
}

}  // namespace

std::vector<Claim> mutation_claims() {
  return {{.id = "M1",
           .suite = "mutation",
           .statement = "One formula of the sources wrong at a time: a claim fails each time.",
           .source = "validation/mutation/mutations.tsv",
           .toy = "the source tree, compiled again with each error",
           .tolerance = "exact: a count",
           .full_only = true,
           .measure = [](const Context&) { return noticed("mutations.tsv", 12); },
           .controls = {{"changes that alter no value are noticed, too",
                         [](const Context&) { return noticed("harmless.tsv", 1); }}}}};
}

}  // namespace eigenviews::validation
