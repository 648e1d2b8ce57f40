#include <algorithm>

#include "data/records.hpp"
#include "fuzz.hpp"

using namespace eigenviews;

namespace {

void decode_cifar(data::Bytes bytes, const data::CifarFormat& format) {
  const data::Index count = static_cast<data::Index>(bytes.size()) / format.record_bytes();
  const auto whole = static_cast<std::size_t>(count * format.record_bytes());
  fuzz::expect_result_or_refusal([&] {
    data::PixelMatrix pixels(count, 3 * 32 * 32);
    std::vector<int> labels;
    data::decode_cifar(bytes.first(whole), format, "input", 0, pixels, labels);
    fuzz::require(labels.size() == static_cast<std::size_t>(count));
    fuzz::require(std::all_of(labels.begin(), labels.end(), [&](int label) {
      return label >= 0 && label < format.classes;
    }));
  });
}

void decode_stl10(data::Bytes bytes) {
  fuzz::expect_result_or_refusal([&] {
    const std::vector<int> labels = data::decode_stl10_labels(bytes, "input");
    fuzz::require(labels.size() == bytes.size());
  });
  const auto image = static_cast<std::size_t>(data::stl10_shape.size());
  data::PixelMatrix pixels(static_cast<data::Index>(bytes.size() / image),
                           data::stl10_shape.size());
  data::decode_stl10_images(bytes.first(bytes.size() / image * image), pixels);
}

}  // namespace

// The records of CIFAR-10, CIFAR-100 and STL-10.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const data::CifarFormat cifar10{.dataset = "cifar10", .files = {}, .records_per_file = 2};
  static const data::CifarFormat cifar100{.dataset = "cifar100",
                                          .files = {},
                                          .records_per_file = 2,
                                          .label_bytes = 2,
                                          .classes = 100,
                                          .coarse_classes = 20};
  decode_cifar({bytes, size}, cifar10);
  decode_cifar({bytes, size}, cifar100);
  decode_stl10({bytes, size});
  return 0;
}
