#include "data/channel_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "data/csr.hpp"
#include "data/finite.hpp"
#include "data/matrix_market.hpp"
#include "data/npy.hpp"
#include "data/npz.hpp"
#include "data/printable.hpp"

namespace eigenviews::data {

namespace {

std::string shape_of(const NpyArray& array) {
  return fmt::format("shape ({})", fmt::join(array.header.shape, ", "));
}

Eigen::MatrixXd dense_matrix(const NpyArray& array, const std::string& where) {
  if (array.header.shape.size() != 2 || array.numbers.size() == 0) {
    core::reject(where, "a channel is an array of originals x views", shape_of(array));
  }
  require_finite(array.numbers, where);
  core::require_memory(where,
                       8.0 * static_cast<double>(array.numbers.size()),
                       "use a smaller or a sparse channel");
  return array.numbers;
}

Eigen::VectorXd vector_of(const NpyArray& array, const std::string& where) {
  const std::vector<Index>& shape = array.header.shape;
  const bool flat = shape.size() == 1 || (shape.size() == 2 && (shape[0] == 1 || shape[1] == 1));
  if (!flat || array.numbers.size() == 0) {
    core::reject(where, "weights are an array of shape (n,), (n, 1) or (1, n)", shape_of(array));
  }
  require_finite(array.numbers, where);
  return Eigen::Map<const Eigen::VectorXd>(array.numbers.data(), array.numbers.size());
}

// A member of whole numbers, one axis.
std::vector<std::int64_t> integers_of(const NpzFile& file, const std::string& member) {
  const NpyArray array = file.array(member);
  if (array.header.shape.size() != 1 || !array.header.dtype.is_integer()) {
    core::reject(file.where(),
                 fmt::format("{} must be a row of whole numbers", member),
                 fmt::format("dtype '{}' of {}", array.header.dtype.text, shape_of(array)));
  }
  // Whole numbers beyond 2^53 are rounded in a double; nothing that large is in range anyway.
  constexpr double largest = 9007199254740992.0;
  std::vector<std::int64_t> values;
  values.reserve(static_cast<std::size_t>(array.numbers.size()));
  for (const double value : array.numbers.reshaped()) {
    if (value > largest || value < -largest) {
      core::reject(file.where(),
                   fmt::format("the numbers in {} must be below 2^53", member),
                   value);
    }
    values.push_back(static_cast<std::int64_t>(value));
  }
  return values;
}

SparseMatrix sparse_matrix(const NpzFile& file) {
  if (file.has("format")) {
    const std::string format = file.text("format");
    if (format != "csr") {
      core::reject(file.where(),
                   "a sparse channel must be in SciPy's format csr",
                   excerpt(format),
                   "convert it with .tocsr()");
    }
  }
  const std::vector<std::int64_t> shape = integers_of(file, "shape");
  if (shape.size() != 2) {
    core::reject(file.where(), "shape must hold two numbers", shape.size());
  }
  const NpyArray data = file.array("data");
  if (data.header.shape.size() != 1) {
    core::reject(file.where(), "data must be a row of numbers", shape_of(data));
  }
  return make_csr({.rows = shape[0],
                   .cols = shape[1],
                   .indptr = integers_of(file, "indptr"),
                   .indices = integers_of(file, "indices"),
                   .data = {data.numbers.data(), data.numbers.data() + data.numbers.size()}},
                  file.where(),
                  0);
}

ChannelFile read_npz_channel(const std::filesystem::path& path) {
  const NpzFile file(path);
  const bool dense = file.has("P");
  if (dense == file.has("data")) {
    core::reject(
        file.where(),
        "a channel is either a dense array P or SciPy's CSR (data, indices, indptr, shape)",
        dense ? "both" : "neither");
  }
  ChannelFile channel;
  if (dense) {
    channel.p = dense_matrix(file.array("P"), file.where());
  } else {
    channel.p = sparse_matrix(file);
  }
  if (file.has("rho_x")) {
    channel.rho_x = vector_of(file.array("rho_x"), file.where() + ", member rho_x");
  }
  return channel;
}

NpyArray read_npy(const std::filesystem::path& path) {
  return parse_npy(read_file(path), shown(path));
}

}  // namespace

ChannelFile read_channel_file(const std::filesystem::path& path) {
  const std::string ending = path.extension().string();
  if (ending == ".npz") return read_npz_channel(path);
  if (ending == ".npy") return {.p = dense_matrix(read_npy(path), shown(path)), .rho_x = {}};
  if (ending == ".mtx") {
    const std::vector<std::uint8_t> bytes = read_file(path);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    ChannelFile channel;
    std::visit([&](auto&& matrix) { channel.p = std::forward<decltype(matrix)>(matrix); },
               parse_matrix_market(text, shown(path)));
    return channel;
  }
  core::reject(shown(path),
               "the name of a channel file ends in .mtx, .npz or .npy",
               excerpt(ending));
}

Eigen::VectorXd read_vector(const std::filesystem::path& path) {
  return vector_of(read_npy(path), shown(path));
}

}  // namespace eigenviews::data
