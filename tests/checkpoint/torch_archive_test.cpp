#include "checkpoint/checkpoint.hpp"
#include "checkpoint/limits.hpp"
#include "checkpoint/pickle_builder.hpp"
#include "checkpoint/torch_file.hpp"
#include "core/memory.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using checkpoint::Checkpoint;
using checkpoint::Format;

namespace {

const std::vector<float> six{1, 2, 3, 4, 5, 6};

Checkpoint read_archive(const ByteVector& content, const checkpoint::NameFilter& wanted = {}) {
  const TempFolder folder;
  return checkpoint::read_torch_archive(folder.write("a.pth", content), wanted);
}

void expect_archive_refusal(const ByteVector& content,
                            std::initializer_list<std::string_view> parts) {
  expect_refusal([&] { (void)read_archive(content); }, parts);
}

ByteVector state_dict(const std::vector<ByteVector>& items) {
  return pickle_of({dictionary(items)});
}

}  // namespace

TEST_CASE("a hand-written archive of torch.save is read") {
  const ByteVector pickle =
      state_dict({text("epoch"),
                  integer(3),
                  text("model"),
                  dictionary({text("w"),
                              tensor(),
                              text("t"),
                              tensor({.shape = {3, 2}, .strides = {1, 3}}),
                              text("last"),
                              tensor({.key = "1", .elements = 1, .shape = {}, .strides = {}})})});
  const Checkpoint checkpoint =
      read_archive(torch_archive(pickle, {float_storage("0", six), float_storage("1", {7})}));
  CHECK(checkpoint.format == Format::torch_save);
  CHECK(checkpoint.scalars.at("epoch") == 3);
  REQUIRE(checkpoint.tensors.size() == 3);
  CHECK(checkpoint.tensors[0].name == "model.w");
  CHECK(checkpoint::to_float32(checkpoint.tensors[0]) == six);
  CHECK(checkpoint.tensors[1].shape == std::vector<std::int64_t>{3, 2});
  CHECK(checkpoint::to_float32(checkpoint.tensors[1]) == std::vector<float>{1, 4, 2, 5, 3, 6});
  CHECK(checkpoint::to_float32(checkpoint.tensors[2]) == std::vector<float>{7});
  CHECK(checkpoint.find("model.last") == &checkpoint.tensors[2]);
}

TEST_CASE("entries may be deflated") {
  ZipMember storage = float_storage("0", six);
  storage.deflated = true;
  const ByteVector archive = zip_file(
      {{.name = "r/data.pkl", .content = state_dict({text("w"), tensor()}), .deflated = true},
       {.name = "r/data/0", .content = raw(six), .deflated = true}});
  CHECK(checkpoint::to_float32(read_archive(archive).tensors[0]) == six);
}

TEST_CASE("an archive with code is TorchScript, whose modules are read") {
  const ByteVector module =
      joined({name("__torch__", "Net"),
              op(')'),
              op(0x81),
              dictionary({text("weight"), tensor(), text("training"), op(0x89)}),
              op('b')});
  const ZipMember code{.name = "root/code/__torch__.py", .content = bytes_of("pass")};
  const ZipMember constants{.name = "root/constants.pkl", .content = pickle_of({op(')')})};
  for (const ZipMember& sign : {code, constants}) {
    const Checkpoint checkpoint =
        read_archive(torch_archive(pickle_of({module}), {float_storage("0", six), sign}));
    CHECK(checkpoint.format == Format::torch_script);
    REQUIRE(checkpoint.tensors.size() == 1);
    CHECK(checkpoint.tensors[0].name == "weight");
    CHECK(checkpoint.scalars.at("training") == 0);
  }
  expect_archive_refusal(torch_archive(pickle_of({module}), {float_storage("0", six)}),
                         {"entry 'data.pkl', byte 2", "the global '__torch__.Net'"});
}

TEST_CASE("tensors that are not wanted are not read, but checked") {
  const auto wanted = [](std::string_view name) { return name == "w"; };
  const ByteVector pickle = state_dict({text("w"), tensor(), text("x"), tensor({.key = "1"})});
  const Checkpoint checkpoint =
      read_archive(torch_archive(pickle, {float_storage("0", six)}), wanted);
  REQUIRE(checkpoint.tensors.size() == 1);
  const ByteVector wrong = state_dict({text("x"), tensor({.elements = 5})});
  expect_refusal([&] { (void)read_archive(torch_archive(wrong), wanted); },
                 {"a.pth, tensor 'x'", "its elements lie in its storage of 20 bytes"});
}

TEST_CASE("an archive without data.pkl or without a storage is refused") {
  expect_archive_refusal(zip_file({{.name = "r/data/0", .content = {}}}),
                         {"entry 'data.pkl'", "the archive must have this entry"});
  expect_archive_refusal(torch_archive(state_dict({text("w"), tensor()})),
                         {"entry 'data/0'", "the archive must have this entry"});
}

TEST_CASE("a storage of another size than the pickle says is refused") {
  const ByteVector pickle = state_dict({text("w"), tensor()});
  expect_archive_refusal(torch_archive(pickle, {float_storage("0", {1, 2, 3})}),
                         {"entry 'data/0'", "this storage has 24 bytes", "12 bytes"});
  expect_archive_refusal(torch_archive(pickle, {float_storage("0", std::vector<float>(7))}),
                         {"this storage has 24 bytes", "28 bytes"});
  const ByteVector two = state_dict({text("w"), tensor(), text("v"), tensor({.elements = 7})});
  expect_archive_refusal(torch_archive(two, {float_storage("0", six)}),
                         {"this storage has 28 bytes", "24 bytes"});
}

TEST_CASE("an archive of a big-endian machine is refused") {
  expect_archive_refusal(zip_file({{.name = "r/data.pkl", .content = pickle_of({op('N')})},
                                   {.name = "r/byteorder", .content = bytes_of("big")}}),
                         {"entry 'byteorder'", "lowest byte first", "'big'"});
}

TEST_CASE("bytes after the pickle are refused") {
  expect_archive_refusal(torch_archive(joined({pickle_of({op('}')}), bytes_of("ab")})),
                         {"nothing follows the pickle", "2 bytes after it"});
}

TEST_CASE("a pickle beyond the bound is refused unread") {
  expect_archive_refusal(torch_archive(ByteVector(checkpoint::max_pickle_bytes + 1)),
                         {"a pickle has at most 16777216 bytes", "16777217"});
}

TEST_CASE("tensors that do not fit into memory are refused") {
  // A million elements, all of them the one of the storage.
  const ByteVector pickle =
      state_dict({text("w"), tensor({.elements = 1, .shape = {1000, 1000}, .strides = {0, 0}})});
  const ByteVector archive = torch_archive(pickle, {float_storage("0", {1})});
  CHECK(read_archive(archive).tensors[0].size() == 1000000);
  core::set_available_memory_for_tests(3999999);
  expect_archive_refusal(archive, {"a.pth: needs", "of memory"});
  core::set_available_memory_for_tests(-1);
}

TEST_CASE("a text that runs code in Python is refused and runs nothing") {
  const TempFolder folder;
  const std::string command = "touch " + (folder.path() / "ran").string();
  for (const char* module : {"os", "posix"}) {
    expect_archive_refusal(
        torch_archive(pickle_of({called(name(module, "system"), {text(command)})})),
        {"byte 2: only names of tensors", std::string(module) + ".system"});
  }
  CHECK_FALSE(std::filesystem::exists(folder.path() / "ran"));
}

}  // namespace eigenviews::test
