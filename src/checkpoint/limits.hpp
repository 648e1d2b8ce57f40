#pragma once

#include <cstddef>
#include <cstdint>

// What a checkpoint may ask of the reader. The largest network of the field that is saved as one
// file has some 10^4 tensors; with both moments of Adam, 3 * 10^4. A tensor takes about 100 bytes
// and 20 objects of the pickle, so that an honest file stays below a third of each limit, and a
// hostile one takes at most some hundred MB before it is refused.
namespace eigenviews::checkpoint {

constexpr std::int64_t max_archive_entries = 1'000'000;  ///< Entries of a zip archive.
constexpr std::size_t max_pickle_bytes = 16U << 20U;     ///< Bytes of one pickle.
constexpr std::size_t max_objects = 2U << 20U;           ///< Objects that a pickle makes.
constexpr std::size_t max_object_bytes = 256U << 20U;    ///< Texts and references in them.
constexpr std::size_t max_stack = 2U << 20U;             ///< Objects on its stack at a time.
constexpr std::size_t max_memo = 2U << 20U;              ///< Objects that it numbers.

/// Marks open at a time: two for each level of nesting that is read, and a few on top.
constexpr std::size_t max_marks = 250;
/// Levels of dictionaries, lists and modules inside one another; PyTorch's deepest models have
/// about 20. Higher, and the recursion over them would need more than some 10 kB of stack.
constexpr int max_depth = 100;

/// Names and values that the nested object has when it is written out flat. An object that appears
/// at several places counts each time, so that ten levels of ten references each are not followed.
constexpr std::size_t max_flat_values = 2U << 20U;
/// Bytes of all flat names together: 2^20 tensors of 64 characters.
constexpr std::size_t max_name_bytes = 64U << 20U;

}  // namespace eigenviews::checkpoint
