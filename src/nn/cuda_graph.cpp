#include "nn/cuda_graph.hpp"

#include <torch/torch.h>

#ifdef EIGENVIEWS_TORCH_CUDA
#include <ATen/cuda/CUDAGraph.h>
#endif

namespace eigenviews::nn {

#ifdef EIGENVIEWS_TORCH_CUDA

namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

struct CudaGraph::Recording {
  at::cuda::CUDAGraph graph;
};

std::unique_ptr<CudaGraph> CudaGraph::record(const std::function<void()>& work,
                                             std::string& why_not) {
  if (!torch::cuda::is_available()) {
    why_not = "there is no GPU";
    return nullptr;
  }
  torch::cuda::synchronize();
  auto recording = std::make_unique<Recording>();
  try {
    recording->graph.capture_begin();
    work();
    recording->graph.capture_end();
    return std::unique_ptr<CudaGraph>(new CudaGraph(std::move(recording)));
  } catch (const std::exception& error) {
    why_not = first_line(error.what());
  }
  try {
    recording->graph.capture_end();  // the stream would stay in recording
  } catch (const std::exception&) {
    // It tells of the same failure once more.
  }
  return nullptr;
}

void CudaGraph::replay() { recording_->graph.replay(); }

#else

struct CudaGraph::Recording {};

std::unique_ptr<CudaGraph> CudaGraph::record(const std::function<void()>& /*work*/,
                                             std::string& why_not) {
  why_not = "this LibTorch is without CUDA";
  return nullptr;
}

void CudaGraph::replay() {}

#endif

CudaGraph::CudaGraph(std::unique_ptr<Recording> recording) : recording_(std::move(recording)) {}

CudaGraph::~CudaGraph() = default;

}  // namespace eigenviews::nn
