#pragma once

#include <memory>
#include <vector>

#include "kernel/finite_channel.hpp"
#include "validation/claim.hpp"

namespace eigenviews::validation {

/// What the theory says of every channel, to be measured on a user's own: constants, spectrum,
/// components, chi^2, adjoint, kernels, data processing, certificate, agreement of the solvers. The
/// suite is "channel"; the controls fail on every channel.
///
/// Up to 512 originals or views all singular values are computed, above that the leading 32 (one
/// more than there are components, where that is more).
/// @throws core::InputError  a single view: T then keeps nothing but constants.
[[nodiscard]] std::vector<Claim> channel_claims(
    const std::shared_ptr<const kernel::FiniteChannel>& channel);

}  // namespace eigenviews::validation
