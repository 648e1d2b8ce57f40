#include "train_ssl/metrics.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "checkpoint/atomic_file.hpp"
#include "solver/effective_rank.hpp"
#include "solver/pencil.hpp"
#include "solver/weighted_space.hpp"

namespace eigenviews::apps {

namespace {

constexpr const char* header =
    "step,lr,loss,invariance,regulariser,normalised_invariance,normalised_regulariser,"
    "gradient_norm,effective_rank,ritz_values,alignment,images_per_s,views_per_s";

constexpr Eigen::Index ritz_values_kept = 16;

std::string number_or_nothing(double value) {
  return std::isnan(value) ? std::string() : fmt::format("{}", value);
}

std::string line(const MetricsRow& row) {
  const nn::StepRecord& r = row.record;
  const Eigen::VectorXd& ritz = row.spectrum.ritz_values;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{:.1f},{:.1f}",
                     r.step,
                     r.lr,
                     r.loss,
                     r.invariance,
                     r.regulariser,
                     r.normalised_invariance,
                     r.normalised_regulariser,
                     r.gradient_norm,
                     number_or_nothing(row.spectrum.effective_rank),
                     fmt::join(ritz.data(), ritz.data() + ritz.size(), " "),
                     number_or_nothing(row.alignment),
                     row.images_per_s,
                     row.views_per_s);
}

}  // namespace

BatchSpectrum batch_spectrum(const torch::Tensor& outputs, std::int64_t views, bool centred) {
  const torch::Tensor rows =
      outputs.to(torch::kCPU, torch::kFloat64).t().contiguous();  // d x n m: column-major rows
  Eigen::MatrixXd f =
      Eigen::Map<const Eigen::MatrixXd>(rows.data_ptr<double>(), rows.size(1), rows.size(0));
  BatchSpectrum spectrum;
  if (!f.allFinite()) return spectrum;
  const Eigen::VectorXd weights =
      Eigen::VectorXd::Constant(f.rows(), 1 / static_cast<double>(f.rows()));
  if (centred) f = solver::centred(f, weights);
  const Eigen::VectorXd variances = solver::second_moment_spectrum(f, weights);
  spectrum.effective_rank = variances.sum() > 0 ? solver::effective_rank(variances) : 0;
  if (views < 2 || f.cols() >= f.rows() / views || !(variances.sum() > 0)) return spectrum;
  const Eigen::VectorXd ritz = solver::solve_sampled_pencil(f, views).ritz_values;
  spectrum.ritz_values = ritz.head(std::min(ritz.size(), ritz_values_kept));
  return spectrum;
}

void Metrics::add(const MetricsRow& row) { rows_.push_back(row); }

void Metrics::read(const std::filesystem::path& path, std::int64_t step) {
  std::ifstream file(path);
  std::string text;
  std::getline(file, text);  // the header
  while (std::getline(file, text)) {
    if (std::strtoll(text.c_str(), nullptr, 10) <= step) earlier_.push_back(text);
  }
}

void Metrics::write(const std::filesystem::path& path) const {
  std::string text = std::string(header) + '\n';
  for (const std::string& old : earlier_) text += old + '\n';
  for (const MetricsRow& row : rows_) text += line(row) + '\n';
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  checkpoint::write_atomically(path, {data::Bytes(bytes, text.size())});
}

}  // namespace eigenviews::apps
