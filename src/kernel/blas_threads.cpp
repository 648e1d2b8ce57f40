#include "kernel/blas_threads.hpp"

#include <cstdint>

#include <cblas.h>

#include "core/memory.hpp"

namespace eigenviews::kernel {

void set_blas_threads(int count) {
  // OpenBLAS maps 128 MiB for each thread when it first multiplies, and tries for ever where a
  // limit on the address space forbids it: that much must stay free.
  constexpr std::int64_t buffer_bytes = 132 << 20;
  core::reserve_address_space(count * buffer_bytes);
  openblas_set_num_threads(count);
}

SerialBlas::SerialBlas() : previous_(openblas_get_num_threads()) { openblas_set_num_threads(1); }

SerialBlas::~SerialBlas() { openblas_set_num_threads(previous_); }

}  // namespace eigenviews::kernel
