#pragma once

namespace eigenviews::kernel {

/// Makes BLAS calls use this many threads from now on (the whole process).
void set_blas_threads(int count);

/// While it lives, BLAS calls use one thread: for products inside core::parallel_for.
class SerialBlas {
 public:
  SerialBlas();
  ~SerialBlas();
  SerialBlas(const SerialBlas&) = delete;
  SerialBlas& operator=(const SerialBlas&) = delete;

 private:
  int previous_;
};

}  // namespace eigenviews::kernel
