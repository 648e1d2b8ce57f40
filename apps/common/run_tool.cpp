#include "common/run_tool.hpp"

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <new>
#include <system_error>

#include "common/jobs.hpp"
#include "core/errors.hpp"

namespace eigenviews::apps {

namespace {

int fail(const CLI::App& app, int code, std::string_view line) {
  std::string one_line(line);
  for (char& c : one_line) {
    if (c == '\n') c = ' ';
  }
  fmt::print(stderr, "{}: {}\n", app.get_name(), one_line);
  return code;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

// CLI11's message, and for an unknown option the nearest known one.
std::string describe(const CLI::App& app, const CLI::ParseError& error) {
  std::string line = error.what();
  const std::size_t dash = line.find("-", line.find(": "));
  if (dynamic_cast<const CLI::ExtrasError*>(&error) && dash != std::string::npos) {
    const std::string name = line.substr(dash, line.find_first_of(" =", dash) - dash);
    line = fmt::format("unknown option {}; did you mean {}?",
                       name,
                       core::nearest_name(name, option_names(app)));
  }
  return line + "; see --help";
}

// Products allocate the same scratch over and over: freed blocks stay with the process, or every
// product would start with thousands of page faults.
void keep_freed_memory() {
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
}

}  // namespace

int run_tool(CLI::App& app, int argc, const char* const* argv, const std::function<int()>& run) {
  keep_freed_memory();
  end_with_parent();
  std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit and a closed pipe become failed writes,
  std::signal(SIGPIPE, SIG_IGN);  // which end in one line like any other
  try {
    app.parse(argc, argv);
    return run();
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return fail(app, exit_bad_input, describe(app, error));
  } catch (const core::Interrupted&) {
    return fail(app, exit_interrupted, "interrupted; nothing was written");
  } catch (const core::InputError& error) {
    return fail(app, exit_bad_input, error.what());
  } catch (const core::FileError& error) {
    return fail(app, exit_bad_input, error.what());
  } catch (const std::bad_alloc&) {
    return fail(app, exit_bad_input, "out of memory; use fewer originals, views or functions");
  } catch (const std::system_error& error) {  // no thread could be started
    return fail(app,
                exit_bad_input,
                fmt::format("the system refused a resource: {}", error.what()));
  } catch (const std::exception& error) {  // a numerical routine failed: never taken for a result
    return fail(app, exit_check_failed, fmt::format("failed: {}", error.what()));
  }
}

void leave(int code) {
  std::fflush(nullptr);
  _exit(code);
}

}  // namespace eigenviews::apps
