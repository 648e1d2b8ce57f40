#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/test_files.hpp"

// Pickles and archives written byte by byte, well-formed or falsified. The letters are CPython's
// opcodes (Lib/pickletools.py).
namespace eigenviews::test {

/// PROTO, the operations, STOP.
[[nodiscard]] ByteVector pickle_of(const std::vector<ByteVector>& operations, int protocol = 2);

[[nodiscard]] inline ByteVector op(std::uint8_t opcode) { return {opcode}; }
[[nodiscard]] ByteVector text(std::string_view value);                          ///< BINUNICODE.
[[nodiscard]] ByteVector integer(std::int64_t value);                           ///< LONG1.
[[nodiscard]] ByteVector name(std::string_view module, std::string_view name);  ///< GLOBAL.
[[nodiscard]] ByteVector put(std::uint8_t number);                              ///< BINPUT.
[[nodiscard]] ByteVector fetch(std::uint8_t number);                            ///< BINGET.
[[nodiscard]] ByteVector tuple(const std::vector<ByteVector>& items);           ///< MARK ... TUPLE.
[[nodiscard]] ByteVector list(const std::vector<ByteVector>& items);            ///< by APPENDS.
[[nodiscard]] ByteVector tuple_of(const std::vector<std::int64_t>& integers);
/// {key: value, ...}: keys and values in turn.
[[nodiscard]] ByteVector dictionary(const std::vector<ByteVector>& items);
/// function(*arguments) by REDUCE.
[[nodiscard]] ByteVector called(const ByteVector& function,
                                const std::vector<ByteVector>& arguments);

/// A view of a storage, as torch.save writes it.
struct TensorText {
  std::string key = "0";
  std::string storage_type = "FloatStorage";
  std::int64_t elements = 6;
  std::int64_t offset = 0;
  std::vector<std::int64_t> shape = {2, 3};
  std::vector<std::int64_t> strides = {3, 1};
};
[[nodiscard]] ByteVector storage(const TensorText& tensor);
[[nodiscard]] ByteVector tensor(const TensorText& tensor = {});

/// An archive of torch.save: root/data.pkl, root/byteorder, root/version and the other entries.
[[nodiscard]] ByteVector torch_archive(const ByteVector& pickle,
                                       const std::vector<ZipMember>& others = {});
/// The storage "root/data/KEY" with these numbers.
[[nodiscard]] ZipMember float_storage(const std::string& key, const std::vector<float>& numbers);

}  // namespace eigenviews::test
