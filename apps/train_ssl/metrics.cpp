#include "train_ssl/metrics.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "checkpoint/atomic_file.hpp"

namespace eigenviews::apps {

namespace {

constexpr const char* header =
    "step,lr,loss,invariance,regulariser,normalised_invariance,normalised_regulariser,"
    "gradient_norm,effective_rank,alignment,images_per_s,views_per_s";

std::string line(const MetricsRow& row) {
  const nn::StepRecord& r = row.record;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{:.1f},{:.1f}",
                     r.step,
                     r.lr,
                     r.loss,
                     r.invariance,
                     r.regulariser,
                     r.normalised_invariance,
                     r.normalised_regulariser,
                     r.gradient_norm,
                     r.effective_rank,
                     std::isnan(row.alignment) ? std::string() : fmt::format("{}", row.alignment),
                     row.images_per_s,
                     row.views_per_s);
}

}  // namespace

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
