#include "checkpoint/pickle_calls.hpp"

#include "checkpoint/pickle_builder.hpp"
#include "checkpoint/pickle_machine.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

namespace pickle = checkpoint::pickle;
using checkpoint::Dtype;

namespace {

struct Run {
  pickle::Arena arena;
  pickle::Ref root = nullptr;

  explicit Run(const ByteVector& operations,
               pickle::Dialect dialect = pickle::Dialect::torch_save) {
    const ByteVector bytes = pickle_of({operations});
    root = pickle::Machine(bytes, "a.pth", dialect, arena).run();
  }
  template <class T>
  [[nodiscard]] const T& as() const {
    const T* value = pickle::get<T>(root);
    REQUIRE(value != nullptr);
    return *value;
  }
};

void expect_call_refusal(const ByteVector& operations,
                         std::initializer_list<std::string_view> parts,
                         pickle::Dialect dialect = pickle::Dialect::torch_save) {
  expect_refusal([&] { Run run(operations, dialect); }, parts);
}

const ByteVector none = op('N');
const ByteVector ordered_dict = name("collections", "OrderedDict");

ByteVector rebuilt(const std::string& function, const std::vector<ByteVector>& arguments) {
  return called(name("torch._utils", function), arguments);
}

ByteVector numpy_type_of(std::string_view code, std::string_view order = "<") {
  return joined({called(name("numpy", "dtype"), {text(code), op(0x89), op(0x88)}),
                 tuple({integer(3), text(order), none, none, none, integer(-1)}),
                 op('b')});
}

ByteVector numpy_number(std::string_view code, const ByteVector& bytes) {
  return called(
      name("numpy._core.multiarray", "scalar"),
      {numpy_type_of(code), joined({op('C'), {static_cast<std::uint8_t>(bytes.size())}, bytes})});
}

}  // namespace

TEST_CASE("a tensor is a view of its storage") {
  const Run run(tensor({.key = "7",
                        .storage_type = "HalfStorage",
                        .elements = 20,
                        .offset = 3,
                        .shape = {2, 3},
                        .strides = {1, 5}}));
  const auto& view = run.as<pickle::View>();
  CHECK(view.storage.key == "7");
  CHECK(view.storage.elements == 20);
  CHECK(view.dtype == Dtype::f16);
  CHECK(view.offset == 3);
  CHECK(view.shape == std::vector<std::int64_t>{2, 3});
  CHECK(view.strides == std::vector<std::int64_t>{1, 5});
}

TEST_CASE("every storage type has its element type") {
  const std::vector<std::pair<std::string, Dtype>> types{{"DoubleStorage", Dtype::f64},
                                                         {"FloatStorage", Dtype::f32},
                                                         {"HalfStorage", Dtype::f16},
                                                         {"BFloat16Storage", Dtype::bf16},
                                                         {"LongStorage", Dtype::i64},
                                                         {"IntStorage", Dtype::i32},
                                                         {"ShortStorage", Dtype::i16},
                                                         {"CharStorage", Dtype::i8},
                                                         {"ByteStorage", Dtype::u8},
                                                         {"BoolStorage", Dtype::boolean},
                                                         {"UntypedStorage", Dtype::u8}};
  for (const auto& [storage_type, dtype] : types) {
    INFO(storage_type);
    CHECK(Run(tensor({.storage_type = storage_type})).as<pickle::View>().dtype == dtype);
  }
}

TEST_CASE("tensors of other writers of PyTorch are read too") {
  const ByteVector shape = tuple_of({2});
  const ByteVector strides = tuple_of({1});
  const ByteVector plain = rebuilt("_rebuild_tensor", {storage({}), integer(0), shape, strides});
  CHECK(Run(plain).as<pickle::View>().dtype == Dtype::f32);

  const auto v3 = [&](std::string_view dtype) {
    return rebuilt("_rebuild_tensor_v3",
                   {storage({.storage_type = "UntypedStorage"}),
                    integer(0),
                    shape,
                    strides,
                    op(0x89),
                    called(ordered_dict, {}),
                    name("torch", dtype)});
  };
  CHECK(Run(v3("int16")).as<pickle::View>().dtype == Dtype::i16);

  const ByteVector parameter =
      rebuilt("_rebuild_parameter", {tensor(), op(0x88), called(ordered_dict, {})});
  CHECK(Run(parameter).as<pickle::View>().shape == std::vector<std::int64_t>{2, 3});
}

TEST_CASE("a buffer with attributes is its tensor") {
  const ByteVector function = name("torch._utils", "_rebuild_tensor_v2");
  const ByteVector arguments = tuple(
      {storage({}), integer(0), tuple_of({6}), tuple_of({1}), op(0x89), called(ordered_dict, {})});
  const ByteVector from_type = name("torch._tensor", "_rebuild_from_type_v2");
  const ByteVector buffer =
      called(from_type,
             {function, name("torch", "Tensor"), arguments, dictionary({text("x"), none})});
  CHECK(Run(buffer).as<pickle::View>().shape == std::vector<std::int64_t>{6});

  const std::string_view rule = "is called with its own kinds of arguments";
  expect_call_refusal(called(from_type, {ordered_dict, name("torch", "Tensor"), arguments, none}),
                      {"'torch._tensor._rebuild_from_type_v2'", rule});
  expect_call_refusal(called(from_type, {function, ordered_dict, arguments, none}), {rule});
  expect_call_refusal(called(from_type, {function, name("torch", "Tensor"), none, none}), {rule});
  expect_call_refusal(called(from_type, {function}), {rule});
}

TEST_CASE("tensors of wrong arguments are refused") {
  const std::string_view rule =
      "the global 'torch._utils._rebuild_tensor_v2' is called with its own kinds of arguments";
  const std::vector<ByteVector> right{storage({}),
                                      integer(0),
                                      tuple_of({2}),
                                      tuple_of({1}),
                                      op(0x89),
                                      none};
  (void)Run(rebuilt("_rebuild_tensor_v2", right));
  for (std::size_t i = 0; i < 4; ++i) {
    std::vector<ByteVector> wrong = right;
    wrong[i] = text("x");
    expect_call_refusal(rebuilt("_rebuild_tensor_v2", wrong),
                        {"a.pth, byte", rule, "the text 'x'"});
  }
  expect_call_refusal(rebuilt("_rebuild_tensor_v2", {right.begin(), right.begin() + 5}), {rule});
  std::vector<ByteVector> more = right;
  more.insert(more.end(), {none, none});
  expect_call_refusal(rebuilt("_rebuild_tensor_v2", more), {rule});
  std::vector<ByteVector> float_shape = right;
  float_shape[2] = tuple({text("2")});
  expect_call_refusal(rebuilt("_rebuild_tensor_v2", float_shape), {rule});
  std::vector<ByteVector> long_shape = right;
  long_shape[2] = tuple_of(std::vector<std::int64_t>(65, 1));
  expect_call_refusal(rebuilt("_rebuild_tensor_v2", long_shape), {rule, "a tuple of 65"});
  std::vector<ByteVector> typed = right;
  typed.push_back(name("torch", "FloatStorage"));
  expect_call_refusal(rebuilt("_rebuild_tensor_v3", typed), {"own kinds of arguments"});
  expect_call_refusal(rebuilt("_rebuild_parameter", {none, none, none}), {"own kinds"});
}

TEST_CASE("persistent ids other than storages are refused") {
  const auto id = [](const std::vector<ByteVector>& items) {
    return joined({tuple(items), op('Q')});
  };
  const ByteVector type = name("torch", "FloatStorage");
  const std::vector<ByteVector> right{text("storage"), type, text("0"), text("cpu"), integer(3)};
  CHECK(Run(id(right)).as<pickle::Storage>().elements == 3);
  std::vector<ByteVector> old = right;
  old.push_back(none);
  CHECK(Run(id(old)).as<pickle::Storage>().elements == 3);
  const std::string_view rule = "a persistent id is ('storage', type, key, location";
  for (const std::size_t i : {0U, 1U, 2U, 4U}) {
    std::vector<ByteVector> wrong = right;
    wrong[i] = i == 0 ? text("module") : none;
    expect_call_refusal(id(wrong), {rule, "a tuple of 5"});
  }
  std::vector<ByteVector> wrong = right;
  wrong[1] = ordered_dict;
  expect_call_refusal(id(wrong), {rule});
  wrong = right;
  wrong[4] = integer(-1);
  expect_call_refusal(id(wrong), {rule});
  wrong[4] = integer(std::int64_t{1} << 61);
  expect_call_refusal(id(wrong), {"the elements are countable"});
  old.back() = tuple({});
  expect_call_refusal(id(old), {rule, "a tuple of 6"});
  expect_call_refusal(joined({text("0"), op('Q')}), {rule, "the text '0'"});
}

TEST_CASE("names that are not on the list are refused and named") {
  const std::string_view rule = "only names of tensors, storages and plain containers are known";
  for (const auto& [module, function] :
       std::vector<std::pair<std::string, std::string>>{{"os", "system"},
                                                        {"builtins", "eval"},
                                                        {"__builtin__", "exec"},
                                                        {"posix", "system"},
                                                        {"subprocess", "Popen"},
                                                        {"argparse", "Namespace"},
                                                        {"omegaconf.dictconfig", "DictConfig"},
                                                        {"torchvision.models.resnet", "ResNet"},
                                                        {"torch", "ComplexFloatStorage"},
                                                        {"torch", "load"},
                                                        {"torch.jit._pickle", "build_intlist"},
                                                        {"__torch__.os", "system"},
                                                        {"", ""}}) {
    expect_call_refusal(name(module, function), {rule, "the global '" + module + "." + function});
  }
  expect_call_refusal(joined({text("os\n"), text("system"), op(0x93)}), {"'os?.system'"});
}

TEST_CASE("REDUCE calls names of the list only, with a tuple") {
  const std::string_view rule = "REDUCE calls a function of the list with a tuple";
  expect_call_refusal(joined({text("os.system"), op(')'), op('R')}),
                      {rule, "the text 'os.system' and a tuple of 0"});
  expect_call_refusal(joined({ordered_dict, op(']'), op('R')}), {rule, "a list"});
  const std::string_view own = "is called with its own kinds of arguments";
  expect_call_refusal(called(name("torch", "float32"), {}), {own});
  expect_call_refusal(called(name("torch", "FloatStorage"), {}), {own});
  expect_call_refusal(called(name("torch", "Tensor"), {integer(1)}), {own, "(the integer 1)"});
}

TEST_CASE("an OrderedDict takes no arguments, or a list of pairs") {
  CHECK(Run(called(ordered_dict, {})).as<pickle::Dictionary>().entries.empty());
  const Run run(called(ordered_dict, {list({list({text("a"), none}), tuple({text("b"), none})})}));
  const auto& entries = run.as<pickle::Dictionary>().entries;
  REQUIRE(entries.size() == 2);
  CHECK(*pickle::get<std::string>(entries[1].first) == "b");
  const std::string_view own = "is called with its own kinds of arguments";
  expect_call_refusal(called(ordered_dict, {none}), {own, "(None)"});
  expect_call_refusal(called(ordered_dict, {list({}), none}), {own});
  expect_call_refusal(called(ordered_dict, {list({none})}), {own});
  expect_call_refusal(called(ordered_dict, {list({tuple({none})})}), {own});
}

TEST_CASE("the attributes of an OrderedDict are dropped") {
  const Run run(joined({called(ordered_dict, {}),
                        dictionary({text("_metadata"), called(ordered_dict, {})}),
                        op('b')}));
  CHECK(run.as<pickle::Dictionary>().entries.empty());
}

TEST_CASE("BUILD of anything else is refused") {
  const std::string_view rule = "BUILD gives an OrderedDict or a TorchScript module its attributes";
  expect_call_refusal(joined({op(']'), op('}'), op('b')}), {rule, "a dictionary for a list"});
  expect_call_refusal(joined({called(ordered_dict, {}), op(')'), op('b')}), {rule});
  expect_call_refusal(joined({tensor(), op('}'), op('b')}), {rule, "for a tensor"});
  expect_call_refusal(numpy_type_of("f8", ">"), {rule, "for a numpy.dtype"});
}

TEST_CASE("plain Python values are kept as data") {
  CHECK(Run(called(name("collections", "Counter"), {dictionary({integer(3), integer(1)})}))
            .as<pickle::Dictionary>()
            .entries.size() == 1);
  CHECK(Run(called(name("torch", "Size"), {tuple_of({2, 3})})).as<pickle::Tuple>().items.size() ==
        2);
  CHECK(Run(called(name("torch", "device"), {text("cuda"), integer(0)})).as<std::string>() ==
        "cuda");
  CHECK(Run(called(name("__builtin__", "set"), {list({none})})).as<pickle::Set>().items.size() ==
        1);
  CHECK(Run(called(name("builtins", "set"), {list({})})).as<pickle::Set>().items.empty());
  CHECK(Run(called(name("_codecs", "encode"), {text("a\xc3\xbf\xc2\x80"), text("latin1")}))
            .as<pickle::Bytes>()
            .content == "a\xff\x80");
}

TEST_CASE("plain Python values of wrong arguments are refused") {
  const std::string_view own = "is called with its own kinds of arguments";
  expect_call_refusal(called(name("collections", "Counter"), {none}), {own});
  expect_call_refusal(called(name("torch", "Size"), {none}), {own});
  expect_call_refusal(called(name("torch", "device"), {none}), {own});
  expect_call_refusal(called(name("torch", "device"), {}), {own});
  expect_call_refusal(called(name("builtins", "set"), {none}), {own});
  const ByteVector encode = name("_codecs", "encode");
  expect_call_refusal(called(encode, {text("a")}), {own});
  expect_call_refusal(called(encode, {text("a"), text("rot13")}), {own});
  expect_call_refusal(called(encode, {none, text("latin1")}), {own});
  for (const char* wrong : {"\xc3", "\xc3z", "\xe2\x82\xac", "\xff"}) {
    expect_call_refusal(called(encode, {text(wrong), text("latin1")}), {own});
  }
}

TEST_CASE("NumPy's numbers of every type are read") {
  CHECK(Run(numpy_number("f8", raw<double>({0.1}))).as<double>() == 0.1);
  CHECK(Run(numpy_number("f4", raw<float>({0.5}))).as<double>() == 0.5);
  CHECK(Run(numpy_number("i8", raw<std::int64_t>({-5}))).as<std::int64_t>() == -5);
  CHECK(Run(numpy_number("i4", raw<std::int32_t>({-5}))).as<std::int64_t>() == -5);
  CHECK(Run(numpy_number("i2", raw<std::int16_t>({-5}))).as<std::int64_t>() == -5);
  CHECK(Run(numpy_number("i1", {0xfb})).as<std::int64_t>() == -5);
  CHECK(Run(numpy_number("u4", raw<std::uint32_t>({4000000000U}))).as<std::int64_t>() ==
        4000000000);
  CHECK(Run(numpy_number("u2", raw<std::uint16_t>({65535}))).as<std::int64_t>() == 65535);
  CHECK(Run(numpy_number("u1", {200})).as<std::int64_t>() == 200);
  CHECK(Run(numpy_number("b1", {1})).as<bool>());
}

TEST_CASE("NumPy's other types, and numbers of another size, are refused") {
  const std::string_view own = "is called with its own kinds of arguments";
  expect_call_refusal(numpy_type_of("O8"), {"'numpy.dtype'", own});
  expect_call_refusal(called(name("numpy", "dtype"), {}), {own});
  expect_call_refusal(called(name("numpy", "dtype"), {none}), {own});
  expect_call_refusal(numpy_number("f8", {1, 2, 3}), {own});
  const ByteVector scalar = name("numpy.core.multiarray", "scalar");
  expect_call_refusal(called(scalar, {none, none}), {own});
  expect_call_refusal(called(scalar, {numpy_type_of("f8"), none}), {own});
  expect_call_refusal(called(scalar, {numpy_type_of("f8")}), {own});
}

TEST_CASE("TorchScript's modules are kept as their attributes, and its typed lists as lists") {
  const auto script = pickle::Dialect::torch_script;
  const ByteVector class_name = name("__torch__.net", "Net");
  const Run run(
      joined({class_name, op(')'), op(0x81), dictionary({text("weight"), tensor()}), op('b')}),
      script);
  const auto& module = run.as<pickle::Module>();
  CHECK(module.class_name == "__torch__.net.Net");
  REQUIRE(module.attributes.size() == 1);
  CHECK(pickle::get<pickle::View>(module.attributes[0].second) != nullptr);

  const ByteVector ints = called(name("torch.jit._pickle", "build_intlist"), {list({integer(2)})});
  CHECK(Run(ints, script).as<pickle::List>().items.size() == 1);
  const ByteVector tagged = called(name("torch.jit._pickle", "restore_type_tag"),
                                   {dictionary({text("a"), none}), text("Dict[str, int]")});
  CHECK(Run(tagged, script).as<pickle::Dictionary>().entries.size() == 1);
}

TEST_CASE("other objects of TorchScript are refused") {
  const auto script = pickle::Dialect::torch_script;
  const ByteVector class_name = name("__torch__.net", "Net");
  const std::string_view rule = "NEWOBJ makes a TorchScript module, without arguments";
  expect_call_refusal(joined({class_name, tuple({none}), op(0x81)}), {"only names"});
  expect_call_refusal(joined({class_name, tuple({none}), op(0x81)}), {rule}, script);
  expect_call_refusal(joined({class_name, none, op(0x81)}), {rule}, script);
  expect_call_refusal(joined({ordered_dict, op(')'), op(0x81)}),
                      {rule, "the global 'collections.OrderedDict'"},
                      script);
  expect_call_refusal(joined({none, op(')'), op(0x81)}), {rule}, script);
  expect_call_refusal(joined({class_name, op(')'), op(0x81), op(')'), op('b')}),
                      {"BUILD gives", "for a module '__torch__.net.Net'"},
                      script);
  const std::string_view own = "is called with its own kinds of arguments";
  expect_call_refusal(called(class_name, {}), {own}, script);
  expect_call_refusal(called(name("torch.jit._pickle", "build_intlist"), {none}), {own}, script);
  expect_call_refusal(called(name("torch.jit._pickle", "restore_type_tag"), {none}), {own}, script);
}

}  // namespace eigenviews::test
