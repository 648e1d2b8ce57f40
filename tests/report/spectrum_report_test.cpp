#include "report/spectrum_report.hpp"

#include <limits>

#include "report/markup.hpp"
#include "report/png.hpp"
#include "report/vectors.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using Eigen::VectorXd;
using report::FunctionPicture;
using report::report_html;
using report::spectrum_svg;
using report::SpectrumReport;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Four values, the middle two in one cluster, with their closed form.
SpectrumReport sample() {
  SpectrumReport report;
  report.title = "toy:torus";
  report.facts = {{"Data set", "toy:torus"}};
  report.eigenvalues = vector({1, 0.5, 0.5, 0.25});
  report.sigma = report.eigenvalues.cwiseSqrt();
  report.residuals = VectorXd::Constant(4, 2e-15);
  report.bounds = VectorXd::Constant(4, 1e-14);
  report.closed_form = report.eigenvalues;
  report.clusters = {{0}, {1, 2}, {3}};
  report.functions = {{.caption = "v0",
                       .kind = FunctionPicture::Kind::heat_map,
                       .values = VectorXd::Ones(4),
                       .rows = 2,
                       .cols = 2}};
  report.command_line = "kernel_eig --dataset toy";
  return report;
}

std::vector<Element> dots(const std::string& svg, std::string_view painted) {
  std::vector<Element> chosen;
  for (const Element& circle : named(parse_markup(svg), "circle")) {
    if (circle.attributes.at("class") == painted) chosen.push_back(circle);
  }
  return chosen;
}

}  // namespace

TEST_CASE("a spectrum shows clusters by colour and bracket, and the closed form as circles") {
  const std::string svg = spectrum_svg(sample());
  CHECK(dots(svg, "evf-c0").size() == 3);  // clusters 0 and 2, and the sample in the legend
  CHECK(dots(svg, "evf-c1").size() == 2);
  CHECK(dots(svg, "evs-c3").size() == 5);  // four values and the legend
  const auto all = texts(svg);
  CHECK(contains(all, "×2"));
  CHECK(count(svg, "×") == 1);
  CHECK(contains(all, "toy:torus"));
  CHECK(contains(all, "eigenvalue σ²"));
  CHECK(contains(all, "computed ± error bound (largest 1e-14)"));
}

TEST_CASE("Monte Carlo errors, where there are some, are the error bars") {
  SpectrumReport report = sample();
  CHECK(count(spectrum_svg(report), "m-3 0h6") == 0);  // bounds below a pixel
  report.mc_error = VectorXd::Constant(4, 0.05);
  const std::string svg = spectrum_svg(report);
  CHECK(count(svg, "m-3 0h6") == 4);
  CHECK(contains(texts(svg), "computed ± Monte Carlo error (largest 0.05)"));
}

TEST_CASE("the axis is logarithmic from a ratio of 50 between resolved values on") {
  SpectrumReport report = sample();
  const auto is_log = [&] { return !contains(texts(spectrum_svg(report)), "0.0"); };
  report.eigenvalues(3) = 1 / 49.0;
  CHECK_FALSE(is_log());
  report.eigenvalues(3) = 1 / 51.0;
  CHECK(is_log());
  report.bounds(3) = 0.03;  // not resolved any more
  CHECK_FALSE(is_log());
  report.bounds(3) = 1e-14;
  report.mc_error = vector({0, 0, 0, 0.03});
  CHECK_FALSE(is_log());
}

TEST_CASE("a closed form that lies a rounding below the smallest value is drawn at its place") {
  SpectrumReport report = sample();
  report.eigenvalues(3) = 1e-7;
  report.closed_form(3) = 1e-7 * (1 - 1e-15);
  const std::string svg = spectrum_svg(report);
  CHECK(count(svg, "h8l-4 7z") == 0);
  CHECK(dots(svg, "evs-c3").size() == 5);
}

TEST_CASE("spectra of one value, of equal values and of zeros have a picture") {
  SpectrumReport report = sample();
  report.functions.clear();
  report.closed_form.resize(0);
  for (const VectorXd& values : {vector({1, 1 - 1e-16, 1 - 2e-16, 1 - 3e-16}),
                                 vector({0, 0, 0, 0}),
                                 vector({1, 1e-17, 0, -1e-18}),
                                 vector({1e-300, 0, 0, 0})}) {
    report.eigenvalues = values;
    (void)parse_page(report_html(report));
  }
  report.sigma = report.eigenvalues = report.residuals = report.bounds = vector({1});
  report.clusters = {{0}};
  (void)parse_page(report_html(report));
}

TEST_CASE("the page has warnings, facts, spectrum, table, functions, originals and the command") {
  SpectrumReport report = sample();
  report.warnings = {"Not converged"};
  const std::string png = report::encode_png({1, 1, 1, {0}});
  report.extremes = {{"u0", {{png, "#3"}}, {{png, "#4"}}}};
  report.mc_error = VectorXd::Constant(4, 0.05);
  const std::string html = report_html(report);
  std::vector<std::string> sections;
  for (const Element& h2 : named(parse_page(html), "h2")) sections.push_back(h2.text);
  CHECK(sections == std::vector<std::string>{"Summary",
                                             "Spectrum",
                                             "Singular functions",
                                             "Extreme originals",
                                             "Command"});
  CHECK(html.find("Not converged") < html.find("Summary"));
  CHECK(count(html, "<td>0.707106781187</td>") == 2);  // sqrt(1 / 2)
  CHECK(count(html, "<td>0.500000000000</td>") == 5);  // twice computed, twice exact, one sigma
  CHECK(count(html, "<td>1.0e-14</td>") == 4);
  CHECK(count(html, "<td>5.0e-02</td>") == 4);
  CHECK(count(html, "Monte Carlo error</th>") == 1);
  CHECK(named(parse_page(html), "img").size() == 2);
  CHECK(count(html, "kernel_eig --dataset toy") == 1);
}

TEST_CASE("each kind of domain tells how it is drawn") {
  SpectrumReport report = sample();
  const auto shows = [&](FunctionPicture::Kind kind, const char* part) {
    FunctionPicture& picture = report.functions.front();
    picture.kind = kind;
    const bool placed =
        kind == FunctionPicture::Kind::line || kind == FunctionPicture::Kind::circle;
    picture.x = placed ? vector({0, 1, 2, 3}) : VectorXd();
    CHECK(count(report_html(report), part) == 1);
  };
  shows(FunctionPicture::Kind::bars, "One bar a state");
  shows(FunctionPicture::Kind::line, "against position");
  shows(FunctionPicture::Kind::circle, "distance from the circle");
  shows(FunctionPicture::Kind::heat_map, "One cell a state");
  shows(FunctionPicture::Kind::sphere, "Mollweide");
}

TEST_CASE("a page of hostile names is well-formed and runs nothing") {
  SpectrumReport report = sample();
  report.title = report.command_line = report.functions[0].caption = hostile;
  report.facts = {{hostile, hostile}};
  report.warnings = {hostile};
  report.extremes = {{hostile, {{"png", hostile}}, {}}};
  const std::string html = report_html(report);
  CHECK(named(parse_page(html), "script").empty());
  CHECK(named(parse_markup(spectrum_svg(report)), "script").empty());
}

TEST_CASE("arrays of other sizes, numbers that are not finite and no values are refused") {
  using Member = VectorXd SpectrumReport::*;
  const std::vector<std::pair<Member, std::string>> members = {
      {&SpectrumReport::eigenvalues, "eigenvalues"},
      {&SpectrumReport::residuals, "residuals"},
      {&SpectrumReport::bounds, "bounds"},
      {&SpectrumReport::closed_form, "closed_form"},
      {&SpectrumReport::mc_error, "mc_error"}};
  for (const auto& [member, name] : members) {
    SpectrumReport report = sample();
    report.*member = VectorXd::Ones(3);
    expect_refusal([&] { (void)spectrum_svg(report); },
                   {"SpectrumReport", name + " must have 4 values", "received 3"});
    expect_refusal([&] { (void)report_html(report); }, {name});
    report.*member = vector({1, nan, 1, 1});
    expect_refusal([&] { (void)spectrum_svg(report); }, {name + " must be finite"});
  }
  SpectrumReport report = sample();
  report.sigma(2) = nan;
  expect_refusal([&] { (void)spectrum_svg(report); }, {"sigma must be finite"});
  expect_refusal([] { (void)report_html({}); }, {"at least one value"});
}

TEST_CASE("clusters that are no partition are refused") {
  const auto refuse = [](const std::vector<std::vector<Eigen::Index>>& clusters, const char* part) {
    SpectrumReport report = sample();
    report.clusters = clusters;
    expect_refusal([&] { (void)spectrum_svg(report); }, {"each index once", part});
  };
  refuse({{0}, {1, 2}}, "received 3; it is in none");
  refuse({{0}, {1, 2}, {2, 3}}, "received 2");
  refuse({{0}, {1, 2}, {3, 4}}, "received 4");
  refuse({{-1}, {0, 1, 2, 3}}, "received -1");
  refuse({}, "received 0; it is in none");
}

}  // namespace eigenviews::test
