// Bad input: one clear line, exit code 2, nothing written.
#include <algorithm>

#include "process.hpp"
#include "support/catch.hpp"

using namespace eigenviews::test;

namespace {

// Runs kernel_eig into a folder that does not exist yet and must not exist afterwards.
void expect_refused(const std::string& arguments, std::initializer_list<std::string> parts) {
  const WorkFolder folder;
  const Outcome outcome = kernel_eig(arguments + " --out " + (folder / "out"));
  INFO(arguments << "\n" << outcome.error);
  CHECK(outcome.code == 2);
  CHECK(outcome.out.empty());
  CHECK(std::count(outcome.error.begin(), outcome.error.end(), '\n') == 1);
  CHECK(outcome.error.rfind("kernel_eig: ", 0) == 0);
  for (const std::string& part : parts) {
    INFO("expected part: " << part);
    CHECK(outcome.error.find(part) != std::string::npos);
  }
  CHECK(holds_no_result(folder / "out"));
}

std::string matrix_market(const std::string& entries, const std::string& size = "2 2 3") {
  return "%%MatrixMarket matrix coordinate real general\n" + size + "\n" + entries;
}

}  // namespace

TEST_CASE("unknown names are answered with the nearest known one") {
  expect_refused("--dataset toy:tours", {"tours", "torus"});
  expect_refused("--dataset toy:torus,sdie=3", {"sdie", "side"});
  expect_refused("--dataset fashion-mnits", {"fashion-mnits", "fashion-mnist"});
  expect_refused("--solver krylov", {"krylov", "block-krylov"});
  expect_refused("--solver slepc", {"slepc", "not built"});
  expect_refused("--kernel backwards", {"backward"});
  expect_refused("--estimator plane", {"plain"});
  expect_refused("--storage tile", {"tiled"});
  expect_refused("--precision f32", {"f32"});
  expect_refused("--device gpu", {"gpu"});
  expect_refused("--device cuda", {"cuda", "processor"});
  expect_refused("--sovler dense", {"--sovler", "--solver"});
}

TEST_CASE("numbers outside their range are refused") {
  expect_refused("-k 0", {"k must be at least 1", "0"});
  expect_refused("-k 257", {"256", "257"});
  expect_refused("-k x", {"x"});
  expect_refused("--n 0 --dataset fashion-mnist", {"n must be at least 1"});
  expect_refused("--views 0 --dataset fashion-mnist", {"--views", "0"});
  expect_refused("--tol nan", {"--tol", "nan"});
  expect_refused("--tol 0", {"--tol", "0"});
  expect_refused("--tol 1e-9 --precision mixed", {"--tol", "mixed"});
  expect_refused("--threads -1", {"--threads"});
  for (const char* sigma : {"0", "-1", "nan"}) {
    expect_refused(std::string("--dataset toy:torus,sigma=") + sigma, {"sigma"});
    expect_refused(std::string("--dataset fashion-mnist --n 5 --augment gaussian:sigma=") + sigma,
                   {"sigma"});
  }
}

TEST_CASE("an unknown key of a configuration file is refused") {
  const WorkFolder folder;
  write_file(folder / "c.toml", "datasets=\"toy\"\n");
  expect_refused("--config " + (folder / "c.toml"), {"datasets"});
}

TEST_CASE("options that do not go together are refused") {
  expect_refused("--augment gaussian:sigma=1", {"--augment", "toy"});
  expect_refused("--n 5", {"--n"});
  expect_refused("--views 5", {"--views"});
  expect_refused("--rho-x x.npy", {"--rho-x", "channel:PATH"});
  expect_refused("--dataset fashion-mnist --n 5", {"--augment", "for example"});
  expect_refused("--dataset fashion-mnist --n 5 --augment ssl", {"ssl"});
}

TEST_CASE("a user's channel with a defect is refused with its place") {
  const WorkFolder folder;
  const std::string file = folder / "p.mtx";
  const std::string dataset = "--dataset channel:" + file;
  write_file(file, matrix_market("1 1 1\n2 1 -0.5\n2 2 1.5\n"));
  expect_refused(dataset, {"-0.5", "P[1, 0]"});
  write_file(file, matrix_market("1 1 1\n2 1 0.5\n2 2 0.25\n"));
  expect_refused(dataset, {"row 1", "0.75"});
  write_file(file, matrix_market("1 1 1\n2 1 1\n", "2 2 2"));
  expect_refused(dataset, {"every view", "1"});
  write_file(file, matrix_market("1 1 nan\n2 1 1\n2 2 1\n"));
  expect_refused(dataset, {"p.mtx"});
  write_file(file, matrix_market("1 1 1\n2 1 0.5\n2 2 0.5\n"));
  write_file(folder / "rho.npy", "not an array");
  expect_refused(dataset + " --rho-x " + (folder / "rho.npy"), {"rho.npy"});
  expect_refused("--dataset channel:" + (folder / "none.mtx"), {"none.mtx"});
  expect_refused("--dataset channel:" + (folder / "rho.txt"), {"rho.txt"});
}

TEST_CASE("missing data sets say how to get them") {
  const WorkFolder folder;
  expect_refused(
      "--dataset cifar10 --augment gaussian:sigma=1 --data-dir " + folder.path().string(),
      {"cifar"});
  expect_refused("--dataset mnist --augment gaussian:sigma=1 --data-dir " + folder.path().string(),
                 {"mnist"});
}

TEST_CASE("output folders that cannot be written are refused, and foreign files stay") {
  const WorkFolder folder;
  write_file(folder / "file", "mine");
  const Outcome onto_file = kernel_eig("--out " + (folder / "file"));
  CHECK(onto_file.code == 2);
  CHECK(read_file(folder / "file") == "mine");
  CHECK(std::count(onto_file.error.begin(), onto_file.error.end(), '\n') == 1);

  std::filesystem::create_directory(folder / "out");
  write_file(folder / "out/notes.txt", "mine");
  CHECK(kernel_eig("--quiet --out " + (folder / "out")).code == 0);
  CHECK(read_file(folder / "out/notes.txt") == "mine");
  CHECK(kernel_eig("--quiet -k 3 --out " + (folder / "out")).code ==
        0);  // a second run replaces the first
  CHECK(nlohmann::json::parse(read_file(folder / "out/summary.json"))["k_requested"] == 3);

  const Outcome unwritable = kernel_eig("--out /proc/eigenviews");
  CHECK(unwritable.code == 2);
  CHECK(std::count(unwritable.error.begin(), unwritable.error.end(), '\n') == 1);
}
