#pragma once

// Catch2 is v2 on Debian 12 and v3 elsewhere: the one place that knows.
#ifdef EIGENVIEWS_CATCH2_V2
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
using Catch::Approx;
namespace Catch {
using namespace Matchers;
}
#endif
