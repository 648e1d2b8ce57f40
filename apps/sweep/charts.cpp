#include "sweep/charts.hpp"

#include <Eigen/Core>
#include <cmath>

namespace eigenviews::apps {

void Points::add(double x, double y, double error) {
  if (!std::isfinite(x) || !std::isfinite(y)) return;
  if ((log_x_ && x <= 0) || (log_y_ && y <= 0)) return;
  x_.push_back(x);
  y_.push_back(y);
  error_.push_back(std::isfinite(error) ? error : 0);
}

void Points::draw(report::Chart& chart,
                  int colour,
                  const std::string& legend,
                  report::Mark mark) const {
  if (empty()) return;
  const auto vector = [](const std::vector<double>& values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(),
                                             static_cast<Eigen::Index>(values.size()));
  };
  report::Series series;
  series.mark = mark;
  series.x = vector(x_);
  series.y = vector(y_);
  if (mark == report::Mark::dots) series.error = vector(error_);
  series.colour = {colour};
  series.legend = legend;
  chart.series.push_back(series);
}

std::string svg_or_nothing(const report::Chart& chart) {
  return chart.series.empty() ? std::string() : report::chart_svg(chart);
}

}  // namespace eigenviews::apps
