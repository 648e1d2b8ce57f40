#include "kernel/blas_threads.hpp"

#include <cblas.h>

namespace eigenviews::kernel {

void set_blas_threads(int count) { openblas_set_num_threads(count); }

SerialBlas::SerialBlas() : previous_(openblas_get_num_threads()) { openblas_set_num_threads(1); }

SerialBlas::~SerialBlas() { openblas_set_num_threads(previous_); }

}  // namespace eigenviews::kernel
