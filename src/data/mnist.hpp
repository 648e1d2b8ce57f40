#pragma once

#include "data/load.hpp"

namespace eigenviews::data {

/// The images of MNIST or Fashion-MNIST, 60000 for training or 10000 for tests: n x 784 bytes,
/// 1 x 28 x 28, labels 0 .. 9.
///
/// Looks for train-images-idx3-ubyte.gz or t10k-images-idx3-ubyte.gz (or unpacked, without .gz) and
/// its labels in the same folder: FashionMNIST/raw or MNIST/raw below the data folder, the data
/// folder itself, and, for Fashion-MNIST, where Debian's package dataset-fashion-mnist puts it.
///
/// @param dataset  "fashion-mnist" or "mnist".
/// @throws core::InputError  as read_idx and verify_published; images and labels differ in number;
///                           other than 28 x 28 pixels; a label above 9.
/// @throws core::FileError   a file is missing.
[[nodiscard]] Originals load_mnist(const std::string& dataset, const LoadOptions& options);

}  // namespace eigenviews::data
