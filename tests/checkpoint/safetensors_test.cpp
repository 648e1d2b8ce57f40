#include "checkpoint/safetensors.hpp"

#include <fmt/format.h>

#include "checkpoint/safetensors_header.hpp"
#include "core/memory.hpp"
#include "data/input_file.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using checkpoint::Checkpoint;
using checkpoint::Dtype;
using checkpoint::Tensor;

namespace {

ByteVector file_of(std::string_view header, const ByteVector& content) {
  return joined({little(header.size(), 8), bytes_of(header), content});
}

// The refusal of a header before four bytes of content.
void expect_header_refusal(std::string_view header, std::initializer_list<std::string_view> parts) {
  expect_refusal([&] { (void)checkpoint::parse_safetensors_header(header, 4, "a.safetensors"); },
                 parts);
}

void expect_file_refusal(const ByteVector& content, std::initializer_list<std::string_view> parts) {
  const TempFolder folder;
  const auto path = folder.write("a.safetensors", content);
  expect_refusal([&] { (void)checkpoint::read_safetensors(path); }, parts);
}

std::vector<Tensor> two_tensors() {
  return {{"steps", Dtype::u8, {3}, {7, 8, 9}}, {"w", Dtype::f32, {1, 2}, raw<float>({0.5, -2})}};
}

void expect_equal(const Tensor& a, const Tensor& b) {
  CHECK(a.name == b.name);
  CHECK(a.dtype == b.dtype);
  CHECK(a.shape == b.shape);
  CHECK(a.bytes == b.bytes);
}

void expect_write_refusal(const std::vector<Tensor>& tensors,
                          const std::map<std::string, std::string>& metadata,
                          std::initializer_list<std::string_view> parts) {
  const TempFolder folder;
  const auto path = folder.path() / "a.safetensors";
  expect_refusal([&] { checkpoint::write_safetensors(path, tensors, metadata); }, parts);
  CHECK_FALSE(std::filesystem::exists(path));
}

}  // namespace

TEST_CASE("a hand-written .safetensors file is read") {
  const TempFolder folder;
  const auto path =
      folder.write("a.safetensors",
                   file_of(R"({"b":{"dtype":"I16","shape":[2],"data_offsets":[4,8]},)"
                           R"("__metadata__":{"format":"pt"},)"
                           R"("a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}} )",
                           joined({raw<float>({1.5}), raw<std::int16_t>({-1, 300})})));
  const Checkpoint checkpoint = checkpoint::read_safetensors(path);
  CHECK(checkpoint.format == checkpoint::Format::safetensors);
  REQUIRE(checkpoint.tensors.size() == 2);
  expect_equal(checkpoint.tensors[0], {"b", Dtype::i16, {2}, raw<std::int16_t>({-1, 300})});
  expect_equal(checkpoint.tensors[1], {"a", Dtype::f32, {}, raw<float>({1.5})});
  CHECK(checkpoint.metadata == std::map<std::string, std::string>{{"format", "pt"}});
}

TEST_CASE("tensors and metadata survive the round trip, in their order") {
  const TempFolder folder;
  const auto path = folder.path() / "a.safetensors";
  std::vector<Tensor> tensors = two_tensors();
  tensors.push_back({"none", Dtype::bf16, {0, 5}, {}});
  tensors.push_back({"\"quoted\"\n", Dtype::boolean, {1}, {1}});
  tensors.push_back({"odd", Dtype::f64, {597, 43}, ByteVector(597 * 43 * 8, 3)});
  const std::map<std::string, std::string> metadata{{"config", "{\"beta\": 2}"}, {"\u03b2", ""}};
  checkpoint::write_safetensors(path, tensors, metadata);
  const Checkpoint back = checkpoint::read_safetensors(path);
  REQUIRE(back.tensors.size() == tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) expect_equal(back.tensors[i], tensors[i]);
  CHECK(back.metadata == metadata);
}

TEST_CASE("an empty checkpoint survives the round trip") {
  const TempFolder folder;
  checkpoint::write_safetensors(folder.path() / "a", {}, {});
  CHECK(checkpoint::read_safetensors(folder.path() / "a").tensors.empty());
}

TEST_CASE("equal checkpoints are equal files, with every tensor aligned to its elements") {
  const TempFolder folder;
  checkpoint::write_safetensors(folder.path() / "a", two_tensors(), {{"k", "v"}});
  checkpoint::write_safetensors(folder.path() / "b", two_tensors(), {{"k", "v"}});
  const ByteVector bytes = data::read_file(folder.path() / "a");
  CHECK(bytes == data::read_file(folder.path() / "b"));
  // f32 lies before u8 though it comes later, and the header ends at a multiple of 8.
  const std::string header =
      R"({"__metadata__":{"k":"v"},"steps":{"data_offsets":[8,11],"dtype":"U8","shape":[3]},)"
      R"("w":{"data_offsets":[0,8],"dtype":"F32","shape":[1,2]}})";
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  CHECK(bytes == file_of(padded, joined({raw<float>({0.5, -2}), {7, 8, 9}})));
}

TEST_CASE("every element type has its name in the format") {
  for (const auto& [name, dtype] : std::map<std::string, Dtype>{{"F64", Dtype::f64},
                                                                {"F32", Dtype::f32},
                                                                {"F16", Dtype::f16},
                                                                {"BF16", Dtype::bf16},
                                                                {"I64", Dtype::i64},
                                                                {"I32", Dtype::i32},
                                                                {"I16", Dtype::i16},
                                                                {"I8", Dtype::i8},
                                                                {"U8", Dtype::u8},
                                                                {"BOOL", Dtype::boolean}}) {
    CHECK(checkpoint::safetensors_name(dtype) == name);
    const std::string header =
        R"({"t":{"dtype":")" + name + R"(","shape":[0],"data_offsets":[0,0]}})";
    CHECK(checkpoint::parse_safetensors_header(header, 0, "a").entries[0].dtype == dtype);
  }
}

TEST_CASE("only wanted tensors of a .safetensors file are read") {
  const TempFolder folder;
  const auto path = folder.path() / "a";
  checkpoint::write_safetensors(path, two_tensors(), {});
  const auto wanted = [](std::string_view name) { return name == "w"; };
  const Checkpoint checkpoint = checkpoint::read_safetensors(path, wanted);
  REQUIRE(checkpoint.tensors.size() == 1);
  expect_equal(checkpoint.tensors[0], two_tensors()[1]);
}

TEST_CASE("a header's length that cannot be true is refused") {
  expect_file_refusal({}, {"starts with 8 bytes for the length", "0 in a file of 0 bytes"});
  expect_file_refusal(little(2, 7), {"in a file of 7 bytes"});
  expect_file_refusal(joined({little(3, 8), bytes_of("{}")}), {"a length of 3 in a file of 10"});
  expect_file_refusal(joined({little(~0ULL, 8), bytes_of("{}")}), {"18446744073709551615"});
  const TempFolder folder;
  const auto long_header =
      folder.write_sparse("a.safetensors", little(100'000'001, 8), 200'000'000);
  expect_refusal([&] { (void)checkpoint::read_safetensors(long_header); },
                 {"at most 100 MB", "a length of 100000001"});
}

TEST_CASE("headers and tensors that do not fit into memory are refused") {
  const TempFolder folder;
  const auto path = folder.write(
      "a",
      file_of(R"({"a":{"dtype":"U8","shape":[3000],"data_offsets":[0,3000]}})", ByteVector(3000)));
  core::set_available_memory_for_tests(500);
  expect_refusal([&] { (void)checkpoint::read_safetensors(path); }, {"a: needs", "memory"});
  core::set_available_memory_for_tests(2500);
  expect_refusal([&] { (void)checkpoint::read_safetensors(path); }, {"a: needs", "memory"});
  core::set_available_memory_for_tests(-1);
}

TEST_CASE("a header that is no JSON object is refused") {
  expect_header_refusal("{", {"a.safetensors: the header must be JSON", "parse error"});
  expect_header_refusal("[1]", {"the header must be a JSON object", "'[1]'"});
  expect_header_refusal("\"\xff\"", {"the header must be JSON"});
  expect_header_refusal(std::string(100000, '['), {"the header must be JSON"});
}

TEST_CASE("keys used twice in a header are refused, since readers differ in which they take") {
  const std::string entry = R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  expect_header_refusal(R"({"a":)" + entry + R"(,"a":)" + entry + "}",
                        {"a key may appear once", "'a' twice"});
  expect_header_refusal(R"({"a":{"dtype":"F32","dtype":"I32","shape":[1],"data_offsets":[0,4]}})",
                        {"'dtype' twice"});
  expect_header_refusal(R"({"__metadata__":{"k":"1","k":"2"}})", {"'k' twice"});
}

TEST_CASE("entries without type, shape or offsets are refused") {
  const std::string_view rule = R"(an entry has a text "dtype", a "shape" and "data_offsets")";
  expect_header_refusal(R"({"a":1})", {"tensor 'a'", rule, "'1'"});
  expect_header_refusal(R"({"a":{"shape":[1],"data_offsets":[0,4]}})", {rule});
  expect_header_refusal(R"({"a":{"dtype":5,"shape":[1],"data_offsets":[0,4]}})", {rule});
  expect_header_refusal(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":0}})", {rule});
  expect_header_refusal(R"({"a":{"dtype":"F32","sizes":[1],"data_offsets":[0,4]}})",
                        {R"("shape" must be a list of whole numbers)", "received none"});
  expect_header_refusal(R"({"a":{"dtype":"F32","shape":[1],"offsets":[0,4]}})",
                        {R"("data_offsets" must be a list of whole)", "received none"});
}

TEST_CASE("unknown element types are refused") {
  expect_header_refusal(R"({"a":{"dtype":"C64","shape":[1],"data_offsets":[0,4]}})",
                        {"tensor 'a'", "I8, U8 or BOOL", "'C64'"});
}

TEST_CASE("shapes and offsets that are no whole numbers of 63 bits are refused") {
  for (const std::string_view shape :
       {"1", "[-4]", "[1.0]", "[\"1\"]", "[9223372036854775808]", "[[1]]", "null"}) {
    INFO(shape);
    expect_header_refusal(
        R"({"a":{"dtype":"F32","shape":)" + std::string(shape) + R"(,"data_offsets":[0,4]}})",
        {R"("shape" must be a list of whole numbers from 0 to 2^63 - 1)"});
  }
}

TEST_CASE("offsets that do not fit the shape are refused") {
  for (const std::string_view offsets : {"[0,3]", "[4,0]", "[0]", "[0,4,4]", "[]"}) {
    INFO(offsets);
    expect_header_refusal(
        R"({"a":{"dtype":"F32","shape":[1],"data_offsets":)" + std::string(offsets) + "}}",
        {"as many bytes between as the shape and the element type say", "of f32"});
  }
  // 2^62 * 4 is 0 in 64 bits.
  expect_header_refusal(
      R"({"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}})",
      {"for (4611686018427387904) of f32"});
}

TEST_CASE("holes, overlaps and missing bytes are refused") {
  const auto entry = [](std::string_view name, int begin, int end) {
    return fmt::format(R"("{}":{{"dtype":"U8","shape":[{}],"data_offsets":[{},{}]}})",
                       name,
                       end - begin,
                       begin,
                       end);
  };
  expect_header_refusal("{" + entry("a", 1, 4) + "}", {"tensor 'a'", "must begin at 0"});
  expect_header_refusal("{" + entry("a", 0, 3) + "," + entry("b", 2, 4) + "}",
                        {"tensor 'b'", "must begin at 3; received 2"});
  expect_header_refusal("{" + entry("a", 3, 4) + "," + entry("b", 0, 2) + "}",
                        {"tensor 'a'", "must begin at 2; received 3"});
  expect_header_refusal("{" + entry("a", 0, 3) + "}",
                        {"the tensors end at byte 3", "4 bytes after the header"});
  expect_header_refusal("{" + entry("a", 0, 5) + "}", {"the tensors end at byte 5"});
  expect_header_refusal("{}", {"the tensors end at byte 0"});
}

TEST_CASE("metadata other than texts is refused") {
  expect_header_refusal(R"({"__metadata__":{"k":1}})", {"must map texts to texts", "{\"k\":1}"});
  expect_header_refusal(R"({"__metadata__":["k"]})", {"must map texts to texts"});
}

TEST_CASE("names that a .safetensors file cannot have are not written") {
  const Tensor one{"a", Dtype::u8, {1}, {1}};
  const std::string_view rule = "tensors have different names";
  expect_write_refusal({one, one}, {}, {"a.safetensors", rule, "'a'"});
  expect_write_refusal({{"", Dtype::u8, {1}, {1}}}, {}, {rule, "''"});
  expect_write_refusal({{"__metadata__", Dtype::u8, {1}, {1}}}, {}, {rule, "'__metadata__'"});
  expect_write_refusal({{"\xff", Dtype::u8, {1}, {1}}}, {}, {"must be UTF-8"});
  expect_write_refusal({one}, {{"k", "\xc3"}}, {"must be UTF-8"});
}

TEST_CASE("a tensor whose bytes do not fit its shape is not written") {
  expect_write_refusal({{"a", Dtype::f32, {1}, {1}}}, {}, {"tensor 'a'", "1 bytes for (1) of f32"});
}

TEST_CASE("more metadata than the format allows is not written") {
  expect_write_refusal({}, {{"k", std::string(100'000'001, 'x')}}, {"at most 100 MB"});
}

}  // namespace eigenviews::test
