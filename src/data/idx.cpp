#include "data/idx.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/errors.hpp"
#include "core/memory.hpp"
#include "data/gzip_reader.hpp"
#include "data/sizes.hpp"

namespace eigenviews::data {

namespace {

constexpr std::uint8_t unsigned_byte = 0x08;
constexpr std::string_view again = "copy or download the file again";

std::string_view ending(const GzipReader& stream) {
  return stream.broken_off() ? ", where the gzip stream breaks off" : "";
}

void read_header(GzipReader& stream, std::span<std::uint8_t> out) {
  const std::size_t got = stream.read(out);
  if (got == out.size()) return;
  core::reject(stream.where(),
               "an IDX header has 4 bytes and 4 more for each dimension",
               fmt::format("an end inside it{}", ending(stream)),
               again);
}

std::vector<Index> read_dims(GzipReader& stream, std::size_t rank) {
  std::array<std::uint8_t, 4> word{};
  read_header(stream, word);
  if (word[0] != 0 || word[1] != 0 || word[2] != unsigned_byte || word[3] != rank) {
    core::reject(stream.where(),
                 fmt::format("an IDX file of bytes in {} dimension(s) starts with 00 00 08 {:02x}",
                             rank,
                             rank),
                 fmt::format("{:02x}", fmt::join(word, " ")),
                 "is it the right file?");
  }
  std::vector<Index> dims;
  while (dims.size() < rank) {
    read_header(stream, word);
    dims.push_back(Index{word[0]} << 24 | Index{word[1]} << 16 | Index{word[2]} << 8 |
                   Index{word[3]});
  }
  return dims;
}

// The bytes of all items, where a file of this size can hold them.
Index total_bytes(const GzipReader& stream, const std::vector<Index>& dims) {
  const std::optional<Index> total = checked_product(dims);
  if (total.value_or(0) == 0) {
    core::reject(stream.where(),
                 "the dimensions in an IDX header must be positive and their product below 2^63",
                 fmt::format("{}", fmt::join(dims, " x ")),
                 again);
  }
  if (*total / max_deflate_ratio > stream.file_size()) {
    core::reject(
        stream.where(),
        fmt::format("the header promises {} = {} bytes, which no file of {} bytes can hold",
                    fmt::join(dims, " x "),
                    *total,
                    stream.file_size()),
        fmt::format("{} bytes", stream.file_size()),
        again);
  }
  return *total;
}

void read_items(GzipReader& stream, Index promised, PixelMatrix& items) {
  const auto wanted = static_cast<std::size_t>(items.size());
  const std::size_t got = stream.read({items.data(), wanted});
  if (got == wanted) return;
  core::reject(stream.where(),
               fmt::format("the header promises {} bytes of items", promised),
               fmt::format("{} bytes{}", got, ending(stream)),
               again);
}

// Reads what follows the items already read: `left` bytes, and then the end.
void check_end(GzipReader& stream, Index left, Index promised) {
  std::vector<std::uint8_t> buffer(std::size_t{1} << 16);
  Index got = 0;
  while (got <= left) {
    const auto count = static_cast<Index>(stream.read(buffer));
    if (count == 0) break;
    got += count;
  }
  if (got == left && !stream.broken_off()) return;
  core::reject(stream.where(),
               fmt::format("the header promises {} bytes of items", promised),
               got > left ? std::string("more")
                          : fmt::format("{} bytes{}", promised - left + got, ending(stream)),
               again);
}

}  // namespace

IdxArray read_idx(const std::filesystem::path& path, const IdxRequest& request) {
  GzipReader stream(path);
  IdxArray array{.dims = read_dims(stream, request.rank), .items = {}};
  const Index total = total_bytes(stream, array.dims);
  const Index rows = requested_count(stream.where(), request.limit, array.dims[0]);
  const Index item = total / array.dims[0];
  core::require_memory(stream.where(), static_cast<double>(rows * item), "give a smaller --n");
  array.items.resize(rows, item);
  read_items(stream, total, array.items);
  if (request.check_end) check_end(stream, total - rows * item, total);
  return array;
}

}  // namespace eigenviews::data
