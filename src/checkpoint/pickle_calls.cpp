#include "checkpoint/pickle_calls.hpp"

#include <fmt/format.h>

#include <optional>

#include "checkpoint/pickle_numpy.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint::pickle {

namespace {

using Arguments = std::vector<Ref>;

// Arguments of the wrong number or kind.
[[noreturn]] void refuse_arguments(const Input& input, Ref function, const Arguments& arguments) {
  std::string kinds;
  for (std::size_t i = 0; i < arguments.size() && i < 8; ++i) {
    kinds += (i == 0 ? "" : ", ") + kind_of(arguments[i]);
  }
  input.refuse(fmt::format("{} is called with its own kinds of arguments", kind_of(function)),
               fmt::format("({})", kinds));
}

// A shape or strides: at most max_rank integers.
std::optional<std::vector<std::int64_t>> integers(Ref object) {
  const Tuple* tuple = get<Tuple>(object);
  if (tuple == nullptr || tuple->items.size() > max_rank) return std::nullopt;
  std::vector<std::int64_t> values;
  for (const Ref item : tuple->items) {
    const auto* value = get<std::int64_t>(item);
    if (value == nullptr) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

// _rebuild_tensor*: (storage, offset, shape, strides, ...); a dtype, where one is given, is the
// seventh argument. requires_grad, hooks and metadata do not matter to the numbers.
std::optional<View> view(const Arguments& arguments, Callable callable) {
  const std::size_t least = callable == Callable::rebuild_tensor      ? 4
                            : callable == Callable::rebuild_tensor_v2 ? 6
                                                                      : 7;
  const std::size_t most = callable == Callable::rebuild_tensor ? 4 : least + 1;
  if (arguments.size() < least || arguments.size() > most) return std::nullopt;
  const Storage* storage = get<Storage>(arguments[0]);
  const auto* offset = get<std::int64_t>(arguments[1]);
  auto shape = integers(arguments[2]);
  auto strides = integers(arguments[3]);
  if (storage == nullptr || offset == nullptr || !shape || !strides) return std::nullopt;
  Dtype dtype = storage->dtype;
  if (callable == Callable::rebuild_tensor_v3) {
    const auto* name = get<GlobalName>(arguments[6]);
    if (name == nullptr || name->global.callable != Callable::dtype) return std::nullopt;
    dtype = name->global.dtype;
  }
  return View{*storage, dtype, *offset, std::move(*shape), std::move(*strides)};
}

// (function, type, arguments, state): the state holds Python attributes, which are dropped.
std::optional<View> typed_view(const Arguments& arguments) {
  if (arguments.size() != 4) return std::nullopt;
  const auto* function = get<GlobalName>(arguments[0]);
  const auto* type = get<GlobalName>(arguments[1]);
  const auto* inner = get<Tuple>(arguments[2]);
  if (function == nullptr || type == nullptr || inner == nullptr ||
      type->global.callable != Callable::tensor_class) {
    return std::nullopt;
  }
  switch (function->global.callable) {
    case Callable::rebuild_tensor_v2:
    case Callable::rebuild_tensor_v3:
      return view(inner->items, function->global.callable);
    default:
      return std::nullopt;
  }
}

// OrderedDict() or OrderedDict([(key, value), ...]), the form that Python 2 wrote.
std::optional<Dictionary> ordered_dict(const Arguments& arguments) {
  Dictionary dictionary;
  if (arguments.empty()) return dictionary;
  const List* pairs = arguments.size() == 1 ? get<List>(arguments[0]) : nullptr;
  if (pairs == nullptr) return std::nullopt;
  for (const Ref pair : pairs->items) {
    const Tuple* tuple = get<Tuple>(pair);
    const List* list = get<List>(pair);
    if (tuple == nullptr && list == nullptr) return std::nullopt;
    const Arguments& items = tuple != nullptr ? tuple->items : list->items;
    if (items.size() != 2) return std::nullopt;
    dictionary.entries.emplace_back(items[0], items[1]);
  }
  return dictionary;
}

// _codecs.encode(text, "latin1"): each character of the text, below 256, is a byte.
std::optional<Bytes> encoded(const Arguments& arguments) {
  if (arguments.size() != 2) return std::nullopt;
  const auto* text = get<std::string>(arguments[0]);
  const auto* code = get<std::string>(arguments[1]);
  if (text == nullptr || code == nullptr || *code != "latin1") return std::nullopt;
  Bytes bytes;
  for (std::size_t i = 0; i < text->size(); ++i) {
    const auto lead = static_cast<std::uint8_t>((*text)[i]);
    if (lead < 0x80) {
      bytes.content += static_cast<char>(lead);
      continue;
    }
    // U+0080 to U+00FF are 110000xx 10xxxxxx in UTF-8.
    if ((lead & 0xfcU) != 0xc0 || i + 1 == text->size()) return std::nullopt;
    const auto tail = static_cast<std::uint8_t>((*text)[++i]);
    if ((tail & 0xc0U) != 0x80) return std::nullopt;
    bytes.content += static_cast<char>((lead & 0x03U) << 6U | (tail & 0x3fU));
  }
  return bytes;
}

// torch.device("cuda", 0): only where the tensors were; kept as the text "cuda".
std::optional<std::string> device(const Arguments& arguments) {
  if (arguments.empty() || arguments.size() > 2) return std::nullopt;
  const auto* type = get<std::string>(arguments[0]);
  if (type == nullptr) return std::nullopt;
  return *type;
}

// The object of a value, or nothing where there is none.
template <class T>
std::optional<Object> object_of(std::optional<T> value) {
  if (!value) return std::nullopt;
  return Object{std::move(*value)};
}

// The first argument itself, where there are `count` and the first is a T.
template <class T>
std::optional<Object> first_of(const Arguments& arguments, std::size_t count) {
  if (arguments.size() != count || get<T>(arguments[0]) == nullptr) return std::nullopt;
  return *arguments[0];
}

std::optional<Object> set_of(const Arguments& arguments) {
  if (arguments.size() != 1 || get<List>(arguments[0]) == nullptr) return std::nullopt;
  return Object{Set{get<List>(arguments[0])->items}};
}

std::optional<Object> result(Callable callable, const Arguments& arguments) {
  switch (callable) {
    case Callable::rebuild_tensor:
    case Callable::rebuild_tensor_v2:
    case Callable::rebuild_tensor_v3:
      return object_of(view(arguments, callable));
    case Callable::rebuild_parameter:
      return first_of<View>(arguments, 3);
    case Callable::rebuild_from_type:
      return object_of(typed_view(arguments));
    case Callable::ordered_dict:
      return object_of(ordered_dict(arguments));
    case Callable::counter:
      return first_of<Dictionary>(arguments, 1);
    case Callable::set:
      return set_of(arguments);
    case Callable::encode:
      return object_of(encoded(arguments));
    case Callable::size:
      return first_of<Tuple>(arguments, 1);
    case Callable::device:
      return object_of(device(arguments));
    case Callable::numpy_dtype:
      return object_of(numpy_type(arguments));
    case Callable::numpy_scalar:
      return numpy_scalar(arguments);
    case Callable::script_list:
      return first_of<List>(arguments, 1);
    case Callable::script_restore_type:
      return arguments.size() == 2 ? std::optional<Object>(*arguments[0]) : std::nullopt;
    case Callable::storage_type:
    case Callable::dtype:
    case Callable::tensor_class:
    case Callable::script_class:
      break;
  }
  return std::nullopt;
}

}  // namespace

Object call(const Input& input, Ref function, Ref arguments) {
  const auto* name = get<GlobalName>(function);
  const auto* tuple = get<Tuple>(arguments);
  if (name == nullptr || tuple == nullptr) {
    input.refuse("REDUCE calls a function of the list with a tuple of arguments",
                 fmt::format("{} and {}", kind_of(function), kind_of(arguments)));
  }
  std::optional<Object> made = result(name->global.callable, tuple->items);
  if (!made) refuse_arguments(input, function, tuple->items);
  return std::move(*made);
}

Object new_object(const Input& input, Ref class_name, Ref arguments) {
  const auto* name = get<GlobalName>(class_name);
  const auto* tuple = get<Tuple>(arguments);
  const bool module = name != nullptr && name->global.callable == Callable::script_class &&
                      tuple != nullptr && tuple->items.empty();
  if (!module) {
    input.refuse("NEWOBJ makes a TorchScript module, without arguments",
                 fmt::format("{} and {}", kind_of(class_name), kind_of(arguments)));
  }
  return {Module{name->name, {}}};
}

void set_state(const Input& input, Ref object, Ref state) {
  const Dictionary* attributes = get<Dictionary>(state);
  if (get<Dictionary>(object) != nullptr && attributes != nullptr) return;
  if (auto* module = get<Module>(object); module != nullptr && attributes != nullptr) {
    module->attributes = attributes->entries;
    return;
  }
  const Tuple* tuple = get<Tuple>(state);
  if (get<NumpyType>(object) != nullptr && tuple != nullptr && has_usual_order(tuple->items)) {
    return;
  }
  input.refuse(
      "BUILD gives an OrderedDict or a TorchScript module its attributes, or a numpy.dtype its "
      "little-endian order",
      fmt::format("{} for {}", kind_of(state), kind_of(object)));
}

Object find_storage(const Input& input, Ref id) {
  const Tuple* tuple = get<Tuple>(id);
  const std::size_t count = tuple == nullptr ? 0 : tuple->items.size();
  // The sixth item, of files before PyTorch 1.6, is None but for views that no program writes now.
  if (count == 5 || (count == 6 && get<None>(tuple->items[5]) != nullptr)) {
    const auto* word = get<std::string>(tuple->items[0]);
    const auto* type = get<GlobalName>(tuple->items[1]);
    const auto* key = get<std::string>(tuple->items[2]);
    const auto* elements = get<std::int64_t>(tuple->items[4]);
    if (word != nullptr && *word == "storage" && type != nullptr &&
        type->global.callable == Callable::storage_type && key != nullptr && elements != nullptr) {
      const Dtype dtype = type->global.dtype;
      if (element_count({*elements}, item_size(dtype))) {
        return {Storage{*key, dtype, *elements}};
      }
    }
  }
  input.refuse(
      "a persistent id is ('storage', type, key, location, number of elements), and the elements "
      "are countable",
      kind_of(id));
}

}  // namespace eigenviews::checkpoint::pickle
