#pragma once

#include "kernel_eig/results.hpp"

namespace eigenviews::apps {

/// What spectrum.svg and report.html show: the spectrum; for a finite channel the leading functions
/// on their own domain; for image data the originals that are extreme in each function.
[[nodiscard]] report::SpectrumReport spectrum_report(const Results& results);

}  // namespace eigenviews::apps
