#include "checkpoint/pickle_builder.hpp"

namespace eigenviews::test {

ByteVector pickle_of(const std::vector<ByteVector>& operations, int protocol) {
  return joined({{0x80, static_cast<std::uint8_t>(protocol)}, joined(operations), op('.')});
}

ByteVector text(std::string_view value) {
  return joined({op('X'), little(value.size(), 4), bytes_of(value)});
}

ByteVector integer(std::int64_t value) {
  return joined({{0x8a, 8}, little(static_cast<std::uint64_t>(value), 8)});
}

ByteVector name(std::string_view module, std::string_view name) {
  return joined({op('c'), bytes_of(module), op('\n'), bytes_of(name), op('\n')});
}

ByteVector put(std::uint8_t number) { return {'q', number}; }
ByteVector fetch(std::uint8_t number) { return {'h', number}; }

ByteVector tuple(const std::vector<ByteVector>& items) {
  return joined({op('('), joined(items), op('t')});
}

ByteVector list(const std::vector<ByteVector>& items) {
  return joined({op(']'), op('('), joined(items), op('e')});
}

ByteVector tuple_of(const std::vector<std::int64_t>& integers) {
  std::vector<ByteVector> items;
  for (const std::int64_t value : integers) items.push_back(integer(value));
  return tuple(items);
}

ByteVector dictionary(const std::vector<ByteVector>& items) {
  return joined({op('}'), op('('), joined(items), op('u')});
}

ByteVector called(const ByteVector& function, const std::vector<ByteVector>& arguments) {
  return joined({function, tuple(arguments), op('R')});
}

ByteVector storage(const TensorText& tensor) {
  return joined({tuple({text("storage"),
                        name("torch", tensor.storage_type),
                        text(tensor.key),
                        text("cpu"),
                        integer(tensor.elements)}),
                 op('Q')});
}

ByteVector tensor(const TensorText& tensor) {
  return called(name("torch._utils", "_rebuild_tensor_v2"),
                {storage(tensor),
                 integer(tensor.offset),
                 tuple_of(tensor.shape),
                 tuple_of(tensor.strides),
                 op(0x89),
                 called(name("collections", "OrderedDict"), {})});
}

ByteVector torch_archive(const ByteVector& pickle, const std::vector<ZipMember>& others) {
  std::vector<ZipMember> members{{.name = "root/data.pkl", .content = pickle},
                                 {.name = "root/byteorder", .content = bytes_of("little")},
                                 {.name = "root/version", .content = bytes_of("3\n")}};
  members.insert(members.end(), others.begin(), others.end());
  return zip_file(members);
}

ZipMember float_storage(const std::string& key, const std::vector<float>& numbers) {
  return {.name = "root/data/" + key, .content = raw(numbers)};
}

}  // namespace eigenviews::test
