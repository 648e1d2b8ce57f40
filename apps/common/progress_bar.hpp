#pragma once

#include <chrono>
#include <string>

#include "core/progress.hpp"

namespace eigenviews::apps {

/// Progress on standard error: a bar with rate and time left on a terminal, otherwise a plain line
/// every ten seconds. Nothing is shown in the first second of a phase.
class ProgressBar {
 public:
  /// @param enabled  false: events are only checked for an interrupt.
  explicit ProgressBar(bool enabled);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// Shows an event. @throws core::Interrupted  Ctrl-C or SIGTERM has arrived.
  void show(const core::ProgressEvent& event);
  /// Removes the bar from the terminal.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool enabled_;
  bool terminal_;
  bool drawn_ = false;
  std::string phase_;
  Clock::time_point phase_start_{};
  Clock::time_point last_{};
};

/// From now on Ctrl-C and SIGTERM make ProgressBar::show throw; a second one ends the process.
void install_interrupt_handler();

}  // namespace eigenviews::apps
