#pragma once

#include "checkpoint/pickle_input.hpp"
#include "checkpoint/pickle_value.hpp"

// The operations of a pickle that would run code in Python. Here each makes data out of data.
namespace eigenviews::checkpoint::pickle {

/// REDUCE: `function`(*`arguments`).
/// @throws core::InputError  `function` is not of the list, or the arguments are not its own.
[[nodiscard]] Object call(const Input& input, Ref function, Ref arguments);

/// NEWOBJ: an object of a TorchScript class. @throws core::InputError  anything else.
[[nodiscard]] Object new_object(const Input& input, Ref class_name, Ref arguments);

/// BUILD: gives `object` its state. An OrderedDict's attributes are dropped (state_dict's
/// _metadata), a TorchScript module takes them, a numpy.dtype says its byte order.
/// @throws core::InputError  anything else.
void set_state(const Input& input, Ref object, Ref state);

/// BINPERSID: the storage that ('storage', type, key, location, elements[, None]) describes.
/// @throws core::InputError  anything else.
[[nodiscard]] Object find_storage(const Input& input, Ref id);

}  // namespace eigenviews::checkpoint::pickle
