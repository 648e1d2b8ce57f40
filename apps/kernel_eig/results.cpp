#include "kernel_eig/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/json_values.hpp"
#include "core/memory.hpp"
#include "core/version.hpp"
#include "kernel_eig/pictures.hpp"
#include "report/json_text.hpp"
#include "report/npz.hpp"
#include "report/text.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using nlohmann::ordered_json;

void write_eigenpairs(const Results& results, report::OutputFolder& folder) {
  const solver::SingularTriples& triples = results.triples;
  const VectorXd eigenvalues = results.eigenvalues();
  // From L2 coordinates to functions: u / sqrt(rho_X), v / sqrt(rho_A).
  const MatrixXd u = results.problem.rho_x.cwiseSqrt().cwiseInverse().asDiagonal() * triples.u;
  const MatrixXd v = results.problem.rho_a.cwiseSqrt().cwiseInverse().asDiagonal() * triples.v;
  report::NpzWriter npz;
  npz.add("singular_values", triples.sigma);
  npz.add("eigenvalues", eigenvalues);
  npz.add("u", u);
  npz.add("v", v);
  npz.add("rho_x", results.problem.rho_x);
  npz.add("rho_a", results.problem.rho_a);
  npz.add("residuals", triples.residuals);
  npz.save(folder.path_for("eigenpairs.npz"), folder.path() / "eigenpairs.npz");
}

void write_channel(const Results& results, report::OutputFolder& folder) {
  report::NpzWriter npz;
  npz.add("rho_x", results.problem.rho_x);
  const auto& finite = results.problem.finite;
  const auto save = [&] {
    npz.save(folder.path_for("channel.npz"), folder.path() / "channel.npz");
  };
  if (finite && finite->is_sparse()) {
    npz.add_csr(std::get<kernel::SparseMatrix>(finite->p()));
    return save();
  }
  const double entries = static_cast<double>(results.problem.op->rows()) *
                         static_cast<double>(results.problem.op->cols());
  core::require_memory("--export-channel", 8 * entries, "export a smaller channel");
  const MatrixXd p = finite ? finite->dense_p() : results.problem.sampled->channel_matrix();
  npz.add("P", p);
  save();
}

}  // namespace

VectorXd Results::closed_form() const {
  const Eigen::Index k = std::min(triples.sigma.size(), problem.closed_form.size());
  return k == triples.sigma.size() ? VectorXd(problem.closed_form.head(k)) : VectorXd();
}

double Results::max_abs_error() const {
  const VectorXd exact = closed_form();
  if (exact.size() == 0) return NAN;
  return (eigenvalues() - exact).cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
}

bool Results::checks_hold() const {
  if (!triples.converged) return false;
  return closed_form().size() == 0 || max_abs_error() <= closed_form_tolerance;
}

ordered_json summary(const Results& results) {
  const solver::SingularTriples& triples = results.triples;
  const Problem& problem = results.problem;
  const VectorXd closed_form = results.closed_form();
  ordered_json s;
  s["tool"] = "kernel_eig";
  s["version"] = core::version();
  s["dataset"] = problem.dataset;
  s["channel"] = problem.channel;
  s["kernel"] = results.options.kernel;
  s["seed"] = results.options.common.seed;
  s["n_originals"] = problem.op->rows();
  s["n_views"] = problem.op->cols();
  s["k_requested"] = results.k_requested;
  s["k"] = triples.sigma.size();
  s["eigenvalues"] = list(results.eigenvalues());
  s["singular_values"] = list(triples.sigma);
  s["residuals"] = list(triples.residuals);
  s["eigenvalue_bounds"] = list(triples.eigenvalue_bounds);
  s["clusters"] = triples.clusters;
  s["closed_form"] = list_or_null(closed_form);
  s["max_abs_error"] =
      closed_form.size() > 0 ? ordered_json(results.max_abs_error()) : ordered_json();
  s["mc_error"] = ordered_json();
  if (results.monte_carlo) {
    s["mc_error"] = list(results.monte_carlo->total());
    s["mc_standard_error"] = list(results.monte_carlo->standard_error);
    s["mc_bias"] = list(results.monte_carlo->bias);
  }
  s["converged"] = triples.converged;
  s["tolerance"] = results.options.resolved_tolerance();
  s["precision"] = results.options.precision;
  s["operator"] = problem.op->description();
  s["solver"] = {{"name", triples.solver},
                 {"iterations", triples.iterations},
                 {"operator_applications", triples.operator_applications},
                 {"reason", triples.reason}};
  s["timing"] = {{"build_s", results.build_s}, {"solve_s", results.solve_s}};
  s["peak_rss_mb"] = core::peak_rss_mb();
  return s;
}

std::string table(const Results& results) {
  const solver::SingularTriples& triples = results.triples;
  const VectorXd eigenvalues = results.eigenvalues();
  const VectorXd closed_form = results.closed_form();
  const bool exact = closed_form.size() > 0;
  std::string text = fmt::format("{}: {} originals, {} views, {}\n",
                                 results.problem.dataset,
                                 results.problem.op->rows(),
                                 results.problem.op->cols(),
                                 results.problem.channel);
  text += fmt::format("{:>5}  {:>10}  {:>14}  {:>14}  {:>9}  {:>9}  {}\n",
                      "index",
                      "sigma",
                      "sigma^2",
                      exact ? "closed form" : "",
                      exact ? "error" : (results.monte_carlo ? "mc error" : "bound"),
                      "residual",
                      "cluster");
  const VectorXd monte_carlo = results.monte_carlo ? results.monte_carlo->total() : VectorXd();
  std::size_t c = 0;
  for (const auto& cluster : triples.clusters) {
    for (const Eigen::Index i : cluster) {
      const double error = exact                    ? std::abs(eigenvalues[i] - closed_form[i])
                           : monte_carlo.size() > 0 ? monte_carlo[i]
                                                    : triples.eigenvalue_bounds[i];
      const std::string size = cluster.size() > 1 && i == cluster.front()
                                   ? fmt::format(" (x{})", cluster.size())
                                   : std::string();
      text += fmt::format("{:>5}  {:>10.7f}  {:>14.10f}  {:>14}  {:>9.1e}  {:>9.1e}  {}{}\n",
                          i,
                          triples.sigma[i],
                          eigenvalues[i],
                          exact ? fmt::format("{:.10f}", closed_form[i]) : "",
                          error,
                          triples.residuals[i],
                          c,
                          size);
    }
    ++c;
  }
  text += fmt::format(
      "{} ({}), {} steps, {} products with A or A^T; built in {:.2f} s, solved in {:.2f} s, peak "
      "{:.0f} MiB\n",
      triples.solver,
      triples.reason,
      triples.iterations,
      triples.operator_applications,
      results.build_s,
      results.solve_s,
      core::peak_rss_mb());
  if (exact)
    text += fmt::format("largest error against the closed form {:.1e}\n", results.max_abs_error());
  if (!triples.converged) {
    text += fmt::format("NOT CONVERGED: largest residual {:.1e}, tolerance {:.1e}\n",
                        triples.residuals.maxCoeff(),
                        results.options.resolved_tolerance());
  } else if (!results.checks_hold()) {
    text += fmt::format("CHECK FAILED: the closed form is missed by more than {:.0e}\n",
                        Results::closed_form_tolerance);
  }
  return text;
}

void write_results(const Results& results, report::OutputFolder& folder) {
  write_eigenpairs(results, folder);
  if (results.options.export_channel) write_channel(results, folder);
  const report::SpectrumReport report = spectrum_report(results);
  folder.write("spectrum.svg", report::spectrum_svg(report));
  folder.write("report.html", report::report_html(report));
  folder.write("config.toml", results.config);
  folder.write("summary.json", report::json_text(summary(results)));
  folder.commit({"channel.npz"});
}

}  // namespace eigenviews::apps
