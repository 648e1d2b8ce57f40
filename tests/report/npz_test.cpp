#include "report/npz.hpp"

#include <cmath>
#include <limits>

#include "report/scratch.hpp"
#include "report/vectors.hpp"
#include "report/zip_reader.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using report::CsrMatrix;
using report::Int64Vector;
using report::npy_bytes;
using report::NpzWriter;

namespace {

/// Entry (i, j) is 100 i + j.
MatrixXd counting_matrix(Index rows, Index cols) {
  return MatrixXd::NullaryExpr(rows, cols, [](Index i, Index j) {
    return 100.0 * static_cast<double>(i) + static_cast<double>(j);
  });
}

std::vector<ZipMember> saved(const NpzWriter& npz) {
  const Scratch scratch;
  npz.save(scratch / "arrays.npz");
  CHECK(names_in(scratch.path()).size() == 1);  // no temporary file is left
  return read_zip(get(scratch / "arrays.npz"));
}

}  // namespace

TEST_CASE("a small .npy file is as NumPy writes it, byte for byte") {
  // numpy.lib.format.write_array of np.asfortranarray([[0, 1, 2], [100, 101, 102]], dtype='<f8')
  std::string expected("\x93NUMPY\x01\x00\x76\x00", 10);
  expected += "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }";
  expected += std::string(127 - expected.size(), ' ') + "\n";
  const double data[] = {0, 100, 1, 101, 2, 102};
  expected.append(reinterpret_cast<const char*>(data), sizeof data);
  CHECK(npy_bytes(counting_matrix(2, 3)) == expected);
}

TEST_CASE("a .npy file tells type, order and shape, and its data begin at a multiple of 64") {
  const NpyFile matrix = read_npy(npy_bytes(counting_matrix(59, 43)));
  CHECK(matrix.descr == "<f8");
  CHECK(matrix.fortran_order);
  CHECK(matrix.shape == "(59, 43)");
  const auto numbers = numbers_of<double>(matrix);
  REQUIRE(numbers.size() == 59 * 43);
  CHECK(numbers[58] == 5800);
  CHECK(numbers[59] == 1);
  CHECK(read_npy(npy_bytes(vector({1, 2, 3}))).shape == "(3,)");
  CHECK(read_npy(npy_bytes(VectorXd())).data.empty());
  CHECK(read_npy(npy_bytes(MatrixXd(0, 7))).shape == "(0, 7)");
}

TEST_CASE("arrays are read back from an archive as they were, in their order, dated 1980") {
  const MatrixXd u = counting_matrix(597, 43);
  const VectorXd sigma =
      vector({1, 1.0 / 3, -0.0, std::numeric_limits<double>::quiet_NaN(), 5e-324});
  Int64Vector labels(2);
  labels << std::numeric_limits<std::int64_t>::min(), 7;
  const VectorXd none;
  NpzWriter npz;
  npz.add("u", u);
  npz.add("singular_values", sigma);
  npz.add("labels", labels);
  npz.add("none", none);
  const auto members = saved(npz);
  REQUIRE(members.size() == 4);
  CHECK(members[0].name == "u.npy");
  CHECK(members[1].name == "singular_values.npy");
  CHECK(members[2].name == "labels.npy");
  CHECK(members[3].name == "none.npy");
  for (const ZipMember& member : members) CHECK(member.date == ((1 << 5) | 1));
  CHECK(members[0].bytes == npy_bytes(u));
  CHECK(members[1].bytes == npy_bytes(sigma));  // bit by bit, the NaN too
  const NpyFile integers = read_npy(members[2].bytes);
  CHECK(integers.descr == "<i8");
  CHECK(integers.shape == "(2,)");
  CHECK(numbers_of<std::int64_t>(integers) == std::vector<std::int64_t>{labels(0), 7});
  CHECK(read_npy(members[3].bytes).shape == "(0,)");
}

TEST_CASE("the same arrays give the same bytes, and saving twice is allowed") {
  const MatrixXd u = counting_matrix(5, 4);
  NpzWriter npz;
  npz.add("u", u);
  const Scratch scratch;
  npz.save(scratch / "a.npz");
  npz.save(scratch / "b.npz");
  npz.save(scratch / "b.npz");  // replaces
  CHECK(get(scratch / "a.npz") == get(scratch / "b.npz"));
}

TEST_CASE("a CSR matrix has the members of scipy.sparse.save_npz") {
  CsrMatrix matrix(2, 3);
  matrix.insert(0, 2) = 0.5;
  matrix.insert(1, 0) = -4;
  matrix.insert(1, 1) = 8;
  matrix.makeCompressed();
  NpzWriter npz;
  npz.add_csr(matrix);
  const auto members = saved(npz);
  REQUIRE(members.size() == 5);
  const auto array = [&](const std::string& name) {
    for (const ZipMember& member : members) {
      if (member.name == name + ".npy") return read_npy(member.bytes);
    }
    FAIL("no member " << name);
    return NpyFile{};
  };
  using Integers = std::vector<std::int64_t>;
  CHECK(numbers_of<std::int64_t>(array("indices")) == Integers{2, 0, 1});
  CHECK(numbers_of<std::int64_t>(array("indptr")) == Integers{0, 1, 3});
  CHECK(numbers_of<std::int64_t>(array("shape")) == Integers{2, 3});
  CHECK(numbers_of<double>(array("data")) == std::vector<double>{0.5, -4, 8});
  CHECK(array("format").descr == "|S3");
  CHECK(array("format").shape == "()");
  CHECK(array("format").data == "csr");
}

TEST_CASE("names without sense, gaps in a matrix and empty archives are refused") {
  const VectorXd values = vector({1});
  NpzWriter npz;
  expect_refusal([&] { npz.add("", values); }, {"NpzWriter", "needs a name"});
  const Scratch scratch;
  expect_refusal([&] { npz.save(scratch / "e.npz"); },
                 {"NpzWriter::save", "needs an array", "e.npz"});
  CHECK(names_in(scratch.path()).empty());
  npz.add("u", values);
  expect_refusal([&] { npz.add("u", values); }, {"NpzWriter", "name of its own", "received u"});
  CsrMatrix gaps(2, 2);
  gaps.reserve(Eigen::Vector2i(2, 2));
  gaps.insert(0, 0) = 1;
  expect_refusal([&] { npz.add_csr(gaps); }, {"add_csr", "compressed"});
  npz.add("data", values);
  CsrMatrix matrix(1, 1);
  matrix.makeCompressed();
  expect_refusal([&] { npz.add_csr(matrix); }, {"name of its own", "received data"});
}

}  // namespace eigenviews::test
