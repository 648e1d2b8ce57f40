#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <optional>

#include "core/errors.hpp"
#include "data/npy.hpp"
#include "data/printable.hpp"
#include "data/sizes.hpp"

namespace eigenviews::data {

namespace {

constexpr std::size_t max_rank = 32;  // NumPy's own limit
constexpr std::string_view resave = "save the array again with numpy.save";

// Parses the text of a header: the Python literal
// {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } in any order of keys.
class HeaderText {
 public:
  HeaderText(std::string_view text, const std::string& where) : left_(text), where_(where) {}

  NpyHeader parse() {
    NpyHeader header;
    expect('{');
    while (!accept('}')) {
      read_entry(header);
      if (accept(',')) continue;
      expect('}');
      break;
    }
    skip_space();
    if (!left_.empty()) fail("nothing may follow the closing brace");
    for (const std::string_view key : keys) {
      if (!has(key)) fail(fmt::format("the header must have the key '{}'", key));
    }
    return header;
  }

 private:
  static constexpr std::array<std::string_view, 3> keys{"descr", "fortran_order", "shape"};

  [[nodiscard]] bool has(std::string_view key) const {
    return std::find(seen_.begin(), seen_.end(), key) != seen_.end();
  }

  void read_entry(NpyHeader& header) {
    const std::string_view key = read_quoted();
    if (has(key)) fail(fmt::format("the key {} may appear once", excerpt(key)));
    expect(':');
    if (key == "descr") {
      read_descr(header.dtype);
    } else if (key == "fortran_order") {
      header.fortran_order = read_bool();
    } else if (key == "shape") {
      read_shape(header.shape);
    } else {
      fail(fmt::format("the header has the keys descr, fortran_order and shape, not {}",
                       excerpt(key)));
    }
    seen_.push_back(key);
  }

  std::string_view read_quoted() {
    skip_space();
    if (left_.empty() || (left_[0] != '\'' && left_[0] != '"'))
      fail("a quoted word must come here");
    const std::size_t end = left_.find(left_[0], 1);
    if (end == std::string_view::npos) fail("a quoted word must end");
    const std::string_view word = left_.substr(1, end - 1);
    left_.remove_prefix(end + 1);
    return word;
  }

  bool read_bool() {
    skip_space();
    for (const std::string_view word : {"True", "False"}) {
      if (!left_.starts_with(word)) continue;
      left_.remove_prefix(word.size());
      return word == "True";
    }
    fail("fortran_order must be True or False");
  }

  void read_descr(NpyDtype& dtype) {
    skip_space();
    if (left_.starts_with('[') || left_.starts_with('(')) {
      fail("records (structured arrays) are not read; save one array of numbers");
    }
    const std::string_view text = read_quoted();
    dtype.text = text;
    std::string_view rest = text;
    const char order = rest.empty() ? '?' : rest[0];
    if (std::string_view("<>|=").find(order) != std::string_view::npos) rest.remove_prefix(1);
    dtype.kind = rest.empty() ? '?' : rest[0];
    if (dtype.kind == 'O') reject_objects(text);
    const auto [end, error] = std::from_chars(rest.data() + std::min<std::size_t>(1, rest.size()),
                                              rest.data() + rest.size(),
                                              dtype.size);
    const bool whole = error == std::errc{} && end == rest.data() + rest.size();
    if (!whole || !is_supported(dtype)) reject_type(text);
    if (dtype.kind == 'U') dtype.size *= 4;  // it counts letters
    dtype.swapped = order == (std::endian::native == std::endian::little ? '>' : '<');
  }

  static bool is_supported(const NpyDtype& dtype) {
    const Index s = dtype.size;
    if (dtype.kind == 'f') return s == 4 || s == 8;
    if (dtype.is_integer()) return s == 1 || s == 2 || s == 4 || s == 8;
    return dtype.is_text() && s >= 1 && s <= max_npy_header;
  }

  void read_shape(std::vector<Index>& shape) {
    expect('(');
    while (!accept(')')) {
      shape.push_back(read_dimension());
      if (shape.size() > max_rank) fail(fmt::format("at most {} dimensions are read", max_rank));
      if (accept(',')) continue;
      expect(')');
      break;
    }
  }

  Index read_dimension() {
    skip_space();
    Index value = 0;
    const auto [end, error] = std::from_chars(left_.data(), left_.data() + left_.size(), value);
    if (error == std::errc::result_out_of_range) fail("a dimension must be below 2^63");
    if (error != std::errc{}) fail("a dimension must be a whole number");
    if (value < 0) fail("a dimension must not be negative");
    left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
    if (left_.starts_with('L')) left_.remove_prefix(1);  // Python 2 wrote 3L
    return value;
  }

  void skip_space() {
    while (!left_.empty() && std::string_view(" \t\r\n").find(left_[0]) != std::string_view::npos) {
      left_.remove_prefix(1);
    }
  }

  bool accept(char c) {
    skip_space();
    if (!left_.starts_with(c)) return false;
    left_.remove_prefix(1);
    return true;
  }

  void expect(char c) {
    if (!accept(c)) fail(fmt::format("'{}' must come here", c));
  }

  [[noreturn]] void fail(std::string_view rule) const {
    core::reject(where_,
                 fmt::format("in the .npy header: {}", rule),
                 left_.empty() ? "the end of the header" : excerpt(left_),
                 resave);
  }

  [[noreturn]] void reject_objects(std::string_view text) const {
    core::reject(where_,
                 "arrays of Python objects are not read, since unpickling runs code",
                 "dtype " + excerpt(text),
                 "save an array of numbers, for example astype('f8')");
  }

  [[noreturn]] void reject_type(std::string_view text) const {
    core::reject(where_,
                 "the elements must be f4, f8 or integers of 1, 2, 4 or 8 bytes",
                 "dtype " + excerpt(text),
                 "convert the array, for example with astype('f8')");
  }

  std::string_view left_;
  const std::string& where_;
  std::vector<std::string_view> seen_;
};

// Where the header's text lies, from the magic number, the version and the length field.
struct TextPlace {
  Index offset = 0;
  Index length = 0;
};

TextPlace locate_text(Bytes start, const std::string& where) {
  constexpr std::array<std::uint8_t, 6> magic{0x93, 'N', 'U', 'M', 'P', 'Y'};
  if (start.size() < 10 || !std::equal(magic.begin(), magic.end(), start.begin())) {
    const std::string_view head(reinterpret_cast<const char*>(start.data()),
                                std::min<std::size_t>(start.size(), 6));
    core::reject(where,
                 "a .npy file starts with \\x93NUMPY and a header",
                 fmt::format("{} byte(s) {}", head.size(), excerpt(head)),
                 resave);
  }
  if (start[6] < 1 || start[6] > 3) {
    core::reject(where, "the .npy version must be 1, 2 or 3", int{start[6]}, resave);
  }
  const std::size_t field = start[6] == 1 ? 2 : 4;
  TextPlace place{.offset = static_cast<Index>(8 + field), .length = 0};
  for (std::size_t i = 0; i < field && 8 + i < start.size(); ++i) {
    place.length |= Index{start[8 + i]} << (8 * i);
  }
  const Index room = std::min(max_npy_header, static_cast<Index>(start.size()) - place.offset);
  if (place.length > room) {
    core::reject(where,
                 fmt::format("the .npy header has room for {} bytes", std::max<Index>(0, room)),
                 fmt::format("a header length of {}", place.length),
                 resave);
  }
  return place;
}

void require_data_size(const NpyHeader& header, std::int64_t file_size, const std::string& where) {
  std::vector<Index> factors = header.shape;
  factors.push_back(header.dtype.size);
  const std::optional<Index> bytes = checked_product(factors);
  if (!bytes) {
    core::reject(where,
                 "in the .npy header: the bytes of the array must number below 2^63",
                 fmt::format("shape ({})", fmt::join(header.shape, ", ")),
                 resave);
  }
  const std::int64_t found = file_size - header.data_offset;
  if (found != *bytes) {
    core::reject(where,
                 fmt::format("shape ({}) of '{}' takes {} bytes after the header",
                             fmt::join(header.shape, ", "),
                             header.dtype.text,
                             *bytes),
                 fmt::format("{} bytes", found),
                 "the file is truncated or damaged");
  }
}

}  // namespace

Index NpyHeader::cols() const {
  Index product = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) product *= shape[i];
  return product;
}

NpyHeader parse_npy_header(Bytes start, std::int64_t file_size, const std::string& where) {
  const TextPlace place = locate_text(start, where);
  const std::string_view text(reinterpret_cast<const char*>(start.data()) + place.offset,
                              static_cast<std::size_t>(place.length));
  NpyHeader header = HeaderText(text, where).parse();
  header.data_offset = place.offset + place.length;
  require_data_size(header, file_size, where);
  return header;
}

NpyHeader read_npy_header(const InputFile& file) {
  constexpr std::int64_t longest_start = 12 + max_npy_header;
  const auto start = file.read(0, std::min(longest_start, file.size()));
  return parse_npy_header(start, file.size(), file.where());
}

}  // namespace eigenviews::data
