#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Files that the tests and the fuzz targets write themselves, well-formed or falsified.
namespace eigenviews::test {

using ByteVector = std::vector<std::uint8_t>;

/// A folder of its own in the system's temporary folder, removed with all that is in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Writes a file, and the folders above it; `name` may hold slashes. Returns its path.
  std::filesystem::path write(const std::string& name, const ByteVector& content) const;
  std::filesystem::path write(const std::string& name, std::string_view content) const;
  /// A file of `size` bytes: `start`, then zeros that take up no room on the disk.
  std::filesystem::path write_sparse(const std::string& name,
                                     const ByteVector& start,
                                     std::uintmax_t size) const;

 private:
  std::filesystem::path path_;
};

/// Sets an environment variable, or removes it (nullptr), and puts it back as it was.
class ScopedEnvironment {
 public:
  ScopedEnvironment(const char* name, const char* value);
  ~ScopedEnvironment();
  ScopedEnvironment(const ScopedEnvironment&) = delete;
  ScopedEnvironment& operator=(const ScopedEnvironment&) = delete;

 private:
  std::string name_;
  std::optional<std::string> before_;
};

[[nodiscard]] ByteVector bytes_of(std::string_view text);
[[nodiscard]] ByteVector joined(const std::vector<ByteVector>& parts);
/// Without the last `count` bytes.
[[nodiscard]] ByteVector cut(ByteVector bytes, std::size_t count);

/// The memory of the numbers, as this machine stores them.
template <class T>
[[nodiscard]] ByteVector raw(const std::vector<T>& numbers) {
  ByteVector bytes(numbers.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

/// `word` in `count` bytes, the lowest first (little) or last (big).
[[nodiscard]] ByteVector little(std::uint64_t word, int count);
[[nodiscard]] ByteVector big(std::uint64_t word, int count);

[[nodiscard]] ByteVector gzip(const ByteVector& content);

/// IDX header of unsigned bytes and `items`; `type` and `rank` may be falsified.
[[nodiscard]] ByteVector idx_file(const std::vector<std::uint32_t>& dims,
                                  const ByteVector& items,
                                  std::uint8_t type = 8,
                                  std::optional<std::uint8_t> rank = {});

/// A .npy file with this header text, padded as NumPy does to a multiple of 64.
[[nodiscard]] ByteVector npy_file(std::string_view header,
                                  const ByteVector& data,
                                  std::uint8_t version = 1);
/// The header text of an array: npy_header("<f8", "(2, 3)").
[[nodiscard]] std::string npy_header(std::string_view descr,
                                     std::string_view shape,
                                     bool fortran_order = false);
template <class T>
[[nodiscard]] ByteVector npy_array(std::string_view descr,
                                   std::string_view shape,
                                   const std::vector<T>& numbers) {
  return npy_file(npy_header(descr, shape), raw(numbers));
}

/// A member of a zip archive; what is set in the second half is written instead of the truth.
struct ZipMember {
  std::string name;
  ByteVector content;
  bool deflated = false;
  std::optional<std::uint32_t> crc = {};
  std::optional<std::uint32_t> size = {};
  std::optional<std::uint32_t> packed_size = {};
  std::optional<std::uint16_t> method = {};
  std::uint16_t flags = 0;
};
[[nodiscard]] ByteVector zip_file(const std::vector<ZipMember>& members);

/// What PNG's IHDR chunk says, with scan lines that are not filtered.
struct PngSource {
  std::uint32_t width = 1;
  std::uint32_t height = 1;
  int bit_depth = 8;
  int colour_type = 0;             ///< 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
  ByteVector samples;              ///< row by row, each row a whole number of bytes.
  ByteVector between_chunks = {};  ///< chunks between IHDR and IDAT.
};
[[nodiscard]] ByteVector png_file(const PngSource& source);
/// One chunk of a PNG file with its length and checksum; `name` has four letters.
[[nodiscard]] ByteVector png_chunk(std::string_view name, const ByteVector& content);

/// A JPEG file of one colour: `channels` is 1 (grey), 3 (YCbCr) or 4 (CMYK).
[[nodiscard]] ByteVector jpeg_file(int height, int width, const ByteVector& colour);

}  // namespace eigenviews::test
