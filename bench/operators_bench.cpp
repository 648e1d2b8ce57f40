// Products and solvers on a density-known channel over synthetic originals; the second argument of
// each case is what its name says. Counters: multiply-adds a second.
#include <benchmark/benchmark.h>

#include <map>
#include <tuple>

#include "core/random.hpp"
#include "kernel/sampled_operator.hpp"
#include "solver/solve.hpp"

namespace {

using namespace eigenviews;
using Eigen::Index;
using Eigen::MatrixXd;
using kernel::SampledOperator;
using kernel::Storage;

MatrixXd normals(Index rows, Index cols) {
  MatrixXd values(rows, cols);
  core::Stream stream({.seed = 1});
  stream.fill_normal({values.data(), static_cast<std::size_t>(values.size())});
  return values;
}

// n originals of 32 numbers with falling variances, as principal components have; m views each.
const SampledOperator& sampled(Index n, Index m, Storage storage) {
  static std::map<std::tuple<Index, Index, Storage>, std::unique_ptr<SampledOperator>> made;
  auto& op = made[{n, m, storage}];
  if (!op) {
    data::RowMatrix rows = normals(n, 32);
    for (Index j = 0; j < 32; ++j) rows.col(j) *= 4 / (1 + 0.3 * static_cast<double>(j));
    const auto channel = std::make_shared<kernel::GaussianChannel>(
        rows,
        kernel::parse_augmentation("gaussian:sigma=2", std::nullopt, 32));
    const auto views = std::make_shared<kernel::SampledViews>(
        kernel::sample_views(*channel, kernel::Estimator::self_consistent, m, 1));
    op = std::make_unique<SampledOperator>(channel, views, storage);
  }
  return *op;
}

void count(benchmark::State& state, double multiply_adds) {
  state.counters["madd/s"] =
      benchmark::Counter(multiply_adds, benchmark::Counter::kIsIterationInvariantRate);
}

void build(benchmark::State& state, Storage storage) {
  const SampledOperator& like = sampled(state.range(0), 8, Storage::stored);
  (void)like;
  data::RowMatrix rows = normals(state.range(0), 32);
  const auto channel = std::make_shared<kernel::GaussianChannel>(
      rows,
      kernel::parse_augmentation("gaussian:sigma=2", std::nullopt, 32));
  const auto views = std::make_shared<kernel::SampledViews>(
      kernel::sample_views(*channel, kernel::Estimator::self_consistent, 8, 1));
  for (auto _ : state)
    benchmark::DoNotOptimize(SampledOperator(channel, views, storage).rho_a().data());
  count(state, static_cast<double>(state.range(0) * state.range(0) * 8));
}

void product(benchmark::State& state, Storage storage) {
  const SampledOperator& op = sampled(1000, 8, storage);
  const Index block = state.range(0);
  const MatrixXd u = normals(op.rows(), block);
  MatrixXd y(op.rows(), block);
  for (auto _ : state) {
    op.apply_normal(u, y);
    benchmark::ClobberMemory();
  }
  count(state, 2 * op.multiply_adds() * static_cast<double>(block));
}

// The peer of stored_double: the same sizes through OpenBLAS, two products.
void blas_product(benchmark::State& state) {
  const SampledOperator& op = sampled(1000, 8, Storage::stored);
  const MatrixXd a = op.channel_matrix();
  const MatrixXd u = normals(op.rows(), state.range(0));
  MatrixXd y(op.rows(), state.range(0));
  for (auto _ : state) {
    y.noalias() = a * (a.transpose() * u).eval();
    benchmark::ClobberMemory();
  }
  count(state, 2 * op.multiply_adds() * static_cast<double>(state.range(0)));
}

void solve(benchmark::State& state, solver::SolverKind kind, double tolerance) {
  const SampledOperator& op = sampled(state.range(0), state.range(1), Storage::stored);
  for (auto _ : state) {
    const auto triples =
        solver::solve(op, {.k = state.range(2), .kind = kind, .tolerance = tolerance});
    if (!triples.converged) state.SkipWithError("not converged");
  }
}

void sizes_n(benchmark::internal::Benchmark* b) {
  for (const Index n : {250, 500, 1000, 2000, 4000}) b->Args({n, 8, 16});
}
void sizes_views(benchmark::internal::Benchmark* b) {
  for (const Index m : {2, 4, 8, 16}) b->Args({1000, m, 16});
}
void sizes_k(benchmark::internal::Benchmark* b) {
  for (const Index k : {4, 16, 64, 128}) b->Args({1000, 8, k});
}

}  // namespace

BENCHMARK_CAPTURE(build, stored_double, Storage::stored)->Arg(1000)->UseRealTime();
BENCHMARK_CAPTURE(build, stored_single, Storage::stored_single)->Arg(1000)->UseRealTime();
BENCHMARK(blas_product)->Arg(8)->Arg(16)->Arg(64)->UseRealTime();
BENCHMARK_CAPTURE(product, stored_double, Storage::stored)->Arg(8)->Arg(16)->Arg(64)->UseRealTime();
BENCHMARK_CAPTURE(product, stored_single, Storage::stored_single)
    ->Arg(8)
    ->Arg(16)
    ->Arg(64)
    ->UseRealTime();
BENCHMARK_CAPTURE(product, tiled_double, Storage::tiled)->Arg(24)->UseRealTime();
BENCHMARK_CAPTURE(product, tiled_single, Storage::tiled_single)->Arg(24)->UseRealTime();
BENCHMARK_CAPTURE(solve, krylov_n, solver::SolverKind::block_krylov, 1e-10)
    ->Apply(sizes_n)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(solve, krylov_views, solver::SolverKind::block_krylov, 1e-10)
    ->Apply(sizes_views)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(solve, krylov_k, solver::SolverKind::block_krylov, 1e-10)
    ->Apply(sizes_k)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(solve, dense_n, solver::SolverKind::dense, 1e-10)
    ->Args({250, 8, 16})
    ->Args({500, 8, 16})
    ->Args({1000, 8, 16})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(solve, spectra_n, solver::SolverKind::spectra, 1e-10)
    ->Args({250, 8, 16})
    ->Args({500, 8, 16})
    ->Args({1000, 8, 16})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
