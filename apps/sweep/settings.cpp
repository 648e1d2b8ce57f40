#include "sweep/settings.hpp"

#include <algorithm>
#include <cmath>

namespace eigenviews::apps {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool belongs(const Row& row, const Setting& setting) {
  return row.loss == setting.loss && same(row.beta, setting.beta) &&
         same(row.proj_dim, setting.proj_dim) && same(row.views, setting.views) &&
         same(row.width, setting.width) && same(row.originals, setting.originals);
}

Mean mean_of(const std::vector<const Row*>& rows, double Row::*member) {
  std::vector<double> values;
  for (const Row* row : rows) {
    if (std::isfinite(row->*member)) values.push_back(row->*member);
  }
  Mean mean;
  mean.count = static_cast<int>(values.size());
  if (values.empty()) return mean;
  const auto n = static_cast<double>(values.size());
  const Eigen::Map<const VectorXd> all(values.data(), static_cast<Index>(values.size()));
  mean.value = all.mean();
  if (n > 1) mean.error = std::sqrt((all.array() - mean.value).square().sum() / (n * (n - 1)));
  return mean;
}

// The mean of a list over the rows that have it at the length of the first one.
VectorXd mean_list(const std::vector<const Row*>& rows, std::vector<double> Row::*member) {
  VectorXd sum;
  double count = 0;
  for (const Row* row : rows) {
    const std::vector<double>& list = row->*member;
    if (list.empty()) continue;
    const Eigen::Map<const VectorXd> values(list.data(), static_cast<Index>(list.size()));
    if (sum.size() == 0) sum = VectorXd::Zero(values.size());
    if (sum.size() != values.size()) continue;
    sum += values;
    ++count;
  }
  return count > 0 ? VectorXd(sum / count) : sum;
}

Setting setting_of(const Row& row) {
  Setting setting;
  setting.loss = row.loss;
  setting.beta = row.beta;
  setting.proj_dim = row.proj_dim;
  setting.views = row.views;
  setting.width = row.width;
  setting.originals = row.originals;
  return setting;
}

void average(Setting& setting, const std::vector<const Row*>& rows, bool by_accuracy) {
  setting.accuracy = mean_of(rows, &Row::linear_top1);
  setting.alignment = mean_of(rows, &Row::alignment);
  setting.active_modes = mean_of(rows, &Row::active_modes);
  setting.train_seconds = mean_of(rows, &Row::train_seconds);
  for (const Row* row : rows) {
    if (row->eigenvalues.empty()) continue;
    setting.eigenvalues = Eigen::Map<const VectorXd>(row->eigenvalues.data(),
                                                     static_cast<Index>(row->eigenvalues.size()));
    break;
  }
  setting.curve_steps = mean_list(rows, &Row::curve_steps);
  setting.curve_seconds = mean_list(rows, &Row::curve_seconds);
  setting.curve_score = mean_list(rows, by_accuracy ? &Row::curve_top1 : &Row::curve_alignment);
}

}  // namespace

std::vector<Setting> settings_of(const std::vector<Row>& rows) {
  std::vector<Setting> settings;
  std::vector<std::vector<const Row*>> members;
  bool by_accuracy = false;
  for (const Row& row : rows) {
    if (row.status != "done") continue;
    by_accuracy = by_accuracy || std::isfinite(row.linear_top1);
    const auto found = std::find_if(settings.begin(), settings.end(), [&](const Setting& setting) {
      return belongs(row, setting);
    });
    const auto place = static_cast<std::size_t>(found - settings.begin());
    if (found == settings.end()) {
      settings.push_back(setting_of(row));
      members.emplace_back();
    }
    members[place].push_back(&row);
  }
  for (std::size_t i = 0; i < settings.size(); ++i) average(settings[i], members[i], by_accuracy);
  return settings;
}

bool any_accuracy(const std::vector<Setting>& settings) {
  return std::any_of(settings.begin(), settings.end(), [](const Setting& setting) {
    return setting.accuracy.count > 0;
  });
}

const Mean& score(const Setting& setting, bool by_accuracy) {
  return by_accuracy ? setting.accuracy : setting.alignment;
}

std::vector<double> values_of(const std::vector<Setting>& settings, double Setting::*member) {
  std::vector<double> values;
  for (const Setting& setting : settings) {
    if (std::isfinite(setting.*member)) values.push_back(setting.*member);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::vector<std::string> losses_of(const std::vector<Setting>& settings) {
  std::vector<std::string> losses;
  for (const Setting& setting : settings) {
    if (std::find(losses.begin(), losses.end(), setting.loss) == losses.end()) {
      losses.push_back(setting.loss);
    }
  }
  return losses;
}

std::optional<Setting> best(const std::vector<Setting>& settings, bool by_accuracy) {
  std::optional<Setting> found;
  for (const Setting& setting : settings) {
    const double value = score(setting, by_accuracy).value;
    if (!std::isfinite(value)) continue;
    if (!found || value > score(*found, by_accuracy).value) found = setting;
  }
  return found;
}

}  // namespace eigenviews::apps
