#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace eigenviews::apps {

/// Exit codes of every tool.
enum ExitCode : int {
  exit_done = 0,          ///< done, and every check holds.
  exit_check_failed = 1,  ///< it ran, but did not converge or a check failed; results are written.
  exit_bad_input = 2,     ///< bad usage, input or folder; nothing is written.
  exit_interrupted = 130,
};

/// Parses the command line, calls `run` and turns every failure into one line on standard error and
/// an exit code: InputError, FileError, parse errors and lack of memory are 2, Interrupted is 130.
int run_tool(CLI::App& app, int argc, const char* const* argv, const std::function<int()>& run);

/// Ends the process with `code` at once, standard streams flushed. Returning from main would run
/// the destructor of OpenBLAS, which waits for ever for threads that an address-space limit kept
/// from starting.
[[noreturn]] void leave(int code);

}  // namespace eigenviews::apps
