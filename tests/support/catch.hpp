#pragma once

// Catch2 is v2 on Debian 12 and v3 elsewhere: the one place that knows.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
namespace Catch {
using namespace Matchers;
}
#else
#include <catch2/catch.hpp>
#endif
