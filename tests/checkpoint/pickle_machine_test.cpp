#include "checkpoint/pickle_machine.hpp"

#include <limits>

#include "checkpoint/limits.hpp"
#include "checkpoint/pickle_builder.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

namespace pickle = checkpoint::pickle;
using pickle::Ref;

namespace {

/// A pickle that has run; the objects live as long as this.
struct Run {
  pickle::Arena arena;
  Ref root = nullptr;

  explicit Run(const ByteVector& bytes, pickle::Dialect dialect = pickle::Dialect::torch_save) {
    pickle::Machine machine(bytes, "a.pth", dialect, arena);
    root = machine.run();
    CHECK(machine.position() == bytes.size());
  }

  template <class T>
  [[nodiscard]] const T& as(Ref object) const {
    const T* value = pickle::get<T>(object);
    REQUIRE(value != nullptr);
    return *value;
  }
  template <class T>
  [[nodiscard]] const T& as() const {
    return as<T>(root);
  }
};

void expect_bytes_refusal(const ByteVector& bytes, std::initializer_list<std::string_view> parts) {
  expect_refusal([&] { Run run(bytes); }, parts);
}

void expect_pickle_refusal(const std::vector<ByteVector>& operations,
                           std::initializer_list<std::string_view> parts) {
  expect_bytes_refusal(pickle_of(operations), parts);
}

template <class T>
void expect_value(const std::vector<ByteVector>& operations, const T& expected) {
  CHECK(Run(pickle_of(operations)).as<T>() == expected);
}

}  // namespace

TEST_CASE("numbers of every length are read") {
  using Int = std::int64_t;
  expect_value<Int>({{'K', 255}}, 255);
  expect_value<Int>({{'M', 0x34, 0x12}}, 0x1234);
  expect_value<Int>({{'J', 0xff, 0xff, 0xff, 0xff}}, -1);
  expect_value<Int>({{'J', 0xff, 0xff, 0xff, 0x7f}}, 2147483647);
  expect_value<Int>({{0x8a, 0}}, 0);
  expect_value<Int>({{0x8a, 1, 0x80}}, -128);
  expect_value<Int>({{0x8a, 2, 0xff, 0}}, 255);
  expect_value<Int>({integer(std::numeric_limits<Int>::min())}, std::numeric_limits<Int>::min());
  expect_value<double>({{'G', 0xc0, 0x08, 0, 0, 0, 0, 0, 0}}, -3.0);
  expect_value<bool>({op(0x88)}, true);
  expect_value<bool>({op(0x89)}, false);
}

TEST_CASE("None and integers beyond 64 bits are kept as what they are") {
  (void)Run(pickle_of({op('N')})).as<pickle::None>();
  (void)Run(pickle_of({joined({{0x8a, 9}, ByteVector(9, 1)})})).as<pickle::BigInteger>();
}

TEST_CASE("texts and bytes are read from every opcode that writes them") {
  expect_value<std::string>({text("abc")}, "abc");
  expect_value<std::string>({{0x8c, 2, 'a', 'b'}}, "ab");
  expect_value<std::string>({{'U', 2, 'a', 'b'}}, "ab");
  expect_value<std::string>({{'T', 2, 0, 0, 0, 'a', 'b'}}, "ab");
  CHECK(Run(pickle_of({{'C', 2, 1, 2}})).as<pickle::Bytes>().content == "\x01\x02");
  CHECK(Run(pickle_of({{'B', 1, 0, 0, 0, 9}})).as<pickle::Bytes>().content == "\x09");
}

TEST_CASE("containers hold their items in order") {
  const auto texts = [](const Run& run, const std::vector<Ref>& items) {
    std::string all;
    for (const Ref item : items) all += run.as<std::string>(item);
    return all;
  };
  const ByteVector a = text("a");
  const ByteVector b = text("b");
  const ByteVector c = text("c");
  const auto check_tuple = [&](const std::vector<ByteVector>& operations, std::string_view all) {
    const Run run(pickle_of(operations));
    CHECK(texts(run, run.as<pickle::Tuple>().items) == all);
  };
  check_tuple({op(')')}, "");
  check_tuple({a, op(0x85)}, "a");
  check_tuple({a, b, op(0x86)}, "ab");
  check_tuple({a, b, c, op(0x87)}, "abc");
  check_tuple({tuple({a, b, c})}, "abc");

  const Run run(pickle_of({op(']'), op('('), a, b, op('e'), c, op('a')}));
  CHECK(texts(run, run.as<pickle::List>().items) == "abc");
  const Run set(pickle_of({op(0x8f), op('('), a, b, op(0x90)}, 4));
  CHECK(texts(set, set.as<pickle::Set>().items) == "ab");
  const Run dict(pickle_of({op('}'), op('('), a, b, op('u'), c, a, op('s')}));
  std::string all;
  for (const auto& [key, value] : dict.as<pickle::Dictionary>().entries) {
    all += texts(dict, {key, value}) + ";";
  }
  CHECK(all == "ab;ca;");
}

TEST_CASE("the memo gives the same object again, by every opcode") {
  const std::vector<std::vector<ByteVector>> cases{
      {op(']'), put(0), fetch(0)},
      {op(']'), {'r', 0, 0, 0, 0}, {'j', 0, 0, 0, 0}},
      {op(']'), op(0x94), fetch(0)},
  };
  for (const auto& operations : cases) {
    const Run run(pickle_of({joined(operations), op(0x86)}, 4));
    const auto& items = run.as<pickle::Tuple>().items;
    CHECK(items[0] == items[1]);
  }
  const Run replaced(pickle_of({text("a"), put(0), text("b"), put(0), fetch(0), op(0x87)}));
  CHECK(replaced.as<std::string>(replaced.as<pickle::Tuple>().items[2]) == "b");
}

TEST_CASE("protocols 2 to 5 are read, frames included, and others refused") {
  for (int protocol = 2; protocol <= 5; ++protocol) {
    CHECK(
        Run(pickle_of({joined({op(0x95), little(7, 8)}), text("a")}, protocol)).as<std::string>() ==
        "a");
  }
  expect_bytes_refusal(pickle_of({op('N')}, 1), {"protocols 2 to 5 are read", "protocol 1"});
  expect_bytes_refusal(pickle_of({op('N')}, 6), {"protocol 6"});
  expect_bytes_refusal(bytes_of("N."), {"a pickle starts with its protocol"});
  expect_bytes_refusal({}, {"a pickle goes on to its STOP", "0 bytes where 1 follow"});
}

TEST_CASE("a circle of objects is read, and freed") {
  const Run run(pickle_of({op(']'), put(0), fetch(0), op('a')}));
  CHECK(run.as<pickle::List>().items[0] == run.root);
}

TEST_CASE("opcodes that torch.save does not write are refused, with their position") {
  // PERSID, INST, OBJ, EXT1, POP, DUP, STRING, INT, NEWOBJ_EX, BYTEARRAY8, NEXT_BUFFER, ...
  for (const std::uint8_t opcode :
       ByteVector{'P', 'i', 'o', '0', '1', '2', 'S', 'I', 'L', 'l', 'd', 'p', 'g'}) {
    expect_pickle_refusal({op('N'), op(opcode)},
                          {"a.pth, byte 3: only the opcodes that torch.save", "opcode 0x"});
  }
  for (const std::uint8_t opcode :
       ByteVector{0x82, 0x83, 0x84, 0x8b, 0x8d, 0x8e, 0x91, 0x92, 0x96, 0x97, 0}) {
    expect_pickle_refusal({op(opcode)}, {"only the opcodes"});
  }
}

TEST_CASE("a pickle cut at any byte is refused") {
  const ByteVector whole = pickle_of({dictionary({text("w"), tensor()}), put(0)});
  Run run(whole);
  for (std::size_t left = 0; left < whole.size(); ++left) {
    INFO(left);
    expect_bytes_refusal(cut(whole, whole.size() - left), {"a.pth, byte"});
  }
}

TEST_CASE("a text or name that does not end is refused") {
  expect_pickle_refusal({{'X', 255, 255, 255, 255, 'a'}}, {"bytes where 4294967295 follow"});
  expect_bytes_refusal({0x80, 2, 'c', 'o', 's'}, {"a name ends with a newline"});
}

TEST_CASE("operations without operands are refused") {
  for (const std::uint8_t opcode :
       ByteVector{'a', 's', 'R', 'b', 'Q', 'q', 0x85, 0x86, 0x87, 0x81, 0x93, 0x94}) {
    INFO(int{opcode});
    expect_bytes_refusal(joined({{0x80, 4}, op(opcode), {0, 0, 0, 0, '.'}}),
                         {"finds its operands above the last mark"});
  }
  for (const std::uint8_t opcode : ByteVector{'t', 'e', 'u', 0x90}) {
    expect_pickle_refusal({op(opcode)}, {"an operation back to a mark finds one"});
  }
  expect_pickle_refusal({}, {"finds its operands"});
}

TEST_CASE("operands below a mark are out of reach") {
  expect_pickle_refusal({op('N'), op('('), op(0x85)}, {"above the last mark"});
  expect_pickle_refusal({op(']'), op('('), op('N'), op('a')}, {"above the last mark"});
}

TEST_CASE("more than one object at STOP is refused") {
  expect_pickle_refusal({op('N'), op('N')}, {"one object is left at STOP", "1 more"});
  expect_pickle_refusal({op('('), op('N')}, {"one object is left at STOP"});
}

TEST_CASE("the memo refuses gaps and numbers that were not put there") {
  expect_pickle_refusal({op('N'), put(1)}, {"numbered without gaps", "number 1 after 0"});
  expect_pickle_refusal({op('N'), {'r', 255, 255, 255, 255}}, {"number 4294967295 after 0"});
  expect_pickle_refusal({fetch(0)}, {"what is taken from the memo was put there", "0 of 0"});
}

TEST_CASE(
    "appending to anything but a list, and setting items of anything but a dictionary, is "
    "refused") {
  expect_pickle_refusal({op('}'), op('N'), op('a')}, {"appended to a list", "a dictionary"});
  expect_pickle_refusal({op('N'), op('('), op('e')}, {"appended to a list", "None"});
  expect_pickle_refusal({op(']'), op('N'), op('N'), op('s')}, {"set in a dictionary", "a list"});
  expect_pickle_refusal({op('}'), op('('), op('N'), op('u')}, {"in pairs", "1 objects"});
}

TEST_CASE("STACK_GLOBAL takes two texts") {
  const Run run(pickle_of({text("collections"), text("OrderedDict"), op(0x93)}, 4));
  CHECK(run.as<pickle::GlobalName>().name == "collections.OrderedDict");
  expect_pickle_refusal({text("os"), op('N'), op(0x93)},
                        {"STACK_GLOBAL takes two texts", "the text 'os' and None"});
}

TEST_CASE("marks beyond the bound are refused") {
  const ByteVector marks(checkpoint::max_marks, '(');
  const ByteVector tuples(checkpoint::max_marks, 't');
  (void)Run(pickle_of({marks, tuples})).as<pickle::Tuple>();
  expect_pickle_refusal({marks, op('(')}, {"at most 250 marks are open"});
}

TEST_CASE("objects beyond the bound are refused") {
  expect_pickle_refusal({ByteVector(checkpoint::max_objects + 1, 'N')},
                        {"a pickle makes at most 2097152 objects"});
}

TEST_CASE("a stack beyond the bound is refused") {
  ByteVector fetches;
  fetches.reserve(2 * checkpoint::max_stack);
  for (std::size_t i = 0; i < checkpoint::max_stack; ++i) fetches.insert(fetches.end(), {'h', 0});
  expect_pickle_refusal({op('N'), put(0), fetches}, {"at most 2097152 objects are on the stack"});
}

TEST_CASE("a memo beyond the bound is refused") {
  const ByteVector puts(checkpoint::max_memo + 1, 0x94);
  expect_bytes_refusal(pickle_of({op('N'), puts}, 4),
                       {"and at most 2097152 times", "number 2097152 after 2097152"});
}

TEST_CASE("a short pickle that asks for many copies of a long text is refused") {
  // Each of the 300 calls copies a text of 1 MB.
  const ByteVector one_copy =
      joined({name("torch", "device"), fetch(0), op(0x85), op('R'), op('a')});
  ByteVector copies;
  for (int i = 0; i < 300; ++i) copies.insert(copies.end(), one_copy.begin(), one_copy.end());
  expect_pickle_refusal({text(std::string(1U << 20U, 'x')), put(0), op(']'), copies},
                        {"the objects of a pickle hold at most 268435456 bytes"});
}

TEST_CASE("only the start of the bytes that a pickle may have is read") {
  const ByteVector bytes =
      joined({{0x80, 2}, text(std::string(checkpoint::max_pickle_bytes, 'x'))});
  expect_bytes_refusal(bytes, {"bytes where 16777216 follow"});
}

}  // namespace eigenviews::test
