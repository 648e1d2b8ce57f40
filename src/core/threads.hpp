#pragma once

#include <cstdint>
#include <functional>

namespace eigenviews::core {

/// The number of threads that parallel_for uses; at least 1. Starts as the number of processors
/// that this process may run on, or OMP_NUM_THREADS where that is a positive number.
[[nodiscard]] int thread_count();

/// @throws InputError  count < 1 or count > 4096.
void set_thread_count(int count);

/// Calls body(i) once for each i in [0, count), on up to thread_count() threads, in no fixed order.
/// The first exception of a body is rethrown here after all threads have ended. Results are
/// reproducible when every body writes to its own place. Calls from inside a body run serially.
void parallel_for(std::int64_t count, const std::function<void(std::int64_t)>& body);

}  // namespace eigenviews::core
