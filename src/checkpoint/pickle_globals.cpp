#include "checkpoint/pickle_globals.hpp"

#include <fmt/format.h>

#include <string>
#include <unordered_map>

namespace eigenviews::checkpoint::pickle {

namespace {

using Table = std::unordered_map<std::string, Global>;

void add_element_types(Table& table) {
  struct Type {
    const char* storage;
    const char* dtype;
    const char* alias;  // a second name of the dtype, or ""
    Dtype type;
  };
  constexpr Type types[] = {{"DoubleStorage", "float64", "double", Dtype::f64},
                            {"FloatStorage", "float32", "float", Dtype::f32},
                            {"HalfStorage", "float16", "half", Dtype::f16},
                            {"BFloat16Storage", "bfloat16", "", Dtype::bf16},
                            {"LongStorage", "int64", "long", Dtype::i64},
                            {"IntStorage", "int32", "int", Dtype::i32},
                            {"ShortStorage", "int16", "short", Dtype::i16},
                            {"CharStorage", "int8", "", Dtype::i8},
                            {"ByteStorage", "uint8", "", Dtype::u8},
                            {"BoolStorage", "bool", "", Dtype::boolean}};
  for (const Type& type : types) {
    for (const char* module : {"torch", "torch.cuda"}) {
      table[fmt::format("{}.{}", module, type.storage)] = {Callable::storage_type, type.type};
    }
    table[fmt::format("torch.{}", type.dtype)] = {Callable::dtype, type.type};
    if (*type.alias != '\0') {
      table[fmt::format("torch.{}", type.alias)] = {Callable::dtype, type.type};
    }
  }
  for (const char* name : {"torch.UntypedStorage", "torch.storage.UntypedStorage"}) {
    table[name] = {Callable::storage_type, Dtype::u8, true};
  }
}

Table make_table() {
  Table table{
      {"torch._utils._rebuild_tensor", {Callable::rebuild_tensor}},
      {"torch._utils._rebuild_tensor_v2", {Callable::rebuild_tensor_v2}},
      {"torch._utils._rebuild_tensor_v3", {Callable::rebuild_tensor_v3}},
      {"torch._utils._rebuild_parameter", {Callable::rebuild_parameter}},
      {"torch._tensor._rebuild_from_type_v2", {Callable::rebuild_from_type}},
      {"torch.Tensor", {Callable::tensor_class}},
      {"torch._tensor.Tensor", {Callable::tensor_class}},
      {"torch.nn.parameter.Parameter", {Callable::tensor_class}},
      {"torch.nn.parameter.Buffer", {Callable::tensor_class}},
      {"torch.Size", {Callable::size}},
      {"torch.device", {Callable::device}},
      {"collections.OrderedDict", {Callable::ordered_dict}},
      {"collections.Counter", {Callable::counter}},
      {"__builtin__.set", {Callable::set}},
      {"builtins.set", {Callable::set}},
      {"_codecs.encode", {Callable::encode}},
      {"numpy.dtype", {Callable::numpy_dtype}},
      {"numpy.core.multiarray.scalar", {Callable::numpy_scalar}},
      {"numpy._core.multiarray.scalar", {Callable::numpy_scalar}},
  };
  add_element_types(table);
  return table;
}

// What TorchScript writes for attributes that are lists or dictionaries of one type.
std::optional<Global> find_script_global(const std::string& full_name) {
  if (full_name.starts_with("__torch__.")) return Global{Callable::script_class};
  if (full_name == "torch.jit._pickle.restore_type_tag") {
    return Global{Callable::script_restore_type};
  }
  for (const char* list :
       {"build_intlist", "build_doublelist", "build_boollist", "build_tensorlist"}) {
    if (full_name == fmt::format("torch.jit._pickle.{}", list)) {
      return Global{Callable::script_list};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Global> find_global(std::string_view module, std::string_view name, Dialect dialect) {
  static const Table table = make_table();
  const std::string full_name = fmt::format("{}.{}", module, name);
  const auto found = table.find(full_name);
  if (found != table.end()) return found->second;
  return dialect == Dialect::torch_script ? find_script_global(full_name) : std::nullopt;
}

}  // namespace eigenviews::checkpoint::pickle
