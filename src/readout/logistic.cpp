#include "readout/logistic.hpp"

#include <fmt/format.h>
#include <lbfgs.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <memory>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "readout/checks.hpp"

namespace eigenviews::readout {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

// Scores become probabilities less the one-hot labels; returns the mean cross-entropy.
double cross_entropy(MatrixXd& scores, const std::vector<int>& labels) {
  double sum = 0;
  const VectorXd largest = scores.rowwise().maxCoeff();
  scores.colwise() -= largest;
  for (Index i = 0; i < scores.rows(); ++i) {
    sum -= scores(i, labels[static_cast<std::size_t>(i)]);
  }
  scores = scores.array().exp();
  const VectorXd total = scores.rowwise().sum();
  sum += total.array().log().sum();
  scores.array().colwise() /= total.array();
  for (Index i = 0; i < scores.rows(); ++i) scores(i, labels[static_cast<std::size_t>(i)]) -= 1;
  return sum / static_cast<double>(scores.rows());
}

// Of features x - shift, without a copy of them: (X - 1 shift) W = X W - 1 (shift W).
LogisticLoss shifted_loss(const Eigen::Ref<const MatrixXd>& x,
                          const RowVectorXd& shift,
                          const std::vector<int>& labels,
                          const LinearScores& at,
                          double c) {
  const auto n = static_cast<double>(x.rows());
  const double strength = (at.weights.cols() == 2 ? 2 : 1) / (c * n);
  MatrixXd scores = x * at.weights;
  scores.rowwise() += at.intercept - shift * at.weights;
  LogisticLoss loss;
  loss.value = cross_entropy(scores, labels) + strength / 2 * at.weights.squaredNorm();
  loss.intercept = scores.colwise().sum() / n;
  loss.weights = x.transpose() * scores / n - shift.transpose() * loss.intercept;
  loss.weights += strength * at.weights;
  return loss;
}

// What liblbfgs calls back. Nothing may be thrown through its C code: a failure is kept and thrown
// after it has returned.
struct Minimisation {
  const Eigen::Ref<const MatrixXd>& features;
  const std::vector<int>& labels;
  Index classes;
  const LogisticOptions& options;
  const core::ProgressListener& progress;
  RowVectorXd shift;
  std::exception_ptr failure = nullptr;
  LogisticFit fit = {};

  [[nodiscard]] LinearScores at(const double* x) const {
    const Index p = features.cols();
    return {Eigen::Map<const MatrixXd>(x, p, classes),
            Eigen::Map<const RowVectorXd>(x + p * classes, classes)};
  }

  // The largest derivative in W and b for the features as they are.
  [[nodiscard]] double largest_derivative(const double* g) const {
    const LinearScores gradient = at(g);
    const MatrixXd weights = gradient.weights + shift.transpose() * gradient.intercept;
    return std::max(weights.cwiseAbs().maxCoeff<Eigen::PropagateNaN>(),
                    gradient.intercept.cwiseAbs().maxCoeff<Eigen::PropagateNaN>());
  }

  static double evaluate(void* instance, const double* x, double* g, int, double) {
    auto& self = *static_cast<Minimisation*>(instance);
    const Index p = self.features.cols();
    try {
      const LogisticLoss loss =
          shifted_loss(self.features, self.shift, self.labels, self.at(x), self.options.c);
      Eigen::Map<MatrixXd>(g, p, self.classes) = loss.weights;
      Eigen::Map<RowVectorXd>(g + p * self.classes, self.classes) = loss.intercept;
      return loss.value;
    } catch (...) {
      self.failure = std::current_exception();
      return std::numeric_limits<double>::quiet_NaN();
    }
  }

  // Not 0 ends the iteration.
  static int report(void* instance,
                    const double*,
                    const double* g,
                    double value,
                    double,
                    double,
                    double,
                    int,
                    int iteration,
                    int) {
    auto& self = *static_cast<Minimisation*>(instance);
    try {
      self.fit.gradient = self.largest_derivative(g);
      self.fit.loss = value;
      self.fit.iterations = iteration;
      const std::string note = fmt::format("gradient {:.1e}", self.fit.gradient);
      core::report(self.progress,
                   {"logistic regression", iteration, self.options.iterations, note});
    } catch (...) {
      self.failure = std::current_exception();
    }
    return self.failure || self.fit.gradient <= self.options.tolerance ? 1 : 0;
  }
};

void check(const Eigen::Ref<const MatrixXd>& features,
           const std::vector<int>& labels,
           Index classes,
           const LogisticOptions& options) {
  require_features("fit_logistic", features);
  require_labels("fit_logistic", labels, features.rows(), classes);
  const auto require_positive = [](const char* what, double value) {
    if (value > 0 && std::isfinite(value)) return;
    core::reject("fit_logistic", fmt::format("{} must be finite and > 0", what), value);
  };
  require_positive("C", options.c);
  require_positive("the tolerance", options.tolerance);
  constexpr std::int64_t most = std::numeric_limits<int>::max();
  if (options.iterations < 1 || options.iterations > most) {
    core::reject("fit_logistic", "at least one iteration", options.iterations);
  }
  if (features.cols() > most / classes - 1) {
    core::reject("fit_logistic",
                 "fewer than 2^31 weights",
                 fmt::format("{} features, {} classes", features.cols(), classes));
  }
  const auto n = static_cast<double>(features.rows()), p = static_cast<double>(features.cols());
  const double numbers = static_cast<double>(classes) * (3 * n + 30 * p);
  core::require_memory("logistic regression", 8 * numbers, "use fewer originals (--n)");
}

std::string reason_of(int code, const LogisticFit& fit) {
  if (fit.converged) return "converged";
  if (code == LBFGSERR_MAXIMUMITERATION) return "the largest number of iterations was reached";
  return fmt::format("the line search found no better point (liblbfgs code {})", code);
}

}  // namespace

LogisticLoss logistic_loss(const Eigen::Ref<const MatrixXd>& features,
                           const std::vector<int>& labels,
                           const LinearScores& at,
                           double c) {
  require_features("logistic_loss", features);
  require_labels("logistic_loss", labels, features.rows(), at.weights.cols());
  return shifted_loss(features, RowVectorXd::Zero(features.cols()), labels, at, c);
}

LogisticFit fit_logistic(const Eigen::Ref<const MatrixXd>& features,
                         const std::vector<int>& labels,
                         Index classes,
                         const LogisticOptions& options,
                         const core::ProgressListener& progress) {
  check(features, labels, classes, options);
  Minimisation work{features, labels, classes, options, progress, features.colwise().mean()};
  const auto variables = static_cast<int>((features.cols() + 1) * classes);
  const std::unique_ptr<double, decltype(&lbfgs_free)> x(lbfgs_malloc(variables), lbfgs_free);
  if (!x) throw std::bad_alloc();
  std::fill_n(x.get(), variables, 0.0);
  VectorXd start(variables);  // the gradient there, for a fit that makes no step
  work.fit.loss = Minimisation::evaluate(&work, x.get(), start.data(), variables, 0);
  work.fit.gradient = work.largest_derivative(start.data());
  lbfgs_parameter_t parameters;
  lbfgs_parameter_init(&parameters);
  parameters.m = 10;
  parameters.epsilon = 0;  // our own test, in report()
  parameters.max_iterations = static_cast<int>(options.iterations);
  const int code = lbfgs(variables,
                         x.get(),
                         nullptr,
                         Minimisation::evaluate,
                         Minimisation::report,
                         &work,
                         &parameters);
  if (work.failure) std::rethrow_exception(work.failure);
  LogisticFit fit = std::move(work.fit);
  fit.scores = work.at(x.get());
  fit.scores.intercept -= work.shift * fit.scores.weights;
  fit.converged = fit.gradient <= options.tolerance;
  fit.reason = reason_of(code, fit);
  return fit;
}

}  // namespace eigenviews::readout
