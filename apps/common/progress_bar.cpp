#include "common/progress_bar.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "core/errors.hpp"

namespace eigenviews::apps {

namespace {

volatile std::sig_atomic_t interrupted = 0;

void on_signal(int) {
  if (interrupted) _exit(130);
  interrupted = 1;
}

std::string duration(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  return s < 60 ? fmt::format("{} s", s) : fmt::format("{}:{:02} min", s / 60, s % 60);
}

std::string describe(const core::ProgressEvent& event, double elapsed) {
  if (event.total <= 0)
    return fmt::format("{} {} {}, {}", event.phase, event.done, event.note, duration(elapsed));
  const double share = static_cast<double>(event.done) / static_cast<double>(event.total);
  std::string line = fmt::format("{} {}/{}", event.phase, event.done, event.total);
  if (event.done > 0) {
    line += fmt::format(", {:.3g}/s, {} left",
                        static_cast<double>(event.done) / elapsed,
                        duration(elapsed / share - elapsed));
  }
  if (!event.note.empty()) line += fmt::format(", {}", event.note);
  return line;
}

std::string bar(const core::ProgressEvent& event) {
  if (event.total <= 0) return {};
  constexpr std::int64_t width = 24;
  const std::int64_t full = std::min(width, width * event.done / event.total);
  return "[" + std::string(static_cast<std::size_t>(full), '=') +
         std::string(static_cast<std::size_t>(width - full), ' ') + "] ";
}

}  // namespace

void install_interrupt_handler() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

ProgressBar::ProgressBar(bool enabled) : enabled_(enabled), terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::show(const core::ProgressEvent& event) {
  if (interrupted) throw core::Interrupted();
  if (event.phase.empty()) return;
  const auto now = Clock::now();
  if (event.phase != phase_) {
    clear();
    phase_ = event.phase;
    phase_start_ = last_ = now;
  }
  if (!enabled_) return;
  using Seconds = std::chrono::duration<double>;
  const double elapsed = Seconds(now - phase_start_).count();
  const double since_last = Seconds(now - last_).count();
  if (terminal_ ? (elapsed < 1 || since_last < 0.1) : since_last < 10) return;
  last_ = now;
  if (terminal_) {
    fmt::print(stderr, "\r\033[K{}{}", bar(event), describe(event, elapsed));
    drawn_ = true;
  } else {
    fmt::print(stderr, "{}\n", describe(event, elapsed));
  }
  std::fflush(stderr);
}

void ProgressBar::clear() {
  if (!drawn_) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
  drawn_ = false;
}

}  // namespace eigenviews::apps
