#include "data/published.hpp"

#include <fmt/format.h>
#include <md5.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "core/errors.hpp"
#include "data/input_file.hpp"

namespace eigenviews::data {

namespace {

struct PublishedFile {
  std::string_view dataset;
  std::string_view file;
  std::int64_t size;
  std::string_view md5;
};

// The sums are those that torchvision publishes. Debian's package dataset-fashion-mnist holds the
// same gzip streams without the file's name in their headers, hence 24 or 23 bytes less.
constexpr std::array published_files{
    PublishedFile{"fashion-mnist",
                  "train-images-idx3-ubyte.gz",
                  26421880,
                  "8d4fb7e6c68d591d4c3dfef9ec88bf0d"},
    PublishedFile{"fashion-mnist",
                  "train-images-idx3-ubyte.gz",
                  26421856,
                  "cf8536b0aa1a6ac5fa3f23001093305c"},
    PublishedFile{"fashion-mnist",
                  "train-labels-idx1-ubyte.gz",
                  29515,
                  "25c81989df183df01b3e8a0aad5dffbe"},
    PublishedFile{"fashion-mnist",
                  "train-labels-idx1-ubyte.gz",
                  29491,
                  "10bea18fdb374794d4bb42e356e600c9"},
    PublishedFile{"fashion-mnist",
                  "t10k-images-idx3-ubyte.gz",
                  4422102,
                  "bef4ecab320f06d8554ea6380940ec79"},
    PublishedFile{"fashion-mnist",
                  "t10k-images-idx3-ubyte.gz",
                  4422079,
                  "f78720b4224f21cce2f2ccf2d7a94c9a"},
    PublishedFile{"fashion-mnist",
                  "t10k-labels-idx1-ubyte.gz",
                  5148,
                  "bb300cfdad3c16e7a12a480ee83cd310"},
    PublishedFile{"fashion-mnist",
                  "t10k-labels-idx1-ubyte.gz",
                  5125,
                  "0d30e22e447f3c33dab9ed536400ac01"},
    PublishedFile{"mnist",
                  "train-images-idx3-ubyte.gz",
                  9912422,
                  "f68b3c2dcbeaaa9fbdd348bbdeb94873"},
    PublishedFile{"mnist", "train-labels-idx1-ubyte.gz", 28881, "d53e105ee54ea40749a09fcbcd1e9432"},
    PublishedFile{"mnist",
                  "t10k-images-idx3-ubyte.gz",
                  1648877,
                  "9fb629c4189551a2d022fa330f9573f3"},
    PublishedFile{"mnist", "t10k-labels-idx1-ubyte.gz", 4542, "ec29112dd5afa0611ce80d1b7f02629c"},
    PublishedFile{"stl10", "test_X.bin", 221184000, "7f263ba9f9e0b06b93213547f721ac82"},
    PublishedFile{"stl10", "test_y.bin", 8000, "36f9794fa4beb8a2c72628de14fa638e"},
    PublishedFile{"stl10", "train_X.bin", 138240000, "918c2871b30a85fa023e0c44e0bee87f"},
    PublishedFile{"stl10", "train_y.bin", 5000, "5a34089d4802c674881badbb80307741"},
};

constexpr std::int64_t piece_bytes = 1 << 20;

std::string md5_of(const InputFile& input) {
  MD5_CTX context;
  MD5Init(&context);
  for (std::int64_t at = 0; at < input.size(); at += piece_bytes) {
    const auto piece = input.read(at, std::min(piece_bytes, input.size() - at));
    MD5Update(&context, piece.data(), piece.size());
  }
  std::array<char, MD5_DIGEST_STRING_LENGTH> digest{};
  return MD5End(&context, digest.data());
}

}  // namespace

bool verify_published(const std::filesystem::path& path,
                      std::string_view dataset,
                      std::string_view file) {
  const InputFile input(path);
  std::string sum;       // of the file, computed where a size fits
  std::string expected;  // of the data set's own file of this size
  for (const PublishedFile& known : published_files) {
    if (known.file != file || known.size != input.size()) continue;
    if (sum.empty()) sum = md5_of(input);
    if (known.dataset == dataset && known.md5 == sum) return true;
    if (known.dataset == dataset) expected = known.md5;
    if (known.dataset != dataset && known.md5 == sum) {
      core::reject(input.where(),
                   fmt::format("must be a file of {}", dataset),
                   fmt::format("the file of this name of {}", known.dataset),
                   "give another --data-dir");
    }
  }
  if (expected.empty()) return false;
  core::reject(input.where(),
               fmt::format("the MD5 sum of a file of {} bytes must be {}", input.size(), expected),
               sum,
               "the file is damaged: copy or download it again");
}

}  // namespace eigenviews::data
