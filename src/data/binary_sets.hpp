#pragma once

#include "data/load.hpp"

namespace eigenviews::data {

/// CIFAR-10 or CIFAR-100, binary version: n x 3072 bytes, 3 x 32 x 32; labels 0 .. 9, or the fine
/// classes 0 .. 99. Looks for cifar-10-batches-bin/data_batch_{1..5}.bin or
/// cifar-100-binary/train.bin below the data folder, or for these files directly in it; the test
/// splits are test_batch.bin and test.bin. Only the files that hold the first `limit` originals are
/// opened.
///
/// @param dataset  "cifar10" or "cifar100".
/// @throws core::InputError  a file that has not exactly its published size, a label out of range,
///                           more originals than there are, too little memory.
/// @throws core::FileError   a file is missing or unreadable.
[[nodiscard]] Originals load_cifar(const std::string& dataset, const LoadOptions& options);

/// The 5000 labelled training images of STL-10 or its 8000 test images, binary version: n x 27648
/// bytes, 3 x 96 x 96, labels 0 .. 9. Looks for stl10_binary/train_X.bin and train_y.bin, or test_X
/// and test_y, below the data folder, or directly in it. The published MD5 sums of both whole files
/// are checked, then the first `limit` records read.
///
/// @throws core::InputError, core::FileError  as load_cifar.
[[nodiscard]] Originals load_stl10(const LoadOptions& options);

/// The first n records of STL-10 files whose sizes and sums have been checked.
/// @throws core::InputError  a label out of range, too little memory.
/// @throws core::FileError   a file is missing, unreadable or too short.
[[nodiscard]] Originals read_stl10(const std::filesystem::path& images,
                                   const std::filesystem::path& labels,
                                   Index n);

}  // namespace eigenviews::data
