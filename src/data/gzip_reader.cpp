#include "data/gzip_reader.hpp"

#include <algorithm>

#include "core/errors.hpp"

namespace eigenviews::data {

namespace {

constexpr unsigned inflate_buffer_bytes = 1U << 17;         // zlib's own 8 KiB is slow on big files
constexpr std::size_t longest_read = std::size_t{1} << 30;  // gzread counts in 32 bits

}  // namespace

GzipReader::GzipReader(const std::filesystem::path& path) {
  const InputFile file(path);  // refuses what is not a regular file, with its reason
  where_ = file.where();
  file_size_ = file.size();
  stream_.reset(gzopen(path.c_str(), "rb"));
  if (!stream_) throw core::FileError(where_ + ": zlib cannot open it");
  gzbuffer(stream_.get(), inflate_buffer_bytes);
}

std::size_t GzipReader::read(std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const auto count = static_cast<unsigned>(std::min(out.size() - done, longest_read));
    const int got = gzread(stream_.get(), out.data() + done, count);
    if (got < 0) {
      int code = Z_OK;
      core::reject(where_,
                   "the gzip stream must be undamaged",
                   gzerror(stream_.get(), &code),
                   "copy or unpack the file again");
    }
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

bool GzipReader::broken_off() const {
  int code = Z_OK;
  gzerror(stream_.get(), &code);
  return code == Z_BUF_ERROR;
}

}  // namespace eigenviews::data
