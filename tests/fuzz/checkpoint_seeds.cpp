#include "checkpoint_seeds.hpp"

#include "checkpoint/pickle_builder.hpp"

namespace eigenviews::test {

namespace {

const std::vector<float> six{1, 2, 3, 4, 5, 6};

ByteVector norm(const std::string& module) {
  return joined({text(module + ".weight"), tensor({.elements = 6, .shape = {6}, .strides = {1}})});
}

ByteVector convolution(const std::string& module) {
  return joined({text(module + ".weight"),
                 tensor({.elements = 6, .shape = {6, 3, 3, 3}, .strides = {0, 0, 0, 1}})});
}

// The names of a ResNet-18 without a projector, enough to be recognised.
ByteVector network() {
  std::vector<ByteVector> items{convolution("conv1"), norm("bn1")};
  for (int stage = 1; stage <= 4; ++stage) {
    for (const char* block : {".0", ".1"}) {
      const std::string at = "layer" + std::to_string(stage) + block;
      items.push_back(convolution(at + ".conv1"));
      items.push_back(convolution(at + ".conv2"));
    }
  }
  return pickle_of(
      {called(name("collections", "OrderedDict"), {}), op('('), joined(items), op('u')});
}

ByteVector script_module() {
  return pickle_of({name("__torch__", "Net"),
                    op(')'),
                    op(0x81),
                    dictionary({text("weight"), tensor(), text("training"), op(0x89)}),
                    op('b')});
}

ByteVector nested() {
  const ByteVector scalar =
      called(name("numpy.core.multiarray", "scalar"),
             {joined({called(name("numpy", "dtype"), {text("f4"), op(0x89), op(0x88)}),
                      tuple({integer(3), text("<"), op('N')}),
                      op('b')}),
              called(name("_codecs", "encode"), {text(std::string(4, '\1')), text("latin1")})});
  return pickle_of({dictionary({text("epoch"),
                                integer(3),
                                text("model"),
                                dictionary({text("w"), joined({tensor(), put(0)})}),
                                text("list"),
                                list({fetch(0), scalar}),
                                text("set"),
                                called(name("builtins", "set"), {list({op('N')})})})});
}

ByteVector old_file() {
  const ByteVector magic =
      pickle_of({{0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19}});
  return joined({magic,
                 pickle_of({integer(1001)}),
                 pickle_of({dictionary({text("little_endian"), op(0x88)})}),
                 pickle_of({dictionary({text("w"), tensor()})}),
                 pickle_of({list({text("0")})}),
                 little(6, 8),
                 raw(six)});
}

ByteVector safetensors_file(std::string_view header, const ByteVector& content) {
  return joined({little(header.size(), 8), bytes_of(header), content});
}

}  // namespace

std::vector<ByteVector> checkpoint_torch_seeds() {
  const ZipMember code{.name = "root/code/__torch__.py", .content = {}};
  return {network(),
          script_module(),
          nested(),
          old_file(),
          torch_archive(nested(), {float_storage("0", six)}),
          torch_archive(script_module(), {float_storage("0", six), code})};
}

std::vector<ByteVector> checkpoint_safetensors_seeds() {
  return {safetensors_file("{}", {}),
          safetensors_file(R"({"__metadata__":{"format":"pt"},)"
                           R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                           R"("b":{"dtype":"BOOL","shape":[2,2],"data_offsets":[4,8]}})",
                           ByteVector(8, 1)),
          safetensors_file(R"({"a":{"dtype":"BF16","shape":[],"data_offsets":[2,4]},)"
                           R"("b":{"dtype":"F16","shape":[1,1],"data_offsets":[0,2]}})",
                           ByteVector(4, 2))};
}

}  // namespace eigenviews::test
