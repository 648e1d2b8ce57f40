#include "data/gzip_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <new>

#include "core/errors.hpp"

namespace eigenviews::data {

namespace {

constexpr std::size_t buffer_bytes = std::size_t{1} << 17;
constexpr std::size_t longest_step = std::size_t{1} << 30;  // zlib counts in 32 bits
constexpr int gzip_frame = 15 + 16;  // zlib's code for its largest window inside a gzip header

bool is_packed(const InputFile& file) {
  std::array<std::uint8_t, 2> start{};
  if (file.size() < 2) return false;
  file.read(0, start);
  return start[0] == 0x1f && start[1] == 0x8b;
}

}  // namespace

GzipReader::GzipReader(const std::filesystem::path& path) : file_(path) {
  if (!is_packed(file_)) return;
  buffer_.resize(buffer_bytes);
  if (inflateInit2(&stream_, gzip_frame) != Z_OK) throw std::bad_alloc();
}

std::size_t GzipReader::read(std::span<std::uint8_t> out) {
  if (buffer_.empty()) return read_plain(out);
  std::size_t done = 0;
  while (done < out.size()) {
    if (stream_.avail_in == 0) refill();
    if (!inside_) {
      if (stream_.avail_in == 0) break;
      inflateReset(&stream_);
      inside_ = true;
    }
    const std::span<std::uint8_t> step =
        out.subspan(done, std::min(out.size() - done, longest_step));
    inflate_into(step);
    done += step.size() - stream_.avail_out;
    if (broken_off_) break;
  }
  return done;
}

std::size_t GzipReader::read_plain(std::span<std::uint8_t> out) {
  const auto left = static_cast<std::size_t>(file_.size() - offset_);
  const std::size_t count = std::min(out.size(), left);
  file_.read(offset_, out.first(count));
  offset_ += static_cast<std::int64_t>(count);
  return count;
}

// Leaves avail_in at 0 where the file is at its end.
void GzipReader::refill() {
  const auto left = static_cast<std::size_t>(file_.size() - offset_);
  const std::size_t count = std::min(buffer_.size(), left);
  file_.read(offset_, std::span(buffer_).first(count));
  offset_ += static_cast<std::int64_t>(count);
  stream_.next_in = buffer_.data();
  stream_.avail_in = static_cast<uInt>(count);
}

void GzipReader::inflate_into(std::span<std::uint8_t> out) {
  stream_.next_out = out.data();
  stream_.avail_out = static_cast<uInt>(out.size());
  const int code = inflate(&stream_, Z_NO_FLUSH);
  if (code == Z_STREAM_END) {
    inside_ = false;
  } else if (code == Z_BUF_ERROR) {  // nothing more to unpack, and refill() has brought nothing
    broken_off_ = true;
  } else if (code != Z_OK) {
    core::reject(file_.where(),
                 "the gzip stream must be undamaged",
                 fmt::format("{} at byte {}",
                             stream_.msg != nullptr ? stream_.msg : zError(code),
                             offset_ - stream_.avail_in),
                 "copy or unpack the file again");
  }
}

}  // namespace eigenviews::data
