// suggest: its advice by hand, and as a tool on toys whose spectrum is known.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "process.hpp"
#include "suggest/suggestion.hpp"
#include "support/refusal.hpp"
#include "theory/loss_modes.hpp"

using namespace eigenviews;
using namespace eigenviews::apps;
using namespace eigenviews::test;
using Eigen::VectorXd;

namespace {

Spectrum exact(const VectorXd& values, bool complete = true) {
  return {values, VectorXd::Zero(values.size()), complete};
}

Outcome suggest(const std::string& arguments) { return bash("exec \"$SUGGEST\" " + arguments); }

nlohmann::json suggestion_of(const std::string& arguments) {
  const WorkFolder folder;
  const Outcome outcome = suggest(arguments + " --json --out " + (folder / "out"));
  INFO(outcome.error);
  REQUIRE(outcome.code == 0);
  const std::string page = read_file(folder / "out/report.html");
  CHECK(page.find("Weights that keep the modes") != std::string::npos);
  CHECK(nlohmann::json::parse(read_file(folder / "out/suggestion.json")) ==
        nlohmann::json::parse(outcome.out));
  return nlohmann::json::parse(outcome.out);
}

}  // namespace

TEST_CASE("thresholds of the reformulated loss and of unit variance, by hand") {
  const Spectrum spectrum = exact(Eigen::Vector3d(.9, .5, .1));
  const auto reformulated = weight_advice(spectrum, "reformulated", 2);
  REQUIRE(reformulated);
  CHECK(reformulated->above == Approx(.25));
  CHECK(reformulated->suggested == Approx(.5));
  CHECK(reformulated->modes == 2);
  CHECK(reformulated->above_error == 0);
  CHECK(reformulated->steps.value() > 0);
  CHECK(weight_advice(spectrum, "vicreg", 2)->above == Approx(.4 / 4));
  CHECK(weight_advice(spectrum, "vicreg", 3)->above == Approx((.8 + .4) / 6));
  CHECK_FALSE(weight_advice(spectrum, "reformulated", 3)->steps);  // no mode beyond is known
}

TEST_CASE("the error of the threshold follows from those of the eigenvalues") {
  Spectrum spectrum = exact(Eigen::Vector3d(.9, .5, .1));
  spectrum.errors = Eigen::Vector3d(.01, .02, .03);
  CHECK(weight_advice(spectrum, "reformulated", 2)->above_error == Approx(.01));
  // (s_1 - s_2) / 4: both errors count.
  CHECK(weight_advice(spectrum, "vicreg", 2)->above_error == Approx(std::hypot(.01, .02) / 4));
}

TEST_CASE("equal modes share their gap, and modes without an eigenvalue are not counted") {
  const Spectrum pairs = exact(Eigen::Vector4d(.8, .5, .5, .2));
  CHECK(
      weight_advice(pairs, "reformulated", 2)->steps.value() ==
      Approx(weight_advice(exact(Eigen::Vector3d(.8, .5, .2)), "reformulated", 2)->steps.value()));
  const auto short_rank = weight_advice(exact(Eigen::Vector3d(.8, .4, 1e-17)), "reformulated", 3);
  CHECK(short_rank->modes == 2);
  CHECK(short_rank->above == Approx(.3));
  CHECK_FALSE(weight_advice(exact(VectorXd::Zero(2)), "vicreg", 2));
  CHECK_FALSE(weight_advice(exact(Eigen::Vector2d(.1, .01)), "barlow-twins", 2));
  expect_refusal([] { (void)weight_advice(exact(VectorXd::Ones(2), false), "vicreg", 3); },
                 {"d values", "2"});
  expect_refusal([] { (void)weight_advice(exact(VectorXd::Ones(2)), "vicreg", 0); },
                 {"at least one"});
}

TEST_CASE("views of the weakest mode, within the budget") {
  const Spectrum spectrum = exact(Eigen::Vector3d(.8, .25, .01));
  const ViewsAdvice advice = views_advice(spectrum, 2, 64);
  CHECK(advice.for_strongest == Approx(1 + 1 / .8));
  CHECK(advice.for_weakest == Approx(5));
  CHECK(advice.views == 5);
  CHECK(advice.originals == 12);
  CHECK(views_advice(spectrum, 3, 64).views == 64);  // m* = 101
  CHECK(views_advice(exact(VectorXd::Ones(1)), 1, 10).views == 2);
  expect_refusal([&] { (void)views_advice(spectrum, 2, 1); }, {"2 encoder calls", "1"});
  expect_refusal([&] { (void)views_advice(spectrum, 0, 8); }, {"one function"});
  expect_refusal([&] { (void)views_advice(exact(VectorXd::Zero(1)), 1, 8); }, {"above 0"});
}

TEST_CASE("on three toys the range holds the weight at which d modes are reached") {
  for (const char* toy : {"toy:torus,side=8,sigma=0.8x1.2", "toy:cube,bits=5", "toy:interval"}) {
    const auto suggestion = suggestion_of(std::string("--dataset ") + toy + " --proj-dim 2 4");
    std::vector<double> values = suggestion["eigenvalues"];
    const VectorXd s =
        Eigen::Map<const VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()))
            .cwiseMax(0)
            .cwiseMin(1);
    CHECK(suggestion["weights"].size() >= 4);
    for (const auto& weight : suggestion["weights"]) {
      const std::string loss = weight["loss"];
      const Eigen::Index d = weight["proj_dim"];
      INFO(toy << " " << loss << " " << d);
      // The smallest weight of a fine grid at which the minimum has d modes.
      double reached = NAN;
      for (double beta = 1e-4; beta < 1 && std::isnan(reached); beta *= 1.01) {
        if (theory::kept_modes(loss, s, beta, d) == d) reached = beta;
      }
      const double above = weight["above"];
      CHECK(reached > above * (1 - 1e-9));
      CHECK(reached <= std::max(above * 1.0101, 1.0001e-4));
    }
  }
}

TEST_CASE("sampled views give errors, and the table tells them") {
  const WorkFolder folder;
  const Outcome outcome = suggest(
      "--dataset fashion-mnist --n 120 --augment gaussian:sigma=2,pca=8 --views 4 --proj-dim 4"
      " --threads 1 --out " +
      (folder / "out"));
  INFO(outcome.error);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out.find("±") != std::string::npos);
  CHECK(outcome.out.find("views of") != std::string::npos);
}

TEST_CASE("suggest refuses bad input with one line and writes nothing") {
  const WorkFolder folder;
  const auto refuse = [&](const std::string& arguments, const std::string& part) {
    const Outcome outcome = suggest(arguments + " --out " + (folder / "out"));
    INFO(arguments);
    expect_refusal_line(outcome, folder / "out", {part});
  };
  refuse("--proj-dim 0", "--proj-dim");
  refuse("--loss hinge", "hinge");
  refuse("--uncentred", "--uncentred");
  refuse("--view-budget 1", "--view-budget");
  refuse("--dataset toy:tours", "torus");
  refuse("-k 3", "-k");
}
