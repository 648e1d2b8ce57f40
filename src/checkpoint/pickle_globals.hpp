#pragma once

#include <optional>
#include <string_view>

#include "checkpoint/tensor.hpp"

namespace eigenviews::checkpoint::pickle {

/// What a name in a pickle may stand for. Nothing of Python is called: each has a counterpart in
/// pickle_calls.cpp that makes data out of data.
enum class Callable {
  storage_type,         ///< torch.FloatStorage, ...: the element type of a storage.
  dtype,                ///< torch.float32, ...
  tensor_class,         ///< torch.Tensor, torch.nn.Parameter, torch.nn.Buffer as a type.
  rebuild_tensor,       ///< torch._utils._rebuild_tensor(storage, offset, shape, strides).
  rebuild_tensor_v2,    ///< the same with (..., requires_grad, hooks, metadata).
  rebuild_tensor_v3,    ///< the same with (..., requires_grad, hooks, dtype, metadata).
  rebuild_parameter,    ///< torch._utils._rebuild_parameter(tensor, ...).
  rebuild_from_type,    ///< torch._tensor._rebuild_from_type_v2(function, type, arguments, state).
  ordered_dict,         ///< collections.OrderedDict.
  counter,              ///< collections.Counter.
  set,                  ///< set.
  encode,               ///< _codecs.encode(text, "latin1"): how protocol 2 writes bytes.
  size,                 ///< torch.Size(tuple).
  device,               ///< torch.device(type, index).
  numpy_dtype,          ///< numpy.dtype(code, ...).
  numpy_scalar,         ///< numpy.core.multiarray.scalar(dtype, bytes).
  script_list,          ///< torch.jit._pickle.build_intlist(list), ...
  script_restore_type,  ///< torch.jit._pickle.restore_type_tag(object, type).
  script_class,         ///< __torch__.NAME: a TorchScript module, kept as its attributes.
};

struct Global {
  Callable callable = Callable::dtype;
  Dtype dtype = Dtype::f32;  ///< of a storage_type or dtype.
  bool untyped = false;      ///< torch.UntypedStorage: counts bytes.
};

/// The dialect of a pickle.
enum class Dialect {
  torch_save,    ///< torch.save.
  torch_script,  ///< torch.jit.save: names below __torch__ are modules.
};

/// @returns nothing where the name is not on the list; such a pickle is refused.
[[nodiscard]] std::optional<Global> find_global(std::string_view module,
                                                std::string_view name,
                                                Dialect dialect);

}  // namespace eigenviews::checkpoint::pickle
