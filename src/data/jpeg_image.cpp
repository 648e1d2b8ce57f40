#include <fmt/format.h>
#include <turbojpeg.h>

#include <memory>
#include <type_traits>

#include "core/errors.hpp"
#include "data/decoded_image.hpp"
#include "data/printable.hpp"

namespace eigenviews::data {

namespace {

// A picture that needs a warning from libjpeg is damaged (mostly truncated): stop there. A
// progressive file may not make the decoder go over the picture without end.
constexpr int decoder_flags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT;

struct Destroy {
  void operator()(tjhandle handle) const { tjDestroy(handle); }
};
using Decoder = std::unique_ptr<std::remove_pointer_t<tjhandle>, Destroy>;

[[noreturn]] void reject_damaged(const Decoder& decoder, const std::string& where) {
  const std::string message = tjGetErrorStr2(decoder.get());
  core::reject(where,
               "must be an undamaged JPEG picture",
               "libjpeg's message " + excerpt(message),
               "replace or remove the file");
}

// The sides and channels; the pixels are still to be read.
DecodedImage read_header(const Decoder& decoder, Bytes file, const std::string& where) {
  int width = 0;
  int height = 0;
  int subsampling = 0;
  int colours = 0;
  if (tjDecompressHeader3(decoder.get(),
                          file.data(),
                          file.size(),
                          &width,
                          &height,
                          &subsampling,
                          &colours) != 0) {
    reject_damaged(decoder, where);
  }
  if (height < 1 || width < 1) {  // an end inside the header counts as a file of tables alone
    core::reject(where,
                 "must be an undamaged JPEG picture",
                 "a file without the header of a frame",
                 "replace or remove the file");
  }
  require_image_sides(where, height, width);
  if (colours != TJCS_GRAY && colours != TJCS_YCbCr && colours != TJCS_RGB) {
    core::reject(where,
                 "a JPEG picture must be grey, YCbCr or RGB",
                 "four-colour (CMYK or YCCK)",
                 "convert it to RGB");
  }
  return {.height = height, .width = width, .channels = colours == TJCS_GRAY ? 1 : 3, .pixels = {}};
}

}  // namespace

bool is_jpeg(Bytes file) {
  return file.size() >= 3 && file[0] == 0xff && file[1] == 0xd8 && file[2] == 0xff;
}

DecodedImage decode_jpeg(Bytes file, const std::string& where) {
  const Decoder decoder(tjInitDecompress());
  DecodedImage image = read_header(decoder, file, where);
  image.pixels.resize(static_cast<std::size_t>(image.height * image.width * image.channels));
  if (tjDecompress2(decoder.get(),
                    file.data(),
                    file.size(),
                    image.pixels.data(),
                    static_cast<int>(image.width),
                    /*pitch=*/0,
                    static_cast<int>(image.height),
                    image.channels == 1 ? TJPF_GRAY : TJPF_RGB,
                    decoder_flags) != 0) {
    reject_damaged(decoder, where);
  }
  return image;
}

}  // namespace eigenviews::data
