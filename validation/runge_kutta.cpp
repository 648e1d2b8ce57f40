#include "validation/runge_kutta.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace eigenviews::validation {

using Eigen::MatrixXd;

namespace {

constexpr int stages = 7;
constexpr int most_steps = 1'000'000;

// Row i - 1 of the tableau weighs the slopes before stage i; the last row is the step itself.
constexpr double tableau[stages - 1][stages - 1] = {
    {1. / 5},
    {3. / 40, 9. / 40},
    {44. / 45, -56. / 15, 32. / 9},
    {19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
    {9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
    {35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84}};

// Order 5 less order 4.
constexpr double error_weights[stages] =
    {71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40};

class Integrator {
 public:
  Integrator(const Flow& flow, const MatrixXd& start, double tolerance)
      : flow_(flow), w_(start), tolerance_(tolerance) {
    slopes_[0] = flow_(w_);
    step_ = 0.01 * w_.norm() / std::max(slopes_[0].norm(), 1e-300);
  }

  const MatrixXd& advance_to(double time) {
    while (now_ < time) {
      const double left = time - now_;
      const bool last = !(step_ < left);
      if (take(last ? left : step_)) now_ = last ? time : now_ + used_;
    }
    return w_;
  }

 private:
  // Tries a step and chooses the next one; false where the error was too large.
  bool take(double h) {
    if (++tried_ > most_steps) throw std::runtime_error("the integrator takes too many steps");
    MatrixXd next;
    for (int i = 1; i < stages; ++i) {
      next = w_;
      for (int j = 0; j < i; ++j) next += h * tableau[i - 1][j] * slopes_[j];
      slopes_[i] = flow_(next);
    }
    MatrixXd error = MatrixXd::Zero(w_.rows(), w_.cols());
    for (int i = 0; i < stages; ++i) error += h * error_weights[i] * slopes_[i];
    const double ratio = error.norm() / (tolerance_ * std::max(w_.norm(), next.norm()));
    const double factor = ratio > 0 ? std::clamp(0.9 * std::pow(ratio, -0.2), 0.2, 5.0) : 5;
    const bool accepted = ratio <= 1;
    if (!accepted || !(h < step_)) step_ = h * (std::isfinite(ratio) ? factor : 0.2);
    if (!accepted) return false;
    used_ = h;
    w_ = next;
    slopes_[0] = slopes_[stages - 1];
    return true;
  }

  const Flow& flow_;
  MatrixXd w_;
  double tolerance_;
  double now_ = 0;
  double step_ = 0;
  double used_ = 0;
  int tried_ = 0;
  std::array<MatrixXd, stages> slopes_;
};

}  // namespace

std::vector<MatrixXd> integrate(const Flow& flow,
                                const MatrixXd& start,
                                const std::vector<double>& times,
                                double tolerance) {
  Integrator integrator(flow, start, tolerance);
  std::vector<MatrixXd> result;
  for (const double time : times) result.push_back(integrator.advance_to(time));
  return result;
}

MatrixXd integrate(const Flow& flow, const MatrixXd& start, double time, double tolerance) {
  return integrate(flow, start, std::vector<double>{time}, tolerance).front();
}

std::vector<double> times_to(double last, int count) {
  std::vector<double> times;
  for (int i = 0; i <= count; ++i) times.push_back(last * i / count);
  return times;
}

}  // namespace eigenviews::validation
