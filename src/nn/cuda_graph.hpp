#pragma once

#include <functional>
#include <memory>
#include <string>

namespace eigenviews::nn {

/// Work on the GPU that was recorded once and is replayed with one call, so that the host does not
/// launch its kernels one by one. The work must read and write tensors that stay in place, must not
/// read back to the host, and everything before it must have run on the current stream
/// (prepare_device), which must not be the default one.
class CudaGraph {
 public:
  /// Records `work` without running it.
  /// @param why_not  set where it could not be recorded.
  /// @return nullptr then; `work` can still be run as usual.
  [[nodiscard]] static std::unique_ptr<CudaGraph> record(const std::function<void()>& work,
                                                         std::string& why_not);
  CudaGraph(const CudaGraph&) = delete;
  CudaGraph& operator=(const CudaGraph&) = delete;
  ~CudaGraph();

  /// Runs the recorded work on the current stream.
  void replay();

 private:
  struct Recording;
  explicit CudaGraph(std::unique_ptr<Recording> recording);
  std::unique_ptr<Recording> recording_;
};

}  // namespace eigenviews::nn
