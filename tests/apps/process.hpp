#pragma once

#include <filesystem>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>

// Runs the built tools as their users do.
namespace eigenviews::test {

struct Outcome {
  int code = -1;  ///< exit code, or 128 + the signal that ended the process.
  std::string out;
  std::string error;
};

/// A folder of its own, removed with all that is in it.
class WorkFolder {
 public:
  WorkFolder();
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const {
    return (path_ / name).string();
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Runs `script` in bash, with $KERNEL_EIG, $COMPARE_SUBSPACE, $TRAIN_SSL, $PROBE, $SUGGEST, $SWEEP
/// and $VALIDATE naming the tools.
[[nodiscard]] Outcome bash(const std::string& script);
/// kernel_eig with these arguments.
[[nodiscard]] Outcome kernel_eig(const std::string& arguments);
/// compare_subspace with these arguments.
[[nodiscard]] Outcome compare_subspace(const std::string& arguments);
/// validate with these arguments.
[[nodiscard]] Outcome validate(const std::string& arguments);
/// kernel_eig with --json; fails the test unless it exits with `code`.
[[nodiscard]] nlohmann::json summary_of(const std::string& arguments, int code = 0);

/// Code 2, one line on standard error that holds every part, and no folder `out`.
void expect_refusal_line(const Outcome& outcome,
                         const std::string& out,
                         std::initializer_list<std::string> parts);

[[nodiscard]] std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& content);
/// A .npy file of bytes in C order; `shape` as in Python, e.g. "(4, 8, 8)", below 60 characters.
void write_byte_array(const std::string& path, const std::string& shape, const std::string& bytes);
/// Whether no file below `folder` (which need not exist) has a name that a finished run gives.
[[nodiscard]] bool holds_no_result(const std::string& folder);

}  // namespace eigenviews::test
