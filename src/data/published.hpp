#pragma once

#include <filesystem>
#include <string_view>

namespace eigenviews::data {

/// Compares a file with the published sizes and MD5 sums of a data set.
///
/// Where the size is a published one, the sum must be too. A file of another size passes: the
/// reader then holds it against its own header.
///
/// @param dataset  "fashion-mnist", "mnist" or "stl10".
/// @param file     the file's name in the publication, for example "train-images-idx3-ubyte.gz".
/// @returns true where the sum is a published one, false where the size is none.
/// @throws core::InputError  right size and wrong sum, or the same file of another data set
///                           (fashion-mnist and mnist use the same names).
/// @throws core::FileError   the file cannot be read.
/// Cost: one pass over files of a published size (26 MB: 0.05 s), none over others.
[[nodiscard]] bool verify_published(const std::filesystem::path& path,
                                    std::string_view dataset,
                                    std::string_view file);

}  // namespace eigenviews::data
