#include "process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support/catch.hpp"

namespace eigenviews::test {

namespace fs = std::filesystem;

WorkFolder::WorkFolder() {
  std::string pattern = (fs::temp_directory_path() / "eigenviews-test-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void expect_refusal_line(const Outcome& outcome,
                         const std::string& out,
                         std::initializer_list<std::string> parts) {
  INFO(outcome.error);
  CHECK(outcome.code == 2);
  CHECK(std::count(outcome.error.begin(), outcome.error.end(), '\n') == 1);
  for (const std::string& part : parts) {
    INFO("expected part: " << part);
    CHECK(outcome.error.find(part) != std::string::npos);
  }
  CHECK(!std::filesystem::exists(out));
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

void write_byte_array(const std::string& path, const std::string& shape, const std::string& bytes) {
  std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
  header.append(117 - header.size(), ' ');
  write_file(path, std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + '\n' + bytes);
}

Outcome bash(const std::string& script) {
  const WorkFolder folder;
  write_file(folder / "script", script);
  const std::string command =
      "KERNEL_EIG='" EIGENVIEWS_TOOLS "/kernel_eig' COMPARE_SUBSPACE='" EIGENVIEWS_TOOLS
      "/compare_subspace' TRAIN_SSL='" EIGENVIEWS_TOOLS "/train_ssl' VALIDATE='" EIGENVIEWS_TOOLS
      "/validate' PROBE='" EIGENVIEWS_TOOLS "/probe' SUGGEST='" EIGENVIEWS_TOOLS
      "/suggest' SWEEP='" EIGENVIEWS_TOOLS "/sweep' bash '" +
      (folder / "script") + "' >'" + (folder / "out") + "' 2>'" + (folder / "error") + "'";
  const int status = std::system(command.c_str());
  Outcome outcome;
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  outcome.out = read_file(folder / "out");
  outcome.error = read_file(folder / "error");
  return outcome;
}

Outcome kernel_eig(const std::string& arguments) {
  return bash("exec \"$KERNEL_EIG\" " + arguments);
}

Outcome compare_subspace(const std::string& arguments) {
  return bash("exec \"$COMPARE_SUBSPACE\" " + arguments);
}

Outcome validate(const std::string& arguments) { return bash("exec \"$VALIDATE\" " + arguments); }

nlohmann::json summary_of(const std::string& arguments, int code) {
  const Outcome outcome = kernel_eig(arguments + " --json --no-progress");
  INFO(arguments << "\n" << outcome.error);
  REQUIRE(outcome.code == code);
  return nlohmann::json::parse(outcome.out);
}

bool holds_no_result(const std::string& folder) {
  for (const char* name : {"summary.json",
                           "eigenpairs.npz",
                           "report.html",
                           "spectrum.svg",
                           "config.toml",
                           "channel.npz",
                           "comparison.json",
                           "captured.svg"}) {
    if (fs::exists(fs::path(folder) / name)) return false;
  }
  return true;
}

}  // namespace eigenviews::test
