#include "data/matrix_market.hpp"

#include "core/memory.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::parse_matrix_market;
using data::SparseMatrix;

namespace {

constexpr const char* coordinate = "%%MatrixMarket matrix coordinate real general\n";
constexpr const char* array = "%%MatrixMarket matrix array real general\n";
constexpr const char* symmetric = "%%MatrixMarket matrix coordinate real symmetric\n";

Eigen::MatrixXd dense_of(const std::string& text) {
  const auto matrix = parse_matrix_market(text, "a.mtx");
  if (const auto* sparse = std::get_if<SparseMatrix>(&matrix)) return Eigen::MatrixXd(*sparse);
  return std::get<Eigen::MatrixXd>(matrix);
}

void expect_text_refusal(const std::string& text, std::initializer_list<std::string_view> parts) {
  INFO(text);
  expect_refusal([&] { (void)parse_matrix_market(text, "a.mtx"); }, {"a.mtx"});
  expect_refusal([&] { (void)parse_matrix_market(text, "a.mtx"); }, parts);
}

const Eigen::MatrixXd expected = (Eigen::MatrixXd(2, 3) << 0, 0.5, 0, 0.25, 0, 1e-3).finished();

}  // namespace

TEST_CASE("a coordinate matrix is read as a sparse matrix") {
  const std::string text =
      std::string(coordinate) + "% a comment\n\n2 3 3\n2 3 1e-3\n1 2 0.5\n2 1 .25\n";
  REQUIRE(std::holds_alternative<SparseMatrix>(parse_matrix_market(text, "a.mtx")));
  expect_close(dense_of(text), expected, 0);
}

TEST_CASE("an array is read as a dense matrix, column by column") {
  const std::string text = std::string(array) + "2 3\n0\n.25\n0.5\n0\n+0\n1e-3\n";
  REQUIRE(std::holds_alternative<Eigen::MatrixXd>(parse_matrix_market(text, "a.mtx")));
  expect_close(dense_of(text), expected, 0);
}

TEST_CASE("a Matrix Market file may have DOS lines, capitals, spaces and no last line end") {
  expect_close(dense_of("%%matrixmarket MATRIX Coordinate Real GENERAL\r\n"
                        "% comment\r\n2 3 3\r\n\r\n  2\t3  1E-3 \r\n1 2 +0.5\r\n2 1 0.25"),
               expected,
               0);
}

TEST_CASE("a matrix of whole numbers is read, negative ones too") {
  // Whether its rows are probabilities is the channel's to check.
  const Eigen::MatrixXd whole = (Eigen::MatrixXd(1, 2) << -3, 9007199254740992.0).finished();
  expect_close(dense_of("%%MatrixMarket matrix coordinate integer general\n"
                        "1 2 2\n1 1 -3\n1 2 9007199254740992\n"),
               whole,
               0);
}

TEST_CASE("a symmetric file gives both triangles, as coordinates and as array") {
  const Eigen::MatrixXd both = (Eigen::MatrixXd(2, 2) << 1, 2, 2, 3).finished();
  expect_close(dense_of(std::string(symmetric) + "2 2 3\n1 1 1\n2 1 2\n2 2 3\n"), both, 0);
  expect_close(dense_of("%%MatrixMarket matrix array real symmetric\n2 2\n1\n2\n3\n"), both, 0);
}

TEST_CASE("a coordinate matrix of odd size equals the plain dense one") {
  std::string text = std::string(coordinate) + "597 43 1791\n";
  Eigen::MatrixXd plain = Eigen::MatrixXd::Zero(597, 43);
  for (int k = 0; k < 3; ++k) {
    for (int i = 596; i >= 0; --i) {
      const int j = (7 * i + 11 * k) % 43;
      plain(i, j) = i + 0.5 * k;
      text += std::to_string(i + 1) + " " + std::to_string(j + 1) + " " +
              std::to_string(plain(i, j)) + "\n";
    }
  }
  expect_close(dense_of(text), plain, 0);
}

TEST_CASE("a Matrix Market file with another first line is refused") {
  const std::string_view rule = "starts with '%%MatrixMarket matrix FORMAT FIELD SYMMETRY'";
  expect_text_refusal("", {"line 1", rule});
  expect_text_refusal("2 2 1\n1 1 1\n", {rule, "'2 2 1'"});
  expect_text_refusal("%%MatrixMarket vector coordinate real general\n", {rule});
  expect_text_refusal("%%MatrixMarket matrix coordinate real\n1 1 1\n1 1 1\n", {rule});
  expect_text_refusal("%%MatrixMarket matrix coordinate real general too\n", {rule});
  expect_text_refusal(std::string("\x7f") + "ELF\x02\n", {rule, "'?ELF?'"});
}

TEST_CASE("pattern, complex, skew-symmetric and hermitian matrices are refused") {
  const auto banner = [](const std::string& words) {
    return "%%MatrixMarket matrix " + words + "\n1 1 1\n1 1 1\n";
  };
  expect_text_refusal(banner("coordinate pattern general"),
                      {"line 1: the matrix must be 'integer' or 'real'", "'pattern'"});
  expect_text_refusal(banner("coordinate complex general"), {"'complex'"});
  expect_text_refusal(banner("coordinate real skew-symmetric"),
                      {"'symmetric' or 'general'", "'skew-symmetric'"});
  expect_text_refusal(banner("coordinate real hermitian"), {"'hermitian'"});
  expect_text_refusal(banner("elemental real general"), {"'coordinate' or 'array'"});
}

TEST_CASE("a wrong line of sizes is refused") {
  for (const char* sizes : {"2",
                            "2 2",
                            "2 2 1 1",
                            "0 2 1",
                            "2 0 1",
                            "-1 2 1",
                            "2 2 -1",
                            "a 2 1",
                            "2.5 2 1",
                            "99999999999999999999 1 1"}) {
    expect_text_refusal(std::string(coordinate) + sizes + "\n1 1 1\n",
                        {"the line of sizes must be 'ROWS COLUMNS ENTRIES'"});
  }
  expect_text_refusal(std::string(array) + "1 1 1\n1\n", {"must be 'ROWS COLUMNS'"});
  expect_text_refusal(coordinate, {"line of sizes"});
  expect_text_refusal(std::string(symmetric) + "2 3 1\n1 1 1\n",
                      {"line 2: a symmetric matrix must be square", "2 x 3"});
}

TEST_CASE("more entries than a Matrix Market file can hold are refused before memory is reserved") {
  const std::string_view rule = "the file must hold the";
  expect_text_refusal(std::string(coordinate) + "1 1 9223372036854775807\n1 1 1\n",
                      {"line 2", rule, "6 more bytes"});
  expect_text_refusal(std::string(array) + "4000000000 4000000000\n1\n", {rule, "2 more bytes"});
  expect_text_refusal(std::string(array) + "9223372036854775807 9223372036854775807\n1\n", {rule});
}

TEST_CASE("more rows than entries are refused, since a channel has no empty row") {
  // Found in review: a file of 70 bytes could ask for gigabytes of row pointers.
  expect_text_refusal(
      std::string(coordinate) + "1000000000 1 1\n1 1 1\n",
      {"line 2", "every row of a channel has an entry", "1000000000 rows and 1 entries"});
  expect_text_refusal(std::string(symmetric) + "3 3 1\n2 1 1\n", {"3 rows and 1 entries"});
  CHECK(dense_of(std::string(symmetric) + "2 2 1\n2 1 1\n")(0, 1) == 1);
}

TEST_CASE("a Matrix Market file with entries missing or left over is refused") {
  const std::string comment = "% padding so that the length alone does not tell\n";
  expect_text_refusal(std::string(coordinate) + "2 2 3\n1 1 1\n2 2 1\n" + comment,
                      {"must hold the 3 entries it promises", "received 2"});
  expect_text_refusal(std::string(coordinate) + "2 2 2\n1 1 1\n2 2 1\n1 2 1\n",
                      {"line 5: nothing may follow the 2 entries", "'1 2 1'"});
  expect_text_refusal(std::string(array) + "2 1\n1\n" + comment, {"the 2 entries", "received 1"});
  expect_text_refusal(std::string(array) + "2 1\n1\n2\n3\n", {"nothing may follow", "'3'"});
}

TEST_CASE("Matrix Market indices out of range are refused") {
  const auto entry = [](const std::string& line) {
    return std::string(coordinate) + "2 3 2\n1 1 1\n" + line + "\n% some padding here\n";
  };
  expect_text_refusal(entry("3 1 1"), {"line 4: the row must lie between 1 and 2", "'3'"});
  expect_text_refusal(entry("0 1 1"), {"the row must lie", "'0'", "indices count from 1"});
  expect_text_refusal(entry("-1 1 1"), {"the row must lie", "'-1'"});
  expect_text_refusal(entry("1 4 1"), {"the column must lie between 1 and 3", "'4'"});
  expect_text_refusal(entry("1.0 2 1"), {"the row must lie", "'1.0'"});
  expect_text_refusal(entry("99999999999999999999 2 1"), {"the row must lie"});
}

TEST_CASE("garbage among Matrix Market entries is refused") {
  const auto entry = [](const std::string& line) {
    return std::string(coordinate) + "2 3 2\n1 1 1\n" + line + "\n% some padding here\n";
  };
  expect_text_refusal(entry("2 2"), {"line 4: an entry must be 'ROW COLUMN VALUE'", "'2 2'"});
  expect_text_refusal(entry("2 2 1 0"), {"an entry must be"});
  expect_text_refusal(entry("2 2 one"), {"must be a number that a double can hold", "'one'"});
  expect_text_refusal(entry("2 2 1e999"), {"must be a number that a double can hold"});
  expect_text_refusal(entry("2 2 0.5x"), {"'0.5x'"});
  expect_text_refusal(entry("2 2 +-1"), {"'+-1'"});
  expect_text_refusal("%%MatrixMarket matrix coordinate integer general\n1 1 1\n1 1 0.5\n",
                      {"must be a whole number below 2^63", "'0.5'"});
  expect_text_refusal(std::string(array) + "1 1\n1 2\n", {"must hold one number", "'1 2'"});
}

TEST_CASE("Matrix Market entries that occur twice are refused, mirrored ones too") {
  expect_text_refusal(std::string(coordinate) + "2 2 3\n1 1 1\n2 2 1\n1 1 1\n",
                      {"row 1, column 1 (counted from 1) twice"});
  expect_text_refusal(std::string(symmetric) + "2 2 3\n2 1 1\n2 2 1\n2 1 1\n", {"twice"});
  expect_text_refusal(std::string(symmetric) + "2 2 2\n1 1 1\n1 2 1\n",
                      {"the lower triangle only", "row 1, column 2"});
}

TEST_CASE("Matrix Market numbers that are not finite are refused") {
  for (const char* word : {"nan", "inf", "-inf", "NaN"}) {
    expect_text_refusal(std::string(coordinate) + "1 2 1\n1 2 " + word + "\n",
                        {"must be finite", "in row 1, column 2 (counted from 1)"});
    expect_text_refusal(std::string(array) + "1 2\n1\n" + word + "\n",
                        {"line 4: every number must be finite", "in row 1, column 2"});
  }
}

TEST_CASE("a Matrix Market matrix that does not fit into memory is refused") {
  core::set_available_memory_for_tests(31);
  expect_text_refusal(std::string(array) + "2 2\n1\n2\n3\n4\n", {"of memory"});
  expect_text_refusal(std::string(coordinate) + "1 1 1\n1 1 1\n", {"of memory"});
  core::set_available_memory_for_tests(-1);
  expect_text_refusal(std::string(coordinate) + "1 9223372036854775807 1\n1 1 1\n", {"of memory"});
}

}  // namespace eigenviews::test
