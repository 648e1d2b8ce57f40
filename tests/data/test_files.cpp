#include "data/test_files.hpp"

#include <turbojpeg.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace eigenviews::test {

namespace fs = std::filesystem;

TempFolder::TempFolder() {
  std::string pattern = (fs::temp_directory_path() / "eigenviews-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path TempFolder::write(const std::string& name, const ByteVector& content) const {
  const fs::path path = path_ / name;
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(content.data()),
             static_cast<std::streamsize>(content.size()));
  if (!file.flush()) throw std::runtime_error("a temporary file cannot be written");
  return path;
}

fs::path TempFolder::write(const std::string& name, std::string_view content) const {
  return write(name, bytes_of(content));
}

fs::path TempFolder::write_sparse(const std::string& name,
                                  const ByteVector& start,
                                  std::uintmax_t size) const {
  const fs::path path = write(name, start);
  fs::resize_file(path, size);
  return path;
}

ScopedEnvironment::ScopedEnvironment(const char* name, const char* value) : name_(name) {
  if (const char* before = std::getenv(name)) before_ = before;
  value == nullptr ? unsetenv(name) : setenv(name, value, 1);
}

ScopedEnvironment::~ScopedEnvironment() {
  before_ ? setenv(name_.c_str(), before_->c_str(), 1) : unsetenv(name_.c_str());
}

ByteVector bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

ByteVector joined(const std::vector<ByteVector>& parts) {
  ByteVector all;
  for (const ByteVector& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

ByteVector cut(ByteVector bytes, std::size_t count) {
  bytes.resize(bytes.size() - count);
  return bytes;
}

ByteVector little(std::uint64_t word, int count) {
  ByteVector bytes;
  for (int i = 0; i < count; ++i, word >>= 8) bytes.push_back(static_cast<std::uint8_t>(word));
  return bytes;
}

ByteVector big(std::uint64_t word, int count) {
  ByteVector bytes = little(word, count);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

namespace {

// zlib's window_bits chooses the frame: 15 + 16 is gzip, 15 zlib, -15 none.
ByteVector deflated(const ByteVector& content, int window_bits) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY);
  ByteVector out(deflateBound(&stream, content.size()) + 32);
  stream.next_in = const_cast<Bytef*>(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) throw std::runtime_error("deflate");
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

ByteVector gzip(const ByteVector& content) { return deflated(content, 15 + 16); }

ByteVector idx_file(const std::vector<std::uint32_t>& dims,
                    const ByteVector& items,
                    std::uint8_t type,
                    std::optional<std::uint8_t> rank) {
  ByteVector file{0, 0, type, rank.value_or(static_cast<std::uint8_t>(dims.size()))};
  for (const std::uint32_t dim : dims) file = joined({file, big(dim, 4)});
  return joined({file, items});
}

ByteVector npy_file(std::string_view header, const ByteVector& data, std::uint8_t version) {
  const int field = version == 1 ? 2 : 4;
  std::string text(header);
  while ((8 + static_cast<std::size_t>(field) + text.size() + 1) % 64 != 0) text += ' ';
  text += '\n';
  return joined({{0x93, 'N', 'U', 'M', 'P', 'Y', version, 0},
                 little(text.size(), field),
                 bytes_of(text),
                 data});
}

std::string npy_header(std::string_view descr, std::string_view shape, bool fortran_order) {
  return "{'descr': '" + std::string(descr) +
         "', 'fortran_order': " + (fortran_order ? "True" : "False") +
         ", 'shape': " + std::string(shape) + ", }";
}

namespace {

// The part that the local header and the central directory share: flags to the name's length.
ByteVector zip_entry(const ZipMember& member, const ByteVector& packed) {
  const auto crc = static_cast<std::uint32_t>(
      crc32(0, member.content.data(), static_cast<uInt>(member.content.size())));
  const int method = member.deflated ? 8 : 0;
  return joined({little(20, 2),
                 little(member.flags, 2),
                 little(member.method.value_or(static_cast<std::uint16_t>(method)), 2),
                 little(0, 4),  // time and date
                 little(member.crc.value_or(crc), 4),
                 little(member.packed_size.value_or(static_cast<std::uint32_t>(packed.size())), 4),
                 little(member.size.value_or(static_cast<std::uint32_t>(member.content.size())), 4),
                 little(member.name.size(), 2),
                 little(0, 2)});  // extra field
}

}  // namespace

ByteVector zip_file(const std::vector<ZipMember>& members) {
  ByteVector file;
  ByteVector directory;
  for (const ZipMember& member : members) {
    const ByteVector packed = member.deflated ? deflated(member.content, -15) : member.content;
    const ByteVector entry = zip_entry(member, packed);
    directory = joined({directory,
                        bytes_of("PK\x01\x02"),
                        little(20, 2),
                        entry,
                        little(0, 2 + 2 + 2 + 4),  // comment, disk, attributes
                        little(file.size(), 4),
                        bytes_of(member.name)});
    file = joined({file, bytes_of("PK\x03\x04"), entry, bytes_of(member.name), packed});
  }
  return joined({file,
                 directory,
                 bytes_of("PK\x05\x06"),
                 little(0, 4),
                 little(members.size(), 2),
                 little(members.size(), 2),
                 little(directory.size(), 4),
                 little(file.size(), 4),
                 little(0, 2)});
}

ByteVector png_chunk(std::string_view name, const ByteVector& content) {
  const ByteVector checked = joined({bytes_of(name), content});
  return joined({big(content.size(), 4),
                 checked,
                 big(crc32(0, checked.data(), static_cast<uInt>(checked.size())), 4)});
}

ByteVector png_file(const PngSource& source) {
  const std::size_t row_bytes = source.samples.size() / source.height;
  ByteVector lines;
  for (std::size_t y = 0; y < source.height; ++y) {
    lines.push_back(0);  // not filtered
    const auto row = source.samples.begin() + static_cast<std::ptrdiff_t>(y * row_bytes);
    lines.insert(lines.end(), row, row + static_cast<std::ptrdiff_t>(row_bytes));
  }
  const ByteVector header = joined({big(source.width, 4),
                                    big(source.height, 4),
                                    {static_cast<std::uint8_t>(source.bit_depth),
                                     static_cast<std::uint8_t>(source.colour_type),
                                     0,
                                     0,
                                     0}});
  return joined({{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'},
                 png_chunk("IHDR", header),
                 source.between_chunks,
                 png_chunk("IDAT", deflated(lines, 15)),
                 png_chunk("IEND", {})});
}

ByteVector jpeg_file(int height, int width, const ByteVector& colour) {
  ByteVector pixels;
  for (int i = 0; i < height * width; ++i) {
    pixels.insert(pixels.end(), colour.begin(), colour.end());
  }
  const bool grey = colour.size() == 1;
  const int format = grey ? TJPF_GRAY : colour.size() == 3 ? TJPF_RGB : TJPF_CMYK;
  tjhandle encoder = tjInitCompress();
  unsigned char* out = nullptr;
  unsigned long size = 0;
  const int failed = tjCompress2(encoder,
                                 pixels.data(),
                                 width,
                                 /*pitch=*/0,
                                 height,
                                 format,
                                 &out,
                                 &size,
                                 grey ? TJSAMP_GRAY : TJSAMP_444,
                                 /*quality=*/100,
                                 TJFLAG_ACCURATEDCT);
  ByteVector file(out, out + size);
  tjFree(out);
  tjDestroy(encoder);
  if (failed != 0) throw std::runtime_error("tjCompress2");
  return file;
}

}  // namespace eigenviews::test
