#include "data/csr.hpp"

#include <limits>

#include "core/memory.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::CsrParts;
using data::make_csr;

namespace {

// [[0, 5, 0], [1, 0, 2]]
CsrParts good_parts() {
  return {.rows = 2, .cols = 3, .indptr = {0, 1, 3}, .indices = {1, 0, 2}, .data = {5, 1, 2}};
}

template <class Change>
void expect_parts_refusal(Change change, std::initializer_list<std::string_view> parts) {
  CsrParts bad = good_parts();
  change(bad);
  expect_refusal([&] { (void)make_csr(bad, "a.npz", 0); }, {"a.npz: "});
  expect_refusal([&] { (void)make_csr(bad, "a.npz", 0); }, parts);
}

}  // namespace

TEST_CASE("CSR parts become the matrix that they say, columns in any order") {
  const Eigen::MatrixXd expected = (Eigen::MatrixXd(2, 3) << 0, 5, 0, 1, 0, 2).finished();
  expect_close(Eigen::MatrixXd(make_csr(good_parts(), "a.npz", 0)), expected, 0);
  CsrParts turned = good_parts();
  turned.indices = {1, 2, 0};
  turned.data = {5, 2, 1};
  const data::SparseMatrix matrix = make_csr(turned, "a.npz", 0);
  expect_close(Eigen::MatrixXd(matrix), expected, 0);
  CHECK(matrix.innerIndexPtr()[1] == 0);  // ascending in each row
  CHECK(matrix.nonZeros() == 3);
}

TEST_CASE("CSR matrices with empty rows and explicit zeros keep them") {
  const data::SparseMatrix matrix =
      make_csr({.rows = 3, .cols = 1, .indptr = {0, 0, 1, 1}, .indices = {0}, .data = {0}},
               "a.npz",
               0);
  CHECK(matrix.rows() == 3);
  CHECK(matrix.nonZeros() == 1);
}

TEST_CASE("a CSR matrix of odd size equals the plain dense one") {
  CsrParts parts{.rows = 597, .cols = 43, .indptr = {0}, .indices = {}, .data = {}};
  Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(597, 43);
  for (int i = 0; i < 597; ++i) {
    for (int k = 0; k < i % 5; ++k) {
      const int j = (7 * i + 11 * k) % 43;  // distinct, since 43 is prime
      expected(i, j) = 1.0 / (1 + i + k);
      parts.indices.push_back(j);
      parts.data.push_back(expected(i, j));
    }
    parts.indptr.push_back(std::ssize(parts.data));
  }
  expect_close(Eigen::MatrixXd(make_csr(parts, "a.npz", 0)), expected, 0);
}

TEST_CASE("CSR row pointers that do not fit are refused") {
  expect_parts_refusal(
      [](CsrParts& p) {
        p.indptr = {0, 3};
      },
      {"one value more than the 2 rows", "2 values"});
  expect_parts_refusal([](CsrParts& p) { p.indptr = {}; }, {"one value more", "0 values"});
  expect_parts_refusal([](CsrParts& p) { p.indptr = {1, 1, 3}; }, {"must start with 0"});
  expect_parts_refusal(
      [](CsrParts& p) {
        p.indptr = {0, -1, 3};
      },
      {"must not descend", "-1 after 0 at position 1"});
  expect_parts_refusal(
      [](CsrParts& p) {
        p.indptr = {0, 9, 3};
      },
      {"must not descend", "3 after 9 at position 2"});
  expect_parts_refusal(
      [](CsrParts& p) {
        p.indptr = {0, 1, 2};
      },
      {"number of entries, 3", "received 2"});
}

TEST_CASE("CSR sizes that do not fit are refused") {
  expect_parts_refusal([](CsrParts& p) { p.rows = 0; }, {"a row and a column", "0 x 3"});
  expect_parts_refusal([](CsrParts& p) { p.rows = -2; }, {"a row and a column", "-2 x 3"});
  expect_parts_refusal([](CsrParts& p) { p.cols = 0; }, {"a row and a column", "2 x 0"});
  expect_parts_refusal([](CsrParts& p) { p.data.pop_back(); }, {"same length", "3 and 2"});
  expect_parts_refusal([](CsrParts& p) { p.cols = std::int64_t{1} << 53; }, {"of memory"});
}

TEST_CASE("CSR columns out of range and entries that occur twice are refused") {
  expect_parts_refusal(
      [](CsrParts& p) {
        p.indices = {1, 0, 3};
      },
      {"columns lie between 0 and 2", "3 in row 1"});
  expect_parts_refusal([](CsrParts& p) { p.indices = {-1, 0, 2}; }, {"-1 in row 0"});
  expect_parts_refusal(
      [](CsrParts& p) {
        p.indices = {1, 2, 2};
      },
      {"occur once", "row 1, column 2 (counted from 0) twice", "sum_duplicates()"});
}

TEST_CASE("CSR numbers that are not finite are refused") {
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity()}) {
    expect_parts_refusal([bad](CsrParts& p) { p.data[2] = bad; },
                         {"must be finite", "in row 1, column 2 (counted from 0)"});
  }
}

TEST_CASE("CSR messages count from 1 where the file does") {
  CsrParts parts = good_parts();
  parts.indices = {1, 0, 3};
  expect_refusal([&] { (void)make_csr(parts, "a.mtx", 1); },
                 {"columns lie between 1 and 3", "4 in row 2"});
}

}  // namespace eigenviews::test
