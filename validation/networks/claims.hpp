#pragma once

#include "validation/claim.hpp"

// One function a claim of the suite "networks", each in a file of its own.
namespace eigenviews::validation {

[[nodiscard]] Claim n1();
[[nodiscard]] Claim n2();
[[nodiscard]] Claim n3();
[[nodiscard]] Claim n4();
[[nodiscard]] Claim n5();
[[nodiscard]] Claim n6();
[[nodiscard]] Claim n7();
[[nodiscard]] Claim n8();

}  // namespace eigenviews::validation
