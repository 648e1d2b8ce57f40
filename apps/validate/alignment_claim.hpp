#pragma once

#include <filesystem>

#include "kernel/finite_channel.hpp"
#include "validate/channel_options.hpp"
#include "validation/claim.hpp"

namespace eigenviews::apps {

/// "The functions of the checkpoint span the leading functions of the channel", measured by
/// kernel_eig and compare_subspace in processes of their own. Control: the same features with their
/// rows shuffled, which fails unless they span nearly everything.
///
/// The functions of a checkpoint are those on the views of its own data set (or of --eig), which
/// must be the channel's views in the channel's order: a channel that kernel_eig --export-channel
/// wrote for that data set, or another on the same views.
///
/// @param channel  what the file holds.
/// @param tools    the folder of the executables.
/// @throws core::InputError  --features has not one row for each view of the channel.
/// @throws core::FileError   the checkpoint or the features cannot be read.
[[nodiscard]] validation::Claim alignment_claim(const ChannelOptions& options,
                                                const kernel::FiniteChannel& channel,
                                                const std::filesystem::path& tools);

}  // namespace eigenviews::apps
