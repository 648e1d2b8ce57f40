#include "checkpoint/torch_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

#include "checkpoint/atomic_file.hpp"
#include "checkpoint/zip_writer.hpp"
#include "core/errors.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace {

/// A pickle of protocol 2 with what a dictionary of tensors needs.
class Pickle {
 public:
  Pickle() { text_ = "\x80\x02"; }

  void op(char code) { text_ += code; }
  void global(std::string_view module, std::string_view name) {
    text_ += fmt::format("c{}\n{}\n", module, name);
  }
  void text(std::string_view value) {
    text_ += 'X';  // BINUNICODE
    little(value.size(), 4);
    text_ += value;
  }
  void number(std::int64_t value) {
    if (value <= std::numeric_limits<std::int32_t>::max()) {
      text_ += 'J';  // BININT
      little(static_cast<std::uint64_t>(value), 4);
    } else {
      text_ += "\x8a\x08";  // LONG1 of 8 bytes
      little(static_cast<std::uint64_t>(value), 8);
    }
  }
  void numbers(const std::vector<std::int64_t>& values) {
    op(mark);
    for (const std::int64_t value : values) number(value);
    op(tuple);
  }

  static constexpr char mark = '(', tuple = 't', reduce = 'R', persistent_id = 'Q';
  static constexpr char empty_dict = '}', empty_tuple = ')', set_items = 'u', stop = '.';
  static constexpr char new_false = '\x89';

  [[nodiscard]] const std::string& bytes() const { return text_; }

 private:
  void little(std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i) text_ += static_cast<char>(value >> (8 * i) & 0xff);
  }
  std::string text_;
};

std::string_view storage_class(Dtype dtype) {
  switch (dtype) {
    case Dtype::f64:
      return "DoubleStorage";
    case Dtype::f32:
      return "FloatStorage";
    case Dtype::f16:
      return "HalfStorage";
    case Dtype::bf16:
      return "BFloat16Storage";
    case Dtype::i64:
      return "LongStorage";
    case Dtype::i32:
      return "IntStorage";
    case Dtype::i16:
      return "ShortStorage";
    case Dtype::i8:
      return "CharStorage";
    case Dtype::u8:
      return "ByteStorage";
    case Dtype::boolean:
      break;
  }
  return "BoolStorage";
}

// Of a contiguous row-major tensor; PyTorch counts an axis of 0 as 1 here.
std::vector<std::int64_t> strides_of(const std::vector<std::int64_t>& shape) {
  std::vector<std::int64_t> strides(shape.size());
  std::int64_t step = 1;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    strides[axis] = step;
    step *= std::max<std::int64_t>(shape[axis], 1);
  }
  return strides;
}

// torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks), where the
// storage is the persistent id ("storage", class, key, device, elements).
void append_tensor(Pickle& pickle, const Tensor& tensor, std::size_t key) {
  pickle.global("torch._utils", "_rebuild_tensor_v2");
  pickle.op(Pickle::mark);
  pickle.op(Pickle::mark);
  pickle.text("storage");
  pickle.global("torch", storage_class(tensor.dtype));
  pickle.text(std::to_string(key));
  pickle.text("cpu");
  pickle.number(tensor.size());
  pickle.op(Pickle::tuple);
  pickle.op(Pickle::persistent_id);
  pickle.number(0);
  pickle.numbers(tensor.shape);
  pickle.numbers(strides_of(tensor.shape));
  pickle.op(Pickle::new_false);
  pickle.global("collections", "OrderedDict");
  pickle.op(Pickle::empty_tuple);
  pickle.op(Pickle::reduce);
  pickle.op(Pickle::tuple);
  pickle.op(Pickle::reduce);
}

std::string pickle_of(const std::vector<Tensor>& tensors) {
  Pickle pickle;
  pickle.op(Pickle::empty_dict);
  pickle.op(Pickle::mark);
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    pickle.text(tensors[i].name);
    append_tensor(pickle, tensors[i], i);
  }
  pickle.op(Pickle::set_items);
  pickle.op(Pickle::stop);
  return pickle.bytes();
}

void require_names(const std::vector<Tensor>& tensors, const std::string& where) {
  std::set<std::string_view> seen;
  for (const Tensor& tensor : tensors) {
    const std::string& name = tensor.name;
    const bool printable =
        std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (printable && !name.empty() && seen.insert(name).second) continue;
    core::reject(where,
                 "tensors have different names of printable ASCII, not empty",
                 data::excerpt(name),
                 "rename the tensor");
  }
}

data::Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

void write_torch(const std::filesystem::path& path, const std::vector<Tensor>& tensors) {
  require_names(tensors, data::shown(path));
  const std::string pickle = pickle_of(tensors);
  std::vector<ZipEntry> entries{{"archive/data.pkl", bytes_of(pickle)},
                                {"archive/byteorder", bytes_of("little")}};
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    entries.push_back({fmt::format("archive/data/{}", i), tensors[i].bytes});
  }
  entries.push_back({"archive/version", bytes_of("3\n")});
  write_atomically(path, zip_pieces(entries).pieces);
}

}  // namespace eigenviews::checkpoint
