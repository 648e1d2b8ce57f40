#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/errors.hpp"
#include "data/input_file.hpp"

// What the fuzz targets share. A target is one function, LLVMFuzzerTestOneInput, that hands its
// bytes to one reader; libFuzzer and the sanitizers do the rest.
namespace eigenviews::fuzz {

/// Stops the target where `holds` is false: a refusal or a result has broken its promise.
inline void require(bool holds) {
  if (!holds) __builtin_trap();
}

/// Runs a reader. It may refuse the bytes with one line in InputError or FileError; any other
/// exception leaves the target, which counts as a crash.
template <class Action>
void expect_result_or_refusal(Action&& action) {
  try {
    action();
  } catch (const core::InputError& refusal) {
    require(std::string_view(refusal.what()).find('\n') == std::string_view::npos);
  } catch (const core::FileError& refusal) {
    require(std::string_view(refusal.what()).find('\n') == std::string_view::npos);
  }
}

/// A file that lives in memory under a path, for readers that open their file themselves.
class MemoryFile {
 public:
  /// @param ending  of the path, for example ".npz".
  explicit MemoryFile(std::string_view ending);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  /// Replaces the content; readers open the path anew each time.
  const std::filesystem::path& hold(data::Bytes content);

 private:
  int descriptor_ = -1;
  std::filesystem::path path_;
};

}  // namespace eigenviews::fuzz
