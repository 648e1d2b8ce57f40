#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/originals.hpp"

namespace eigenviews::data {

/// A folder of pictures: every file below `root` whose name ends in .png, .jpg or .jpeg (in any
/// case), in the order of their paths; links to folders are not followed.
///
/// All pictures must have one size. Where all are grey there is one channel, otherwise three, and
/// grey pictures get three equal ones; what becomes of 16 bits and transparency: decode_image.
/// Where every picture lies in a subfolder of `root`, its label is the index of that subfolder
/// among those that hold pictures, in the order of their names; otherwise there are no labels.
///
/// @param limit  the first `limit` pictures; 0 is all. The others are not opened.
/// @throws core::InputError  no picture, fewer than `limit`, two sizes (the line names both files),
///                           a damaged picture, too little memory.
/// @throws core::FileError   `root` is not a folder, or something in it cannot be read.
/// Cost: one pass. Memory: the bytes of the result, and a grey copy of them for a moment where the
/// first picture in colour comes after a grey one.
[[nodiscard]] Originals load_image_folder(const std::filesystem::path& root, Index limit);

/// The names of the labels 0, 1, ... of all pictures below `root`: its subfolders. Empty where
/// there are no labels. Errors as load_image_folder; no picture is opened.
[[nodiscard]] std::vector<std::string> image_classes(const std::filesystem::path& root);

}  // namespace eigenviews::data
