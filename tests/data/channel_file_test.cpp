#include "data/channel_file.hpp"

#include <limits>

#include "core/memory.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::ChannelFile;
using data::read_channel_file;
using data::SparseMatrix;

namespace {

const Eigen::MatrixXd expected = (Eigen::MatrixXd(2, 3) << 0.5, 0.5, 0, 0, 0.25, 0.75).finished();

// What scipy.sparse.save_npz writes of `expected`, in the order that it writes it.
std::vector<ZipMember> scipy_members(bool deflated) {
  const auto member = [&](const char* name, const ByteVector& content) {
    return ZipMember{.name = name, .content = content, .deflated = deflated};
  };
  return {member("indices.npy", npy_array<std::int32_t>("<i4", "(4,)", {0, 1, 1, 2})),
          member("indptr.npy", npy_array<std::int32_t>("<i4", "(3,)", {0, 2, 4})),
          member("format.npy", npy_file(npy_header("|S3", "()"), bytes_of("csr"))),
          member("shape.npy", npy_array<std::int64_t>("<i8", "(2,)", {2, 3})),
          member("data.npy", npy_array<double>("<f8", "(4,)", {0.5, 0.5, 0.25, 0.75}))};
}

// The same archive with one member of another content; an empty content leaves it out.
std::vector<ZipMember> with(const std::string& name, const ByteVector& content) {
  std::vector<ZipMember> members;
  bool found = false;
  for (ZipMember& member : scipy_members(false)) {
    const bool here = member.name == name;
    found = found || here;
    if (here) member.content = content;
    if (!member.content.empty()) members.push_back(member);
  }
  if (!found) members.push_back({.name = name, .content = content});
  return members;
}

void expect_npz_refusal(const std::vector<ZipMember>& members,
                        std::initializer_list<std::string_view> parts) {
  const TempFolder folder;
  const auto path = folder.write("a.npz", zip_file(members));
  expect_refusal([&] { (void)read_channel_file(path); }, parts);
}

}  // namespace

TEST_CASE("a CSR matrix as SciPy writes it is read, compressed and stored") {
  const TempFolder folder;
  for (const bool deflated : {true, false}) {
    const ChannelFile channel =
        read_channel_file(folder.write("a.npz", zip_file(scipy_members(deflated))));
    REQUIRE(std::holds_alternative<SparseMatrix>(channel.p));
    expect_close(Eigen::MatrixXd(std::get<SparseMatrix>(channel.p)), expected, 0);
    CHECK_FALSE(channel.rho_x.has_value());
  }
}

TEST_CASE("a CSR archive with 64-bit indices, weights and SciPy's mark of arrays is read") {
  const TempFolder folder;
  auto members = with("indices.npy", npy_array<std::int64_t>("<i8", "(4,)", {0, 1, 1, 2}));
  members.push_back({.name = "_is_array.npy", .content = npy_file(npy_header("|b1", "()"), {1})});
  members.push_back({.name = "rho_x.npy", .content = npy_array<double>("<f8", "(2,)", {.4, .6})});
  const ChannelFile channel = read_channel_file(folder.write("a.npz", zip_file(members)));
  expect_close(Eigen::MatrixXd(std::get<SparseMatrix>(channel.p)), expected, 0);
  REQUIRE(channel.rho_x.has_value());
  expect_close(*channel.rho_x, Eigen::Vector2d(.4, .6), 0);
}

TEST_CASE("dense channels are read from .npy and .npz, in either order") {
  const TempFolder folder;
  const std::vector<double> by_rows{.5, .5, 0, 0, .25, .75};
  const std::vector<double> by_columns{.5, 0, .5, .25, 0, .75};
  const ByteVector c_order = npy_array("<f8", "(2, 3)", by_rows);
  const ByteVector fortran = npy_file(npy_header("<f8", "(2, 3)", true), raw(by_columns));
  for (const ByteVector& content : {c_order, fortran}) {
    const ChannelFile npy = read_channel_file(folder.write("a.npy", content));
    expect_close(std::get<Eigen::MatrixXd>(npy.p), expected, 0);
    const ChannelFile npz = read_channel_file(
        folder.write("a.npz", zip_file({{.name = "P.npy", .content = content, .deflated = true}})));
    expect_close(std::get<Eigen::MatrixXd>(npz.p), expected, 0);
  }
}

TEST_CASE("a channel is read from Matrix Market") {
  const TempFolder folder;
  const ChannelFile channel =
      read_channel_file(folder.write("a.mtx",
                                     "%%MatrixMarket matrix coordinate real general\n"
                                     "2 3 4\n1 1 0.5\n1 2 0.5\n2 2 0.25\n2 3 0.75\n"));
  expect_close(Eigen::MatrixXd(std::get<SparseMatrix>(channel.p)), expected, 0);
}

TEST_CASE("negative entries are read as they are: the channel refuses them") {
  const TempFolder folder;
  const ChannelFile channel =
      read_channel_file(folder.write("a.npy", npy_array<double>("<f8", "(1, 2)", {-0.5, 1.5})));
  CHECK(std::get<Eigen::MatrixXd>(channel.p)(0, 0) == -0.5);
}

TEST_CASE("a channel file with another ending is refused") {
  expect_refusal([] { (void)read_channel_file("p.csv"); },
                 {"p.csv: the name of a channel file ends in .mtx, .npz or .npy", "'.csv'"});
  expect_refusal([] { (void)read_channel_file("p"); }, {"received ''"});
  expect_refusal([] { (void)read_channel_file("p.NPY"); }, {"'.NPY'"});
}

TEST_CASE("a channel file that is missing is refused as a file error") {
  for (const char* name : {"/no/such/a.npy", "/no/such/a.npz", "/no/such/a.mtx"}) {
    expect_refusal<core::FileError>([&] { (void)read_channel_file(name); },
                                    {name, "cannot be opened: No such file"});
  }
}

TEST_CASE("arrays that are no channel are refused") {
  const TempFolder folder;
  const auto read = [&](const ByteVector& content) {
    const auto path = folder.write("a.npy", content);
    return [path] { (void)read_channel_file(path); };
  };
  expect_refusal(read(npy_array<double>("<f8", "(2,)", {1, 1})),
                 {"a channel is an array of originals x views", "shape (2)"});
  expect_refusal(read(npy_array<double>("<f8", "(1, 1, 1)", {1})), {"shape (1, 1, 1)"});
  expect_refusal(read(npy_array<double>("<f8", "(0, 3)", {})), {"shape (0, 3)"});
  const double nan = std::numeric_limits<double>::quiet_NaN();
  expect_refusal(read(npy_array<double>("<f8", "(2, 2)", {1, 0, 1, nan})),
                 {"a.npy: every number must be finite", "nan in row 1, column 1"});
}

TEST_CASE("an archive with both forms of a channel, or neither, is refused") {
  expect_npz_refusal({{.name = "Q.npy", .content = npy_array<double>("<f8", "(1, 1)", {1})}},
                     {"either a dense array P or SciPy's CSR", "neither"});
  expect_npz_refusal(with("P.npy", npy_array<double>("<f8", "(1, 1)", {1})), {"received both"});
  expect_npz_refusal({}, {"neither"});
}

TEST_CASE("a missing CSR member is refused and named") {
  for (const std::string name : {"indices", "indptr", "shape"}) {
    expect_npz_refusal(with(name + ".npy", {}),
                       {"member " + name, "the archive must have this member"});
  }
}

TEST_CASE("sparse formats other than CSR are refused with the way out") {
  expect_npz_refusal(with("format.npy", npy_file(npy_header("|S3", "()"), bytes_of("csc"))),
                     {"format csr", "'csc'", "convert it with .tocsr()"});
}

TEST_CASE("a CSR archive without format is taken for CSR") {
  const TempFolder folder;
  const ChannelFile channel =
      read_channel_file(folder.write("a.npz", zip_file(with("format.npy", {}))));
  expect_close(Eigen::MatrixXd(std::get<SparseMatrix>(channel.p)), expected, 0);
}

TEST_CASE("CSR members of a wrong type or form are refused") {
  expect_npz_refusal(with("indices.npy", npy_array<double>("<f8", "(4,)", {0, 1, 1, 2})),
                     {"indices must be a row of whole numbers", "'<f8'"});
  expect_npz_refusal(with("indptr.npy", npy_array<std::int32_t>("<i4", "(3, 1)", {0, 2, 4})),
                     {"indptr must be a row of whole numbers", "shape (3, 1)"});
  expect_npz_refusal(with("shape.npy", npy_array<std::int64_t>("<i8", "(3,)", {2, 3, 1})),
                     {"shape must hold two numbers", "received 3"});
  expect_npz_refusal(with("data.npy", npy_array<double>("<f8", "(2, 2)", {1, 1, 1, 1})),
                     {"data must be a row of numbers", "shape (2, 2)"});
  expect_npz_refusal(with("data.npy", npy_array<double>("<f8", "(3,)", {1, 1, 1})),
                     {"indices and data must have the same length", "4 and 3"});
}

TEST_CASE("hostile CSR sizes and indices are refused") {
  const std::int64_t huge = std::int64_t{1} << 62;
  expect_npz_refusal(with("shape.npy", npy_array<std::int64_t>("<i8", "(2,)", {huge, 3})),
                     {"the numbers in shape must be below 2^53"});
  expect_npz_refusal(with("indptr.npy", npy_array<std::int64_t>("<i8", "(3,)", {0, -huge, 4})),
                     {"the numbers in indptr must be below 2^53"});
  expect_npz_refusal(with("shape.npy", npy_array<std::int64_t>("<i8", "(2,)", {2, huge / 1024})),
                     {"of memory"});
  expect_npz_refusal(with("shape.npy", npy_array<std::int64_t>("<i8", "(2,)", {-2, 3})),
                     {"must have a row and a column", "-2 x 3"});
  expect_npz_refusal(with("indices.npy", npy_array<std::int32_t>("<i4", "(4,)", {0, 1, 1, 3})),
                     {"columns lie between 0 and 2", "3 in row 1"});
}

TEST_CASE("weights are read from shapes (n,), (n, 1) and (1, n)") {
  const TempFolder folder;
  for (const char* shape : {"(2,)", "(2, 1)", "(1, 2)"}) {
    const auto path = folder.write("rho.npy", npy_array<double>("<f8", shape, {.4, .6}));
    expect_close(data::read_vector(path), Eigen::Vector2d(.4, .6), 0);
  }
}

TEST_CASE("weights that are no vector of finite numbers are refused") {
  const TempFolder folder;
  const auto read = [&](const ByteVector& content) {
    const auto path = folder.write("rho.npy", content);
    return [path] { (void)data::read_vector(path); };
  };
  expect_refusal(read(npy_array<double>("<f8", "(2, 2)", {1, 1, 1, 1})),
                 {"weights are an array of shape (n,), (n, 1) or (1, n)", "shape (2, 2)"});
  expect_refusal(read(npy_array<double>("<f8", "()", {1})), {"shape ()"});
  expect_refusal(read(npy_array<double>("<f8", "(0,)", {})), {"shape (0)"});
  const double infinity = std::numeric_limits<double>::infinity();
  expect_refusal(read(npy_array<double>("<f8", "(2,)", {1, infinity})),
                 {"rho.npy: every number must be finite", "inf in row 1"});
  expect_npz_refusal(with("rho_x.npy", npy_array<double>("<f8", "(2, 2)", {1, 1, 1, 1})),
                     {"a.npz, member rho_x: weights are an array"});
}

TEST_CASE("a dense channel that does not fit into memory twice is refused") {
  const TempFolder folder;
  const auto path = folder.write("a.npy", npy_array<float>("<f4", "(2, 2)", {1, 0, 0, 1}));
  core::set_available_memory_for_tests(31);
  expect_refusal([&] { (void)read_channel_file(path); }, {"of memory"});
  core::set_available_memory_for_tests(-1);
}

}  // namespace eigenviews::test
