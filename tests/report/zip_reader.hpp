#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

// Readers of .zip and .npy that share no code with the writer: PKWARE's APPNOTE, NumPy's format.
namespace eigenviews::test {

/// A stored member of a zip file whose CRC-32 has been checked.
struct ZipMember {
  std::string name;
  std::string bytes;
  std::uint16_t date = 0;  ///< DOS date.
};

/// All members in the order of the central directory. Fails the running test where the archive is
/// damaged, packed, or says different things in its two headers.
[[nodiscard]] std::vector<ZipMember> read_zip(const std::string& file);

/// A .npy file in pieces.
struct NpyFile {
  std::string descr;
  bool fortran_order = false;
  std::string shape;  ///< as Python writes it: "(2, 3)"
  std::string data;
};

/// Fails the running test where magic, version, padding or dictionary are not as NumPy wants them.
[[nodiscard]] NpyFile read_npy(const std::string& bytes);

template <class T>
[[nodiscard]] std::vector<T> numbers_of(const NpyFile& file) {
  std::vector<T> numbers(file.data.size() / sizeof(T));
  std::copy_n(file.data.data(),
              numbers.size() * sizeof(T),
              reinterpret_cast<char*>(numbers.data()));
  return numbers;
}

}  // namespace eigenviews::test
