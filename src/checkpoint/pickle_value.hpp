#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "checkpoint/pickle_globals.hpp"
#include "checkpoint/tensor.hpp"

// The objects that a pickle describes. They are data: no class of Python stands behind them.
namespace eigenviews::checkpoint::pickle {

struct Object;

/// An object of an Arena. Objects may refer to one another in any way, circles included.
using Ref = Object*;

struct None {};
struct BigInteger {};  ///< an integer beyond 64 bits; its value is not kept.
struct Bytes {
  std::string content;
};
struct Tuple {
  std::vector<Ref> items;
};
struct List {
  std::vector<Ref> items;
};
struct Set {
  std::vector<Ref> items;
};
/// dict, OrderedDict or Counter; an entry set twice is here twice.
struct Dictionary {
  std::vector<std::pair<Ref, Ref>> entries;
};
/// A TorchScript module: its class and its attributes.
struct Module {
  std::string class_name;
  std::vector<std::pair<Ref, Ref>> attributes;
};
/// A function or class of the list in pickle_globals.hpp.
struct GlobalName {
  std::string name;  ///< "module.name".
  Global global;
};
/// numpy.dtype: its code, say "f8".
struct NumpyType {
  std::string code;
};
/// The bytes that tensors are views of.
struct Storage {
  std::string key;            ///< its name in the file.
  Dtype dtype = Dtype::f32;   ///< u8 for an untyped one.
  std::int64_t elements = 0;  ///< >= 0; elements * item_size(dtype) fits 63 bits.
};
/// A view of a storage: element (i_1, ..., i_r) is number offset + sum_k i_k strides_k of the
/// storage, counted in elements of `dtype`. Not yet checked against the storage (gather.hpp).
struct View {
  Storage storage;
  Dtype dtype = Dtype::f32;
  std::int64_t offset = 0;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;
};

struct Object {
  std::variant<None,
               bool,
               std::int64_t,
               BigInteger,
               double,
               std::string,
               Bytes,
               Tuple,
               List,
               Set,
               Dictionary,
               Module,
               GlobalName,
               NumpyType,
               Storage,
               View>
      value;
};

/// The object's value where it is a T, or nullptr.
template <class T>
[[nodiscard]] T* get(Ref object) {
  return std::get_if<T>(&object->value);
}

/// Owns objects, which keep their addresses. A deque: circles are freed like everything else.
using Arena = std::deque<Object>;

/// Bytes that the object holds beside itself: of its texts, references and shapes.
[[nodiscard]] std::size_t footprint(Ref object);

/// The kind of an object in messages: "a list", "the text 'abc'", "the global 'os.system'", ...
[[nodiscard]] std::string kind_of(Ref object);

}  // namespace eigenviews::checkpoint::pickle
