#pragma once

#include <string>
#include <vector>

#include "data/input_file.hpp"
#include "data/originals.hpp"

namespace eigenviews::data {

/// The type of an array's elements: kind and size as NumPy writes them ("<f8", "|u1", "|S3").
struct NpyDtype {
  char kind = 'f';       ///< f float, i signed, u unsigned integer, S bytes, U text.
  Index size = 8;        ///< bytes of an element; a letter of U takes four.
  bool swapped = false;  ///< stored in the other byte order than this machine's.
  std::string text;      ///< as in the file.
  [[nodiscard]] bool is_integer() const { return kind == 'i' || kind == 'u'; }
  [[nodiscard]] bool is_text() const { return kind == 'S' || kind == 'U'; }
};

/// The header of a .npy file, versions 1 to 3.
struct NpyHeader {
  NpyDtype dtype;
  bool fortran_order = false;
  std::vector<Index> shape;  ///< as in the file; empty for a single number.
  Index data_offset = 0;     ///< bytes before the first element.

  // The array as a matrix: the first axis down the rows, all others along the columns.
  [[nodiscard]] Index rows() const { return shape.empty() ? 1 : shape.front(); }
  [[nodiscard]] Index cols() const;
  [[nodiscard]] Index data_bytes() const { return rows() * cols() * dtype.size; }
};

/// Longest header text that is read, in bytes; version 1 cannot have more.
constexpr Index max_npy_header = 65535;

/// Reads the header from the start of a file.
///
/// @param start      at least the magic number and the header; more does no harm.
/// @param file_size  bytes of the whole file: those after the header must be exactly the array's.
/// @param where      the file's name, for messages.
/// @throws core::InputError  wrong magic number or version; a header that is longer than the file
/// or
///                           than max_npy_header, or is not the literal of a dictionary with
///                           exactly descr, fortran_order and shape; element types other than those
///                           of NpyDtype (objects, bools, half floats, records, complex numbers,
///                           dates); a negative or overflowing shape; bytes missing or left over.
[[nodiscard]] NpyHeader parse_npy_header(Bytes start,
                                         std::int64_t file_size,
                                         const std::string& where);

/// The first `rows` rows of a numeric array as a rows x header.cols() matrix, in C order whatever
/// the order of the file. Integers above 2^53 in magnitude are rounded to the nearest double.
/// @param data  the bytes after the header: all of them in Fortran order, else at least those of
///              `rows` rows.
[[nodiscard]] RowMatrix npy_numbers(const NpyHeader& header, Bytes data, Index rows);

/// The same for unsigned bytes, kept as they are. header.dtype is u1.
[[nodiscard]] PixelMatrix npy_bytes(const NpyHeader& header, Bytes data, Index rows);

/// A numeric array: `numbers` is rows() x cols() of its header.
struct NpyArray {
  NpyHeader header;
  RowMatrix numbers;
};

/// Parses a whole .npy file.
/// @throws core::InputError  as parse_npy_header; also text elements, or too little memory.
[[nodiscard]] NpyArray parse_npy(Bytes file, const std::string& where);

/// The ASCII text of a .npy file that holds one string.
/// @throws core::InputError  as parse_npy_header; also an array of something else.
[[nodiscard]] std::string parse_npy_text(Bytes file, const std::string& where);

/// Reads the header of a file without its data. Errors as parse_npy_header.
[[nodiscard]] NpyHeader read_npy_header(const InputFile& file);

}  // namespace eigenviews::data
