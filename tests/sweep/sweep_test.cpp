// sweep: its cells, its table, and a small sweep that is ended and goes on.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "apps/process.hpp"
#include "support/refusal.hpp"
#include "sweep/axes.hpp"
#include "sweep/phase_map.hpp"
#include "sweep/results.hpp"
#include "sweep/settings.hpp"
#include "sweep/table.hpp"

using namespace eigenviews;
using namespace eigenviews::apps;
using namespace eigenviews::test;

namespace fs = std::filesystem;

namespace {

Outcome sweep(const std::string& arguments) { return bash("exec \"$SWEEP\" " + arguments); }

const std::string small =
    "--dataset toy:torus,side=8,sigma=0.8x1.2 --width 4 --batch-size 16 --lr 2e-3"
    " --threads 1 --no-progress --beta 0.2 2 --proj-dim 2 4 --views 2 --seeds 0 1 ";

std::vector<std::string> ids(const std::vector<Cell>& cells) {
  std::vector<std::string> all;
  for (const Cell& cell : cells) all.push_back(cell.id);
  return all;
}

Row row(const std::string& loss, double beta, double d, double m, double seed, double alignment) {
  Row row;
  row.id =
      loss + std::to_string(beta) + std::to_string(d) + std::to_string(m) + std::to_string(seed);
  row.status = "done";
  row.dataset = "toy";
  row.loss = loss;
  row.beta = beta;
  row.proj_dim = d;
  row.views = m;
  row.seed = seed;
  row.alignment = alignment;
  row.train_seconds = m * 10;
  row.active_modes = 2;
  row.eigenvalues = {.9, .8, .5, .2};
  return row;
}

}  // namespace

TEST_CASE("cells are the combinations of the axes, in their order, each once") {
  TrainSslOptions base;
  base.steps = 7;
  const auto cells = cells_of(base, {{"beta", {"0.5", "2"}}, {"seed", {"0", "3"}}}, {}, 0);
  CHECK(ids(cells) ==
        std::vector<std::string>{"loss-reformulated_beta-0.5_proj-dim-8_views-2_seed-0",
                                 "loss-reformulated_beta-0.5_proj-dim-8_views-2_seed-3",
                                 "loss-reformulated_beta-2_proj-dim-8_views-2_seed-0",
                                 "loss-reformulated_beta-2_proj-dim-8_views-2_seed-3"});
  CHECK(*cells[1].training.beta == .5);
  CHECK(cells[1].training.common.seed == 3);
  CHECK(cells[1].training.steps == 7);
  // `spectral` has one beta only, and values that are written differently are one.
  CHECK(cells_of(base, {{"loss", {"spectral"}}, {"beta", {"1", "2"}}}, {}, 0).size() == 1);
  CHECK(cells_of(base, {{"beta", {"1", "1.0", "1e0"}}}, {}, 0).size() == 1);
}

TEST_CASE("points fix axes together, and the others are combined with them") {
  const auto cells = cells_of({},
                              {{"beta", {"9"}}, {"seed", {"0", "1"}}},
                              {"proj-dim=4,beta=0.1", "proj-dim=8,beta=0.2"},
                              0);
  REQUIRE(cells.size() == 4);
  CHECK(cells[0].training.proj_dim == 4);
  CHECK(*cells[0].training.beta == .1);
  CHECK(cells[3].training.proj_dim == 8);
  CHECK(*cells[3].training.beta == .2);
  CHECK(cells[3].training.common.seed == 1);
}

TEST_CASE("a fraction and a budget choose the first originals") {
  TrainSslOptions base;
  base.dataset = "fashion-mnist";
  const auto parts = cells_of(base, {{"fraction", {"0.25", "1"}}}, {}, 1001);
  CHECK(*parts[0].training.n == 250);
  CHECK(parts[0].fraction == 250 / 1001.0);
  CHECK(*parts[1].training.n == 1001);
  const auto budget = cells_of(base, {{"view-budget", {"800"}}, {"views", {"2", "4"}}}, {}, 1000);
  CHECK(*budget[0].training.n == 400);
  CHECK(*budget[1].training.n == 200);
}

TEST_CASE("axes that make no sense are refused with their flag and value") {
  const auto refuse = [](const Axes& axes,
                         const std::vector<std::string>& points,
                         std::int64_t total,
                         std::initializer_list<std::string_view> parts) {
    expect_refusal([&] { (void)cells_of({}, axes, points, total); }, parts);
  };
  refuse({{"bta", {"1"}}}, {}, 0, {"axis", "bta", "beta"});
  refuse({{"beta", {"x"}}}, {}, 0, {"--beta", "numbers", "x"});
  refuse({{"views", {"2.5"}}}, {}, 0, {"--views", "whole", "2.5"});
  refuse({{"proj-dim", {"0"}}}, {}, 0, {"--proj-dim", ">= 1", "0"});
  refuse({{"seed", {"-1"}}}, {}, 0, {"--seed", ">= 0"});
  refuse({{"seed", {"1e300"}}}, {}, 0, {"--seed", "whole"});
  refuse({}, {"proj-dim"}, 0, {"--point", "axis=value"});
  refuse({}, {"d=4"}, 0, {"--point", "d"});
  refuse({}, {"views=2,views=4"}, 0, {"--point", "once"});
  refuse({{"fraction", {"0.5"}}}, {}, 0, {"--fraction", "toy"});
  refuse({{"fraction", {"1.5"}}}, {}, 10, {"--fraction", "(0, 1]", "1.5"});
  refuse({{"fraction", {"1e-6"}}}, {}, 10, {"--fraction", "no original"});
  refuse({{"view-budget", {"7"}}}, {}, 10, {"--view-budget", "multiple", "7"});
  refuse({{"view-budget", {"40"}}}, {}, 10, {"--view-budget", "10 originals", "40"});
  refuse({{"view-budget", {"8"}}, {"fraction", {"1"}}}, {}, 10, {"--fraction", "both"});
}

TEST_CASE("the arguments of a cell give train_ssl the same options again") {
  TrainSslOptions given;
  given.beta = 1e-3;
  given.mlp_sizes = {3, 4};
  given.uncentred = true;
  given.common.seed = 12;
  given.checkpoint_every = 5;
  CLI::App app("train_ssl");
  TrainSslOptions parsed;
  add_train_ssl_options(app, parsed);
  std::vector<std::string> arguments = train_arguments(given);
  std::reverse(arguments.begin(), arguments.end());
  app.parse(arguments);
  CHECK(apps::to_json(parsed) == apps::to_json(given));
  CHECK(parsed.checkpoint_every == 5);
}

TEST_CASE("results.csv reads back equal, whatever a text holds") {
  const WorkFolder folder;
  Row first = row("reformulated", 1 / 3.0, 8, 2, 0, .7);
  first.error = "line with \"quotes\", commas\nand an end";
  first.curve_alignment = {NAN, .5};
  first.curve_steps = {10, 20};
  const std::string text = csv_text({first, Row{}});
  write_file(folder / "results.csv", text);
  const std::vector<Row> rows = read_csv(folder / "results.csv");
  REQUIRE(rows.size() == 2);
  CHECK(csv_text(rows) == text);
  CHECK(rows[0].error == first.error);
  CHECK(rows[0].beta == 1 / 3.0);
  CHECK(std::isnan(rows[0].curve_alignment.at(0)));
  CHECK(std::isnan(rows[0].width));
  CHECK(to_json(row_from_json(to_json(first))).dump() == to_json(first).dump());

  const auto refuse = [&](const std::string& bytes, std::initializer_list<std::string_view> parts) {
    write_file(folder / "bad.csv", bytes);
    expect_refusal([&] { (void)read_csv(folder / "bad.csv"); }, parts);
  };
  const std::string header = text.substr(0, text.find('\n') + 1);
  refuse("a,b\n", {"bad.csv", "columns", "a,b"});
  refuse("", {"columns"});
  refuse(header + "x,done\n", {"line 2", "27 fields", "2"});
  refuse(header + "\"x\n", {"line 2", "quote"});
  std::string wrong = text;
  wrong.replace(wrong.find(",0.333"), 6, ",0.3z3");
  refuse(wrong, {"line 2", "beta", "z"});
  CHECK_THROWS_AS(read_csv(folder / "none.csv"), core::FileError);
}

TEST_CASE("settings average over seeds, and only over cells that are done") {
  std::vector<Row> rows = {row("reformulated", 1, 4, 2, 0, .6),
                           row("reformulated", 1, 4, 2, 1, .8),
                           row("reformulated", 2, 4, 2, 0, .5)};
  rows.push_back(row("reformulated", 1, 4, 2, 2, .1));
  rows.back().status = "failed";
  const auto settings = settings_of(rows);
  REQUIRE(settings.size() == 2);
  CHECK(settings[0].alignment.value == Approx(.7));
  CHECK(settings[0].alignment.error == Approx(.1));
  CHECK(settings[0].alignment.count == 2);
  CHECK(settings[1].alignment.error == 0);
  CHECK_FALSE(any_accuracy(settings));
  CHECK(best(settings, false)->beta == 1);
  CHECK_FALSE(best(settings, true));
  CHECK(values_of(settings, &Setting::beta) == std::vector<double>{1, 2});
}

TEST_CASE("a power law is fitted exactly to points that follow one") {
  const PowerFit fit = fit_power({2, 4, 16}, {3 * std::pow(2, -.5), 1.5, .75});
  CHECK(fit.factor == Approx(3));
  CHECK(fit.exponent == Approx(-.5));
  CHECK(std::isnan(fit_power({2, 2}, {1, 3}).exponent));
  CHECK(std::isnan(fit_power({2}, {1}).exponent));
}

TEST_CASE("figures are drawn from the rows alone, each with its prediction") {
  std::vector<Row> rows;
  for (const double beta : {.075, .5, 4.0}) {
    for (const double d : {2.0, 4.0}) {
      for (const double m : {2.0, 4.0}) {
        rows.push_back(row("reformulated", beta, d, m, 0, beta / 10 + d / 20));
        rows.back().originals = 400 / m;
        rows.back().curve_steps = {5, 10};
        rows.back().curve_seconds = {1, 2};
        rows.back().curve_alignment = {.1, .2};
      }
    }
  }
  const auto figures = sweep_figures(rows);
  std::set<std::string> names;
  for (const SweepFigure& figure : figures) {
    names.insert(figure.name);
    CHECK(figure.svg.rfind("<svg", 0) == 0);
  }
  CHECK(names == std::set<std::string>{"alignment-reformulated",
                                       "active-modes-reformulated",
                                       "phase-map-reformulated-m2",
                                       "phase-map-reformulated-m4",
                                       "beta-rule-reformulated",
                                       "learning-curves-steps-reformulated",
                                       "learning-curves-time-reformulated",
                                       "fixed-budget-reformulated",
                                       "pareto-reformulated"});
  // The score grows with beta: at the best and at the fixed one the largest is drawn.
  for (const SweepFigure& figure : figures) {
    if (figure.name != "alignment-reformulated") continue;
    CHECK(figure.svg.find("m = 2, beta = 4<") != std::string::npos);
    CHECK(figure.svg.find("m = 4, beta = 4<") != std::string::npos);
  }
  // s = .9, .8, .5, .2: beta = .075 keeps one mode (1 - s < .15), .5 all four.
  for (const SweepFigure& figure : figures) {
    if (figure.name != "phase-map-reformulated-m2") continue;
    CHECK(figure.svg.find("2 (1)") != std::string::npos);
    CHECK(figure.svg.find("2 (4)") != std::string::npos);
  }
  const std::string page = sweep_page(rows, figures, "sweep --x <y>");
  CHECK(page.find("sweep --x &lt;y&gt;") != std::string::npos);
  CHECK(sweep_figures({}).empty());
}

TEST_CASE("a sweep that is killed goes on, and no cell is lost or done twice") {
  const WorkFolder folder;
  const std::string out = folder / "s";
  // Ends the sweep's process group while it works; the files say how far it came.
  const std::string slow = small + "--steps 60 --jobs 2 --quiet --out " + out;
  for (int round = 0; round < 2; ++round) {
    (void)bash("setsid \"$SWEEP\" " + slow +
               " & p=$!; sleep 4; kill -9 $p; wait $p 2>/dev/null; true");
  }
  std::set<std::string> before;
  std::map<std::string, fs::file_time_type> written;
  for (const auto& cell : fs::directory_iterator(fs::path(out) / "cells")) {
    if (!fs::exists(cell.path() / "cell.json")) continue;
    before.insert(cell.path().filename().string());
    written[cell.path().filename().string()] = fs::last_write_time(cell.path() / "cell.json");
  }
  const Outcome ended = sweep(slow);
  INFO(ended.error);
  REQUIRE(ended.code == 0);
  const auto rows = read_csv(fs::path(out) / "results.csv");
  CHECK(rows.size() == 8);
  std::set<std::string> ids_of_rows;
  for (const Row& one : rows) {
    ids_of_rows.insert(one.id);
    CHECK(one.status == "done");
    CHECK(one.steps == 60);
    CHECK(std::isfinite(one.alignment));
  }
  CHECK(ids_of_rows.size() == 8);
  for (const auto& [id, time] : written) {
    CHECK(fs::last_write_time(fs::path(out) / "cells" / id / "cell.json") == time);
  }
  // Drawing again changes nothing but the command.
  const Outcome again = sweep("--report " + out);
  CHECK(again.code == 0);
  CHECK(again.out.find("8 of 8") != std::string::npos);
}

TEST_CASE("every preset names its cells, on images as many as ImageNet-100 has") {
  const WorkFolder folder;
  write_byte_array(folder / "x.npy", "(130000, 2, 2)", std::string(130000 * 4, '\x40'));
  std::size_t presets = 0;
  for (const auto& entry : fs::directory_iterator(EIGENVIEWS_PRESETS)) {
    INFO(entry.path());
    const Outcome listed = sweep("--config " + entry.path().string() +
                                 " --dataset npy:" + (folder / "x.npy") + " --list");
    CHECK(listed.code == 0);
    CHECK(std::ranges::count(listed.out, '\n') >= 9);
    ++presets;
  }
  CHECK(presets >= 12);
}

TEST_CASE("sweep refuses bad input before it runs anything") {
  const WorkFolder folder;
  const auto refuse = [&](const std::string& arguments, const std::string& part) {
    const Outcome outcome = sweep(small + "--steps 12 " + arguments + " --out " + (folder / "out"));
    INFO(arguments);
    expect_refusal_line(outcome, folder / "out", {part});
  };
  refuse("--optimiser adam", "optimizer");
  refuse("--loss hinge", "hinge");
  refuse("--batch-size 1", "batch");
  refuse("--resume x", "resume");
  refuse("--jobs 1 --devices cpu cpu", "--jobs");
  refuse("--report " + (folder / "nothing"), "results.csv");
  refuse("--fraction 0.5", "toy");
}

TEST_CASE("a cell that fails is recorded, the rest goes on, and it can be tried again") {
  const WorkFolder folder;
  const std::string arguments =
      small + "--steps 12 --quiet --out " + (folder / "s") + " --compare-arguments ";
  const Outcome failed = sweep(arguments + "'--dim 4000'");
  CHECK(failed.code == 1);
  auto rows = read_csv(fs::path(folder / "s/results.csv"));
  REQUIRE(rows.size() == 8);
  CHECK(rows[0].status == "not measured");
  CHECK(rows[0].error.find("compare_subspace") != std::string::npos);
  CHECK(std::isfinite(rows[0].train_seconds));
  CHECK(read_file(folder / "s/report.html").find("not measured") != std::string::npos);
  const Outcome mended = sweep(arguments + "'--dim 2' --retry-failed");
  INFO(mended.error);
  CHECK(mended.code == 0);
}
