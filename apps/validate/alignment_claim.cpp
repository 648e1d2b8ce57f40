#include "validate/alignment_claim.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

#include "common/jobs.hpp"
#include "common/progress_bar.hpp"
#include "core/errors.hpp"
#include "core/random.hpp"
#include "data/input_file.hpp"
#include "data/npy.hpp"
#include "report/npz.hpp"
#include "report/output_folder.hpp"
#include "validation/compare.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using validation::Context;
using validation::Outcome;

namespace fs = std::filesystem;

constexpr std::uint32_t shuffle_op = 106;  // a free operation number of core::StreamKey

// A folder for what the tools write, removed in the end.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "validate-XXXXXX").string();
    if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder: " + pattern);
    path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] std::string operator/(const char* name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

void require_rows(const data::InputFile& features, const std::string& name, Index views) {
  const Index rows = data::read_npy_header(features).rows();
  if (rows == views) return;
  core::reject(name, fmt::format("one row for each of the {} views of the channel", views), rows);
}

// Rows in a random order.
MatrixXd shuffled(const MatrixXd& rows, core::Stream& stream) {
  std::vector<Index> order(static_cast<std::size_t>(rows.rows()));
  std::iota(order.begin(), order.end(), Index{0});
  for (std::size_t left = order.size(); left > 1; --left) {
    std::swap(order[left - 1], order[stream.below(left)]);
  }
  return rows(order, Eigen::all);
}

// One measurement: the features, the exact functions, and comparisons of the two.
class Alignment {
 public:
  Alignment(const ChannelOptions& options, fs::path tools, Index side)
      : options_(options), tools_(std::move(tools)) {
    install_interrupt_handler();
    if (options.features.empty()) export_features();
    features_ = options.features.empty() ? scratch_ / "own/features.npy" : options.features;
    solve(side);
  }

  [[nodiscard]] Outcome measure() const { return compare(features_); }

  // The functions with their values given to other views, several times: on a small channel an
  // order may be a symmetry. The first outcome that does not hold, or the last.
  [[nodiscard]] Outcome measure_shuffled(std::uint64_t seed) const {
    constexpr int times = 5;
    const MatrixXd values = data::parse_npy(data::read_file(features_), features_).numbers;
    core::Stream stream({.seed = seed, .op = shuffle_op});
    Outcome outcome;
    for (int i = 0; i < times; ++i) {
      report::OutputFolder folder(scratch_ / "shuffled", "features.npy");
      folder.write("features.npy", report::npy_bytes(shuffled(values, stream)));
      folder.commit();
      outcome = compare(scratch_ / "shuffled/features.npy");
      if (!holds(outcome)) break;
    }
    return outcome;
  }

 private:
  // Standard output of a tool that ended with 0, or with 1 where that is a result.
  [[nodiscard]] std::string run(const char* tool,
                                std::vector<std::string> arguments,
                                bool one_is_a_result) const {
    arguments.insert(arguments.begin(), (tools_ / tool).string());
    arguments.emplace_back("--no-progress");
    const JobOutput ended = run_job(arguments, [] {});
    if (ended.code == 0 || (ended.code == 1 && one_is_a_result)) return ended.out;
    throw std::runtime_error(
        fmt::format("{} ended with code {}; its line is on standard error", tool, ended.code));
  }

  // Those of the checkpoint on the views of its own data set.
  void export_features() const {
    std::vector<std::string> arguments = {"--ckpt",
                                          options_.ckpt,
                                          "--export-features",
                                          "--bootstrap",
                                          "0",
                                          "--quiet",
                                          "--out",
                                          scratch_ / "own"};
    if (!options_.eig.empty()) arguments.insert(arguments.end(), {"--eig", options_.eig});
    if (!options_.normalise.empty()) {
      arguments.insert(arguments.end(), {"--normalise", options_.normalise});
    }
    static_cast<void>(run("compare_subspace", arguments, true));
  }

  // As many functions as there are features, the constant, and one more for the next gap.
  void solve(Index side) const {
    const Index d = data::read_npy_header(data::InputFile(features_)).cols();
    std::vector<std::string> arguments = {"--dataset",
                                          "channel:" + options_.file,
                                          "-k",
                                          std::to_string(std::min(side, d + 2)),
                                          "--quiet",
                                          "--out",
                                          scratch_ / "eig"};
    if (!options_.rho_x.empty()) arguments.insert(arguments.end(), {"--rho-x", options_.rho_x});
    static_cast<void>(run("kernel_eig", arguments, false));
  }

  [[nodiscard]] Outcome compare(const std::string& features) const {
    const auto result = nlohmann::json::parse(run("compare_subspace",
                                                  {"--eig",
                                                   scratch_ / "eig",
                                                   "--features",
                                                   features,
                                                   "--json",
                                                   "--tolerance",
                                                   fmt::format("{}", options_.tolerance),
                                                   "--out",
                                                   scratch_ / "comparison"},
                                                  true));
    const auto number = [&](const char* key) {
      return result.at(key).is_null() ? NAN : result.at(key).get<double>();
    };
    Outcome outcome;
    outcome.at_least("least of captured / possible energy of a cluster",
                     number("lowest_alignment"),
                     1,
                     options_.tolerance);
    outcome.at_least("rank of the features", number("rank"), number("dim"));
    validation::Curve captured{.label = "captured energy of each cluster, and what is possible",
                               .x_label = "eigenvalue",
                               .y_label = "energy"};
    for (const auto& cluster : result.at("clusters")) {
      validation::add_point(captured,
                            cluster.at("eigenvalue").get<double>(),
                            cluster.at("expected").get<double>(),
                            cluster.at("captured").get<double>());
    }
    outcome.curves.push_back(std::move(captured));
    return outcome;
  }

  const ChannelOptions& options_;
  fs::path tools_;
  Scratch scratch_;
  std::string features_;
};

}  // namespace

validation::Claim alignment_claim(const ChannelOptions& options,
                                  const kernel::FiniteChannel& channel,
                                  const std::filesystem::path& tools) {
  const std::string file = options.ckpt.empty() ? options.features : options.ckpt;
  const data::InputFile readable(file);
  if (!options.features.empty()) require_rows(readable, file, channel.views());
  const Index side = std::min(channel.originals(), channel.views());
  return {.id = "alignment",
          .suite = "channel",
          .statement = "The functions of " + file + " span the leading functions of T*T.",
          .source = "docs/theory.md (2.9), (6.2)",
          .toy = options.file,
          .tolerance = fmt::format("--tolerance {}: each cluster is captured beyond 1 - tolerance "
                                   "of what features of this number can",
                                   options.tolerance),
          .measure = [options, tools, side](
                         const Context&) { return Alignment(options, tools, side).measure(); },
          .controls = {{"so they do whatever views their values are given to",
                        [options, tools, side](const Context& context) {
                          return Alignment(options, tools, side).measure_shuffled(context.seed);
                        }}}};
}

}  // namespace eigenviews::apps
