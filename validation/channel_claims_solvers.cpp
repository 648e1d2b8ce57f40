// Claims on the singular triples of a user's channel: spectrum, components, data processing,
// certificate, agreement of the solvers.
#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "core/random.hpp"
#include "solver/solve.hpp"
#include "validation/channel_claims_detail.hpp"
#include "validation/modes.hpp"

namespace eigenviews::validation {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using kernel::ChannelOperator;
using kernel::FiniteChannel;
using kernel::SparseMatrix;
using solver::SingularTriples;
using solver::SolverKind;

namespace {

constexpr double visible = 1e-3;           // by how much the controls are wrong
constexpr std::uint32_t further_op = 105;  // a free operation number of core::StreamKey

SingularTriples triples_of(const FiniteChannel& channel,
                           Index k,
                           SolverKind kind = SolverKind::automatic) {
  return solver::solve(ChannelOperator(channel), {.k = std::min(k, side(channel)), .kind = kind});
}

void require_converged(Outcome& outcome, const std::string& what, const SingularTriples& triples) {
  outcome.near(what + "converged", triples.converged ? 1 : 0, 1, 0);
}

// ---- spectrum -----------------------------------------------------------------------------------

Outcome spectrum(const FiniteChannel& channel, double top) {
  const SingularTriples triples = triples_of(channel, leading(channel));
  const Index first = static_cast<Index>(triples.clusters.front().size());
  const VectorXd constant = channel.rho_a().cwiseSqrt();
  Outcome outcome;
  require_converged(outcome, "", triples);
  outcome.at_most("largest s",
                  triples.sigma[0] * triples.sigma[0],
                  top,
                  triples.eigenvalue_bounds[0]);
  outcome.at_least("smallest sigma", triples.sigma.minCoeff(), 0);
  outcome.near("energy of the constant in the leading cluster",
               (triples.v.leftCols(first).transpose() * constant).squaredNorm(),
               1,
               1e-9);
  outcome.curves.push_back(
      {.label = "eigenvalues of T*T, below 1",
       .x_label = "i",
       .y_label = "s_i",
       .x = VectorXd::LinSpaced(triples.sigma.size(), 1, static_cast<double>(triples.sigma.size())),
       .predicted = VectorXd::Ones(triples.sigma.size()),
       .measured = triples.sigma.cwiseAbs2()});
  return outcome;
}

Claim spectrum_claim(const ChannelPointer& channel) {
  return {.id = "spectrum",
          .suite = "channel",
          .statement = "All singular values are in [0, 1], and constants belong to 1.",
          .source = "docs/theory.md (1.5)",
          .toy = size_of(*channel),
          .tolerance = "the bound of the eigenvalue; 1e-9 for the energy",
          .measure = [channel](const Context&) { return spectrum(*channel, 1); },
          .controls = {{"all s are below .999",
                        [channel](const Context&) { return spectrum(*channel, 1 - visible); }}}};
}

// ---- components ---------------------------------------------------------------------------------

// Connected components of the graph that joins x and a where p(a|x) > 0.
Index components(const FiniteChannel& channel) {
  std::vector<Index> parent(static_cast<std::size_t>(channel.originals() + channel.views()));
  std::iota(parent.begin(), parent.end(), Index{0});
  const auto root = [&](Index node) {
    auto i = static_cast<std::size_t>(node);
    while (parent[i] != static_cast<Index>(i)) {
      parent[i] = parent[static_cast<std::size_t>(parent[i])];
      i = static_cast<std::size_t>(parent[i]);
    }
    return static_cast<Index>(i);
  };
  Index count = static_cast<Index>(parent.size());
  for_each_entry(channel, [&](Index x, Index a, double) {
    const Index one = root(x), other = root(channel.originals() + a);
    if (one == other) return;
    parent[static_cast<std::size_t>(one)] = other;
    --count;
  });
  return count;
}

// Two copies side by side, with no way from one to the other.
FiniteChannel twice(const FiniteChannel& channel) {
  std::vector<Eigen::Triplet<double, std::int64_t>> entries;
  for_each_entry(channel, [&](Index x, Index a, double p) {
    entries.emplace_back(x, a, p);
    entries.emplace_back(channel.originals() + x, channel.views() + a, p);
  });
  SparseMatrix p(2 * channel.originals(), 2 * channel.views());
  p.setFromTriplets(entries.begin(), entries.end());
  VectorXd rho(2 * channel.originals());
  rho << channel.rho_x() / 2, channel.rho_x() / 2;
  return FiniteChannel(std::move(p), std::move(rho));
}

// Values that are 1 among as many as tell whether there is one more than `predicted`.
Outcome ones(const FiniteChannel& channel, Index predicted) {
  const SingularTriples triples = triples_of(channel, predicted + 1);
  Outcome outcome;
  require_converged(outcome, "", triples);
  outcome.near("number of s > 1 - 1e-9",
               static_cast<double>((triples.sigma.array().square() > 1 - 1e-9).count()),
               static_cast<double>(predicted),
               0);
  return outcome;
}

Claim components_claim(const ChannelPointer& channel) {
  return {.id = "components",
          .suite = "channel",
          .statement =
              "The eigenvalue 1 comes once for each connected component of the graph that "
              "joins x and a where p(a|x) > 0.",
          .source = "docs/theory.md (1.5)",
          .toy = size_of(*channel),
          .tolerance = "none; parts that are joined so weakly that s > 1 - 1e-9 count as apart",
          .measure = [channel](const Context&) { return ones(*channel, components(*channel)); },
          .controls = {
              {"the channel beside a copy of itself has no more components",
               [channel](const Context&) { return ones(twice(*channel), components(*channel)); }}}};
}

// ---- data processing ----------------------------------------------------------------------------

// A random channel to half as many views: each goes to two of them.
FiniteChannel further_channel(Index views, std::uint64_t seed) {
  const Index bins = (views + 1) / 2;
  core::Stream stream({.seed = seed, .op = further_op});
  std::vector<Eigen::Triplet<double, std::int64_t>> entries;
  for (Index a = 0; a < views; ++a) {
    const double share = stream.uniform();
    entries.emplace_back(a, a % bins, share);
    entries.emplace_back(a,
                         static_cast<Index>(stream.below(static_cast<std::uint64_t>(bins))),
                         1 - share);
  }
  SparseMatrix q(views, bins);
  q.setFromTriplets(entries.begin(), entries.end());  // equal places add up
  return FiniteChannel(std::move(q));
}

// sigma_i(PQ) <= sigma_i(P) - `less`.
Outcome processing(const FiniteChannel& channel, double less, std::uint64_t seed) {
  const SingularTriples before = triples_of(channel, leading(channel));
  const FiniteChannel both = compose(channel, further_channel(channel.views(), seed));
  const SingularTriples after = triples_of(both, before.sigma.size());
  const Index count = std::min(before.sigma.size(), after.sigma.size());
  Outcome outcome;
  require_converged(outcome, "P: ", before);
  require_converged(outcome, "PQ: ", after);
  const VectorXd gain = after.sigma.cwiseAbs2().head(count) - before.sigma.cwiseAbs2().head(count);
  const VectorXd slack = before.eigenvalue_bounds.head(count) + after.eigenvalue_bounds.head(count);
  outcome.at_most("largest s_i(PQ) - s_i(P) beyond the bounds of both",
                  (gain - slack).maxCoeff(),
                  -less);
  return outcome;
}

Claim processing_claim(const ChannelPointer& channel) {
  return {.id = "data-processing",
          .suite = "channel",
          .statement = "A further channel Q raises no singular value: sigma_i(PQ) <= sigma_i(P).",
          .source = "docs/theory.md (1.7)",
          .toy = size_of(*channel) + ", and a random Q to half as many views",
          .tolerance = "the bounds of the eigenvalues",
          .measure = [channel](const Context& c) { return processing(*channel, 0, c.seed); },
          .controls = {{"every s falls by .001, the constant's too", [channel](const Context& c) {
                          return processing(*channel, visible, c.seed);
                        }}}};
}

// ---- certificate --------------------------------------------------------------------------------

double largest_norm(const MatrixXd& columns, const VectorXd& weights) {
  return std::sqrt((columns.cwiseAbs2().transpose() * weights).maxCoeff());
}

// Residuals of functions under T and T*, which the solver has not used, with every sigma moved.
Outcome certificate(const FiniteChannel& channel, double moved) {
  const SingularTriples triples = triples_of(channel, leading(channel));
  const MatrixXd u = channel.rho_x().cwiseSqrt().cwiseInverse().asDiagonal() * triples.u;
  const MatrixXd v = channel.rho_a().cwiseSqrt().cwiseInverse().asDiagonal() * triples.v;
  const VectorXd sigma = triples.sigma.array() + moved;
  const double reported = triples.residuals.maxCoeff();
  const double slack = rounding_of(channel);
  const auto gram_error = [](const MatrixXd& f, const VectorXd& rho) {
    return largest_entry(f.transpose() * rho.asDiagonal() * f -
                         MatrixXd::Identity(f.cols(), f.cols()));
  };
  Outcome outcome;
  require_converged(outcome, "", triples);
  outcome.at_most("largest |T v - sigma u|",
                  largest_norm(channel.forward(v) - u * sigma.asDiagonal(), channel.rho_x()),
                  reported,
                  slack);
  outcome.at_most("largest |T* u - sigma v|",
                  largest_norm(channel.backward(u) - v * sigma.asDiagonal(), channel.rho_a()),
                  reported,
                  slack);
  outcome.near("u orthonormal in L2(rho_X)", gram_error(u, channel.rho_x()), 0, slack);
  outcome.near("v orthonormal in L2(rho_A)", gram_error(v, channel.rho_a()), 0, slack);
  return outcome;
}

Claim certificate_claim(const ChannelPointer& channel) {
  return {.id = "certificate",
          .suite = "channel",
          .statement =
              "The computed triples solve T v = sigma u and T* u = sigma v to the residual "
              "that is reported, with orthonormal functions.",
          .source = "docs/theory.md, certificates",
          .toy = size_of(*channel),
          .tolerance = "the largest reported residual and rounding of sums",
          .measure = [channel](const Context&) { return certificate(*channel, 0); },
          .controls = {{"so they do with every sigma .001 larger",
                        [channel](const Context&) { return certificate(*channel, visible); }}}};
}

// ---- solvers ------------------------------------------------------------------------------------

// Eigenvalues of each solver, less `moved`, against those of the one that is chosen.
Outcome agreement(const FiniteChannel& channel, double moved) {
  constexpr Index few = 32, largest_dense = 2000;
  const Index k = std::min(few, side(channel));
  const SingularTriples chosen = triples_of(channel, k);
  Outcome outcome;
  require_converged(outcome, chosen.solver + ", as chosen: ", chosen);
  for (const char* name : {"dense", "block-krylov", "spectra"}) {
    const SolverKind kind = solver::solver_kind(name);
    if (kind == SolverKind::dense && side(channel) > largest_dense) continue;
    const SingularTriples other = triples_of(channel, k, kind);
    const Index count = std::min(chosen.sigma.size(), other.sigma.size());
    const VectorXd difference = (other.sigma.cwiseAbs2().head(count).array() + moved -
                                 chosen.sigma.cwiseAbs2().head(count).array())
                                    .abs();
    const VectorXd slack =
        chosen.eigenvalue_bounds.head(count) + other.eigenvalue_bounds.head(count);
    require_converged(outcome, fmt::format("{}: ", name), other);
    outcome.at_most(fmt::format("{}: largest difference beyond the bounds of both", name),
                    (difference - slack).maxCoeff(),
                    0);
  }
  return outcome;
}

Claim solvers_claim(const ChannelPointer& channel) {
  return {.id = "solvers",
          .suite = "channel",
          .statement = "The solvers find the same leading eigenvalues.",
          .source = "docs/theory.md, certificates",
          .toy = size_of(*channel) + ", up to 32 values",
          .tolerance = "the bounds of the eigenvalues",
          .measure = [channel](const Context&) { return agreement(*channel, 0); },
          .controls = {{"they find values .001 apart",
                        [channel](const Context&) { return agreement(*channel, visible); }}}};
}

}  // namespace

std::vector<Claim> solver_claims_of(const ChannelPointer& channel) {
  return {spectrum_claim(channel),
          components_claim(channel),
          processing_claim(channel),
          certificate_claim(channel),
          solvers_claim(channel)};
}

}  // namespace eigenviews::validation
