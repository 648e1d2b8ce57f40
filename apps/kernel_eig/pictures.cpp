#include "kernel_eig/pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/version.hpp"
#include "report/png.hpp"
#include "report/text.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::Index;
using Eigen::VectorXd;
using kernel::Domain;
using report::FunctionPicture;

constexpr Index most_functions = 16;  // drawn in the report
constexpr Index strip_length = 6;     // originals at each end of a function

FunctionPicture::Kind picture_kind(Domain::Kind kind) {
  switch (kind) {
    case Domain::Kind::line:
      return FunctionPicture::Kind::line;
    case Domain::Kind::circle:
      return FunctionPicture::Kind::circle;
    case Domain::Kind::grid:
      return FunctionPicture::Kind::heat_map;
    case Domain::Kind::sphere:
      return FunctionPicture::Kind::sphere;
    case Domain::Kind::bars:
      break;
  }
  return FunctionPicture::Kind::bars;
}

std::vector<FunctionPicture> functions_on_domain(const Results& results) {
  const bool backward = results.options.kernel == "backward";
  const Domain& domain = backward ? results.problem.domain_a : results.problem.domain_x;
  const VectorXd& rho = backward ? results.problem.rho_a : results.problem.rho_x;
  const Eigen::MatrixXd& vectors = backward ? results.triples.v : results.triples.u;
  const VectorXd eigenvalues = results.eigenvalues();
  std::vector<FunctionPicture> pictures;
  for (Index i = 0; i < std::min(most_functions, eigenvalues.size()); ++i) {
    pictures.push_back(function_picture(domain,
                                        vectors.col(i).cwiseQuotient(rho.cwiseSqrt()),
                                        rho,
                                        fmt::format("{}{}: σ² = {}",
                                                    backward ? "v" : "u",
                                                    i,
                                                    report::significant(eigenvalues[i], 4))));
  }
  return pictures;
}

// One original as a PNG; bytes are shown as they are, real numbers from 0 to 1.
report::Thumbnail thumbnail(const data::Originals& originals, Index i, std::string caption) {
  const data::ImageShape& shape = *originals.image;
  const data::RowMatrix row = originals.rows(i, 1);
  report::PixelImage image;
  image.rows = shape.height;
  image.cols = shape.width;
  image.channels = shape.channels == 3 ? 3 : 1;
  for (Index p = 0; p < shape.height * shape.width; ++p) {
    for (Index c = 0; c < image.channels; ++c) {
      const double value = row(0, c * shape.height * shape.width + p);
      image.pixels.push_back(
          static_cast<std::uint8_t>(std::clamp(value * 255.0 + 0.5, 0.0, 255.0)));
    }
  }
  return {report::encode_png(image), std::move(caption)};
}

std::vector<report::ExtremeRow> extreme_originals(const Results& results) {
  const auto& originals = results.problem.originals;
  if (!originals || !originals->image) return {};
  const Eigen::MatrixXd& u = results.triples.u;
  const VectorXd eigenvalues = results.eigenvalues();
  const Index length = std::min(strip_length, u.rows() / 2);
  std::vector<report::ExtremeRow> rows;
  for (Index i = 0; i < std::min(most_functions, u.cols()); ++i) {
    std::vector<Index> order(static_cast<std::size_t>(u.rows()));
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
      return u(a, i) < u(b, i);
    });
    report::ExtremeRow row;
    row.caption = fmt::format("u{}: σ² = {}", i, report::significant(eigenvalues[i], 4));
    for (Index j = 0; j < length; ++j) {
      const Index low = order[static_cast<std::size_t>(j)];
      const Index high = order[order.size() - 1 - static_cast<std::size_t>(j)];
      row.low.push_back(thumbnail(*originals, low, fmt::format("#{}", low)));
      row.high.push_back(thumbnail(*originals, high, fmt::format("#{}", high)));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::pair<std::string, std::string>> facts(const Results& results) {
  const Problem& problem = results.problem;
  const solver::SingularTriples& triples = results.triples;
  std::vector<std::pair<std::string, std::string>> facts = {
      {"Data set", problem.dataset},
      {"Channel", problem.channel},
      {"Originals", std::to_string(problem.op->rows())},
      {"Views", std::to_string(problem.op->cols())},
      {"Operator", problem.op->description()},
      {"Solver", triples.solver + " (" + triples.reason + ")"},
      {"Singular functions",
       fmt::format("{} asked for, {} delivered (whole clusters)",
                   results.k_requested,
                   triples.sigma.size())},
      {"Largest residual", report::significant(triples.residuals.maxCoeff(), 2)},
      {"Time",
       fmt::format("{:.2f} s to build, {:.2f} s to solve", results.build_s, results.solve_s)},
      {"Seed", std::to_string(results.options.common.seed)},
      {"Version", "eigenviews " + std::string(core::version())},
  };
  if (results.closed_form().size() > 0) {
    facts.emplace_back("Largest error against the closed form",
                       report::significant(results.max_abs_error(), 2));
  }
  return facts;
}

}  // namespace

FunctionPicture function_picture(const Domain& domain,
                                 VectorXd values,
                                 const VectorXd& rho,
                                 std::string caption) {
  FunctionPicture picture;
  picture.caption = std::move(caption);
  picture.kind = picture_kind(domain.kind);
  picture.values = std::move(values);
  picture.rows = domain.rows;
  picture.cols = domain.cols;
  if (domain.kind == Domain::Kind::line) picture.weights = rho;
  if (domain.kind == Domain::Kind::line || domain.kind == Domain::Kind::circle) {
    picture.x = domain.coordinates.col(0);
  } else if (domain.kind == Domain::Kind::sphere) {
    picture.x.resize(domain.rows);  // one colatitude for each row of the map
    for (Index row = 0; row < domain.rows; ++row) {
      picture.x[row] = domain.coordinates(row * domain.cols, 0);
    }
  }
  return picture;
}

report::SpectrumReport spectrum_report(const Results& results) {
  const solver::SingularTriples& triples = results.triples;
  report::SpectrumReport report;
  report.title = "Singular functions of " + results.problem.dataset;
  report.facts = facts(results);
  if (!triples.converged) {
    report.warnings.push_back(
        fmt::format("Not converged: the largest residual is {}, the tolerance {}.",
                    report::significant(triples.residuals.maxCoeff(), 2),
                    report::significant(results.options.resolved_tolerance(), 2)));
  } else if (!results.checks_hold()) {
    report.warnings.push_back(fmt::format("The closed form is missed by {}.",
                                          report::significant(results.max_abs_error(), 2)));
  }
  report.sigma = triples.sigma;
  report.eigenvalues = results.eigenvalues();
  report.residuals = triples.residuals;
  report.bounds = triples.eigenvalue_bounds;
  report.closed_form = results.closed_form();
  if (results.monte_carlo) report.mc_error = results.monte_carlo->total();
  report.clusters = triples.clusters;
  if (results.problem.finite) report.functions = functions_on_domain(results);
  report.extremes = extreme_originals(results);
  report.command_line = results.command_line;
  return report;
}

}  // namespace eigenviews::apps
