#pragma once

#include "kernel_eig/results.hpp"

namespace eigenviews::apps {

/// What spectrum.svg and report.html show: the spectrum; for a finite channel the leading functions
/// on their own domain; for image data the originals that are extreme in each function.
[[nodiscard]] report::SpectrumReport spectrum_report(const Results& results);

/// A function on `domain`, drawn as the domain asks for. @param rho  weights of its states.
[[nodiscard]] report::FunctionPicture function_picture(const kernel::Domain& domain,
                                                       Eigen::VectorXd values,
                                                       const Eigen::VectorXd& rho,
                                                       std::string caption);

}  // namespace eigenviews::apps
