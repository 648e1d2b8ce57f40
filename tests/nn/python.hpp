#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <string>
#include <vector>

// Comparisons with PyTorch itself: scripts of this folder, run by the interpreter that the build
// was configured with, and tensors handed over in files.
namespace eigenviews::test {

/// A folder of its own, removed with all that is in it.
class ExchangeFolder {
 public:
  ExchangeFolder();
  ~ExchangeFolder();
  ExchangeFolder(const ExchangeFolder&) = delete;
  ExchangeFolder& operator=(const ExchangeFolder&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const {
    return (path_ / name).string();
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Runs tests/nn/`script` with these arguments and returns its stdout; fails the test with its
/// stderr where it ends with an error, a missing interpreter or module included.
std::string run_python(const std::string& script, const std::vector<std::string>& arguments = {});

/// The elements alone, row-major, in the tensor's own type (numpy.fromfile reads them).
void write_raw(const std::string& path, const torch::Tensor& tensor);
/// Reads what write_raw or numpy.ndarray.tofile wrote; fails the test where the size is another.
[[nodiscard]] torch::Tensor read_raw(const std::string& path,
                                     torch::IntArrayRef shape,
                                     torch::Dtype type);

void write_text(const std::string& path, const std::string& text);
[[nodiscard]] std::string read_text(const std::string& path);

}  // namespace eigenviews::test
