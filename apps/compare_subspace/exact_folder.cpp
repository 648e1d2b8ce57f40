#include "compare_subspace/exact_folder.hpp"

#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "data/input_file.hpp"
#include "data/npz.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::Index;
using nlohmann::json;

json read_summary(const std::filesystem::path& path) {
  constexpr std::int64_t longest = 64 << 20;
  const data::InputFile file(path);
  if (file.size() > longest) {
    core::reject(file.where(), "a summary is at most 64 MiB", file.size());
  }
  const std::vector<std::uint8_t> bytes = file.read(0, file.size());
  const json summary = json::parse(bytes.begin(), bytes.end(), nullptr, /*allow_exceptions=*/false);
  if (!summary.is_object() || summary.value("tool", json()) != "kernel_eig") {
    core::reject(file.where(),
                 "must be the summary of a kernel_eig run",
                 "something else",
                 "give the folder that kernel_eig --out wrote");
  }
  return summary;
}

std::string text_field(const json& summary, const char* name, const std::string& where) {
  const auto field = summary.find(name);
  if (field == summary.end() || !field->is_string()) {
    core::reject(where, fmt::format("must hold the text '{}'", name), "none");
  }
  return field->get<std::string>();
}

// Runs 0, 1, ..., k-1 cut into clusters.
std::vector<std::vector<Index>> read_clusters(const json& summary,
                                              Index k,
                                              const std::string& where) {
  std::vector<std::vector<Index>> clusters;
  Index next = 0;
  const json list = summary.value("clusters", json::array());
  for (const json& cluster : list) {
    clusters.emplace_back();
    for (const json& index : cluster) {
      if (!index.is_number_integer() || index.get<std::int64_t>() != next) {
        core::reject(where, "clusters must hold the indices in order", index.dump());
      }
      clusters.back().push_back(next++);
    }
    if (clusters.back().empty()) core::reject(where, "a cluster must hold an index", "[]");
  }
  if (next != k) {
    core::reject(where, fmt::format("clusters must hold {} indices", k), next);
  }
  return clusters;
}

void require_rows(const std::string& where, const char* name, Index received, Index expected) {
  if (received != expected) {
    core::reject(where, fmt::format("{} must have {} rows", name, expected), received);
  }
}

}  // namespace

ExactFunctions read_exact_folder(const std::filesystem::path& folder) {
  const std::filesystem::path summary_path = folder / "summary.json";
  const json summary = read_summary(summary_path);
  const std::string where = summary_path.string();
  const data::NpzFile npz(folder / "eigenpairs.npz");
  ExactFunctions exact;
  exact.dataset = text_field(summary, "dataset", where);
  exact.channel = text_field(summary, "channel", where);
  exact.v = npz.array("v").numbers;
  exact.eigenvalues = npz.array("eigenvalues").numbers.reshaped();
  exact.rho_a = npz.array("rho_a").numbers.reshaped();
  const json originals = summary.value("n_originals", json());
  if (!originals.is_number_integer() || originals.get<std::int64_t>() < 1) {
    core::reject(where, "n_originals must be a whole number >= 1", originals.dump());
  }
  exact.originals = originals.get<std::int64_t>();
  exact.sampled = summary.contains("mc_error") && summary["mc_error"].is_array() &&
                  exact.v.rows() % exact.originals == 0;
  require_rows(npz.where(), "rho_a", exact.rho_a.size(), exact.v.rows());
  require_rows(npz.where(), "eigenvalues", exact.eigenvalues.size(), exact.v.cols());
  if (!exact.v.allFinite() || !exact.eigenvalues.allFinite() || !exact.rho_a.allFinite()) {
    core::reject(npz.where(), "numbers must be finite", "NaN or infinity");
  }
  exact.clusters = read_clusters(summary, exact.v.cols(), where);
  return exact;
}

}  // namespace eigenviews::apps
