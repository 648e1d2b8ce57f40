// kernel_eig on problems with a known answer, and the contract of its files.
#include <cmath>
#include <vector>

#include "kernel/toy.hpp"
#include "process.hpp"
#include "support/catch.hpp"

using namespace eigenviews::test;

namespace {

bool has_fashion_mnist() {
  return std::filesystem::exists("/usr/share/datasets/fashion-mnist") ||
         std::filesystem::exists("/usr/share/dataset-fashion-mnist");
}

const std::string small_images =
    "--dataset fashion-mnist --n 60 --views 3 -k 6 --augment gaussian:sigma=2,pca=8";

}  // namespace

TEST_CASE("the torus: eigenvalues, whole clusters, closed form to 1e-12") {
  const WorkFolder folder;
  const auto summary = summary_of("--dataset toy -k 16 --out " + (folder / "a"));
  CHECK(summary["k_requested"] == 16);
  CHECK(summary["k"] == 19);
  CHECK(summary["max_abs_error"].get<double>() <= 1e-12);
  const std::vector<std::pair<double, std::size_t>> expected =
      {{1, 1}, {.674, 2}, {.411, 2}, {.277, 4}, {.206, 2}, {.085, 4}, {.0286, 4}};
  REQUIRE(summary["clusters"].size() == expected.size());
  std::size_t index = 0;
  for (std::size_t c = 0; c < expected.size(); ++c) {
    CHECK(summary["clusters"][c].size() == expected[c].second);
    for (const std::size_t i : summary["clusters"][c]) {
      CHECK(i == index++);
      CHECK(summary["eigenvalues"][i].get<double>() == Approx(expected[c].first).margin(5e-4));
    }
  }
}

TEST_CASE("every toy with every solver meets its closed form, also where k cuts a cluster") {
  const WorkFolder folder;
  for (const std::string& name : eigenviews::kernel::toy_names()) {
    for (const char* solver : {"dense", "block-krylov", "spectra"}) {
      for (const char* k : {"", " -k 3"}) {
        INFO(name << " " << solver << k);
        const auto summary = summary_of("--dataset toy:" + name + " --solver " + solver + k +
                                        " --out " + (folder / "b"));
        CHECK(summary["max_abs_error"].get<double>() <= 1e-10);
        CHECK(summary["converged"] == true);
        CHECK(summary["k"] >= summary["k_requested"]);
      }
    }
  }
}

TEST_CASE("the summary has every field of the contract, and the folder every file") {
  const WorkFolder folder;
  const auto summary = summary_of("--dataset toy:cyclic --export-channel --out " + (folder / "c"));
  for (const char* key : {"tool",      "version",     "dataset",         "channel",
                          "seed",      "n_originals", "n_views",         "k_requested",
                          "k",         "eigenvalues", "singular_values", "residuals",
                          "clusters",  "closed_form", "max_abs_error",   "mc_error",
                          "converged", "solver",      "timing",          "peak_rss_mb"}) {
    INFO(key);
    CHECK(summary.contains(key));
  }
  CHECK(summary["mc_error"].is_null());
  CHECK(summary["solver"].contains("operator_applications"));
  CHECK(summary["timing"].contains("solve_s"));
  for (const char* file : {"eigenpairs.npz",
                           "summary.json",
                           "spectrum.svg",
                           "report.html",
                           "config.toml",
                           "channel.npz"}) {
    INFO(file);
    CHECK_FALSE(read_file(folder / ("c/" + std::string(file))).empty());
  }
  CHECK(nlohmann::json::parse(read_file(folder / "c/summary.json")) == summary);
}

TEST_CASE("an exported channel read back gives the same spectrum") {
  const WorkFolder folder;
  const auto first = summary_of("--dataset toy:nonnormal --export-channel --out " + (folder / "a"));
  const auto second =
      summary_of("--dataset channel:" + (folder / "a/channel.npz") + " --out " + (folder / "b"));
  REQUIRE(first["k"] == second["k"]);
  for (std::size_t i = 0; i < first["k"]; ++i) {
    CHECK(std::abs(first["eigenvalues"][i].get<double>() -
                   second["eigenvalues"][i].get<double>()) <= 1e-14);
  }
  CHECK(second["closed_form"].is_null());
}

TEST_CASE("same seed and threads, same bytes, config.toml repeats the run") {
  if (!has_fashion_mnist()) return;
  const WorkFolder folder;
  (void)summary_of(small_images + " --seed 5 --out " + (folder / "a"));
  (void)summary_of(small_images + " --seed 5 --out " + (folder / "b"));
  (void)summary_of(small_images + " --seed 6 --out " + (folder / "c"));
  const std::string pairs = read_file(folder / "a/eigenpairs.npz");
  CHECK(pairs == read_file(folder / "b/eigenpairs.npz"));
  CHECK(pairs != read_file(folder / "c/eigenpairs.npz"));
  (void)summary_of("--config " + (folder / "a/config.toml") + " --out " + (folder / "d"));
  CHECK(pairs == read_file(folder / "d/eigenpairs.npz"));
  (void)summary_of("--config " + (folder / "a/config.toml") + " --seed 6 --out " + (folder / "e"));
  CHECK(read_file(folder / "c/eigenpairs.npz") == read_file(folder / "e/eigenpairs.npz"));
}

TEST_CASE("storages and precisions agree on real images") {
  if (!has_fashion_mnist()) return;
  const WorkFolder folder;
  const auto stored = summary_of(small_images + " --out " + (folder / "a"));
  CHECK(stored["mc_error"].size() == stored["k"]);
  CHECK(stored["eigenvalues"][0].get<double>() == Approx(1).epsilon(1e-12));
  const auto difference = [&](const std::string& arguments) {
    const auto other = summary_of(small_images + arguments + " --out " + (folder / "b"));
    double largest = 0;
    for (std::size_t i = 0; i < 6; ++i) {
      largest = std::max(
          largest,
          std::abs(stored["eigenvalues"][i].get<double>() - other["eigenvalues"][i].get<double>()));
    }
    return largest;
  };
  CHECK(difference(" --storage tiled") <= 1e-12);
  CHECK(difference(" --threads 1") <= 1e-12);
  CHECK(difference(" --solver dense") <= 1e-12);
  CHECK(difference(" --solver spectra") <= 1e-12);
  CHECK(difference(" --precision mixed") <= 1e-6);
  CHECK(difference(" --precision mixed --storage tiled") <= 1e-6);
}

TEST_CASE("image transforms run in pixels") {
  if (!has_fashion_mnist()) return;
  const WorkFolder folder;
  const auto summary = summary_of(
      "--dataset fashion-mnist --n 40 --views 2 -k 4 --augment shift:r=1+flip+gaussian:sigma=3 "
      "--out " +
      (folder / "a"));
  CHECK(summary["converged"] == true);
  CHECK(read_file(folder / "a/report.html").find("data:image/png;base64") != std::string::npos);
}

TEST_CASE(
    "kernel_eig --help and --version succeed, --quiet prints nothing, the table shows each value") {
  const WorkFolder folder;
  CHECK(kernel_eig("--help").code == 0);
  CHECK(kernel_eig("--help").out.find("--export-channel") != std::string::npos);
  CHECK(kernel_eig("--version").out.find("eigenviews ") == 0);
  const Outcome quiet = kernel_eig("--quiet --out " + (folder / "a"));
  CHECK(quiet.code == 0);
  CHECK((quiet.out + quiet.error).empty());
  const Outcome table = kernel_eig("--kernel forward --out " + (folder / "a"));
  CHECK(table.out.find("0.6738254512") != std::string::npos);
  CHECK(table.out.find("closed form") != std::string::npos);
}
