#include "data/npy.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using data::NpyHeader;

namespace {

NpyHeader parse(const ByteVector& file) {
  return data::parse_npy_header(file, static_cast<std::int64_t>(file.size()), "a.npy");
}

// A header over 48 bytes of data, six doubles.
ByteVector six_doubles(std::string_view header, std::uint8_t version = 1) {
  return npy_file(header, ByteVector(48), version);
}

void expect_header_refusal(const ByteVector& file, std::initializer_list<std::string_view> parts) {
  expect_refusal([&] { (void)parse(file); }, {"a.npy: "});
  expect_refusal([&] { (void)parse(file); }, parts);
}

void expect_text_refusal(std::string_view header, std::initializer_list<std::string_view> parts) {
  INFO("header " << header);
  expect_header_refusal(six_doubles(header), parts);
}

void expect_shape_refusal(std::string_view shape, std::initializer_list<std::string_view> parts) {
  expect_text_refusal(npy_header("<f8", shape), parts);
}

}  // namespace

TEST_CASE("versions 1, 2 and 3 of the .npy format are read") {
  for (const std::uint8_t version : ByteVector{1, 2, 3}) {
    const NpyHeader header = parse(six_doubles(npy_header("<f8", "(2, 3)"), version));
    CHECK(header.shape == std::vector<data::Index>{2, 3});
    CHECK(header.data_bytes() == 48);
  }
  expect_header_refusal(six_doubles(npy_header("<f8", "(2, 3)"), 4), {"1, 2 or 3", "received 4"});
  expect_header_refusal(six_doubles(npy_header("<f8", "(2, 3)"), 0), {"1, 2 or 3", "received 0"});
}

TEST_CASE("the keys of a .npy header come in any order, with either quote and spacing") {
  const std::vector<std::string> headers{
      "{'shape': (2, 3), 'fortran_order': True, 'descr': '<f8'}",
      "{\"descr\":\"<f8\",\"fortran_order\":True,\"shape\":(2,3,)}",
      "  {\n'descr' : '<f8' ,\t'shape' : ( 2L , 3L ) , 'fortran_order' : True , }  "};
  for (const std::string& text : headers) {
    INFO(text);
    const NpyHeader header = parse(six_doubles(text));
    CHECK(header.fortran_order);
    CHECK(header.shape == std::vector<data::Index>{2, 3});
    CHECK(header.dtype.kind == 'f');
    CHECK(header.dtype.size == 8);
  }
}

TEST_CASE("a file that does not start as .npy does is refused") {
  const std::string_view rule = "starts with \\x93NUMPY";
  expect_header_refusal({}, {rule, "0 byte(s) ''"});
  expect_header_refusal(bytes_of("PK\x03\x04 a zip file"),
                        {rule,
                         "'PK?"
                         "?"});
  expect_header_refusal({0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 0}, {rule});
}

TEST_CASE("a .npy header that is longer than its file is refused") {
  ByteVector file = six_doubles(npy_header("<f8", "(2, 3)"));
  file[8] = 0xff;
  file[9] = 0x7f;
  expect_header_refusal(file, {"has room for", "a header length of 32767"});
  expect_header_refusal({0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 0, 0}, {"has room for 0 bytes"});
  expect_header_refusal({0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 0xff, 0xff, 0xff, 0xff},
                        {"a header length of 4294967295"});
}

TEST_CASE("a .npy header longer than version 1 can have is refused in every version") {
  const std::string spaces(70000, ' ');
  expect_header_refusal(six_doubles(npy_header("<f8", "(2, 3)") + spaces, 2),
                        {"has room for 65535 bytes"});
}

TEST_CASE("a .npy header that does not end is refused wherever it is cut") {
  const std::string whole = npy_header("<f8", "(2, 3)");
  for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
    INFO(whole.substr(0, length));
    CHECK_THROWS_AS(parse(six_doubles(whole.substr(0, length))), core::InputError);
  }
  expect_text_refusal("{'descr': '<f8", {"a quoted word must end"});
  expect_text_refusal("", {"'{' must come here", "the end of the header"});
}

TEST_CASE("a .npy header that is not the dictionary of an array is refused") {
  expect_text_refusal("{}", {"must have the key 'descr'"});
  expect_text_refusal("{'descr': '<f8', 'fortran_order': False}", {"must have the key 'shape'"});
  expect_text_refusal("{'descr': '<f8', 'descr': '<f8'}", {"the key 'descr' may appear once"});
  expect_text_refusal("{'colour': 1}", {"not 'colour'"});
  expect_text_refusal("{descr: '<f8'}", {"a quoted word must come here"});
  expect_text_refusal("{'descr' '<f8'}", {"':' must come here"});
  expect_text_refusal("{'fortran_order': 1}", {"True or False"});
  expect_text_refusal("{'shape': 6}", {"'(' must come here"});
  expect_text_refusal("{'shape': (2 3)}", {"')' must come here"});
  expect_text_refusal(npy_header("<f8", "(6,)") + " + 1", {"nothing may follow", "'+ 1"});
  expect_text_refusal("{'descr': '<f8' 'shape': (6,)}", {"'}' must come here"});
}

TEST_CASE("hostile .npy shapes are refused before memory is reserved for them") {
  expect_shape_refusal("(-2, -3)", {"must not be negative"});
  expect_shape_refusal("(2.5,)", {"')' must come here"});
  expect_shape_refusal("(x,)", {"must be a whole number"});
  expect_shape_refusal("(99999999999999999999,)", {"below 2^63"});
  expect_shape_refusal("(9223372036854775807,)", {"number below 2^63"});
  expect_shape_refusal("(4294967296, 4294967296)", {"number below 2^63"});
  expect_shape_refusal("(2305843009213693952, 6)", {"number below 2^63"});
  expect_shape_refusal("(0, 4294967296, 4294967296)", {"number below 2^63"});
  expect_shape_refusal("(1000000, 1000000)", {"takes 8000000000000 bytes", "received 48 bytes"});
  expect_shape_refusal(
      "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,"
      " 1, 1, 1, 1, 1, 1, 1, 1)",
      {"at most 32 dimensions"});
}

TEST_CASE("a .npy file with bytes missing or left over is refused") {
  expect_header_refusal(cut(six_doubles(npy_header("<f8", "(2, 3)")), 1),
                        {"takes 48 bytes after the header", "received 47 bytes"});
  expect_header_refusal(joined({six_doubles(npy_header("<f8", "(2, 3)")), {0}}),
                        {"takes 48 bytes after the header", "received 49 bytes"});
}

TEST_CASE("element types that are no plain numbers are refused") {
  expect_text_refusal(npy_header("|O", "(6,)"), {"unpickling runs code", "dtype '|O'"});
  expect_text_refusal(npy_header("O8", "(6,)"), {"unpickling runs code"});
  for (const char* descr : {"|b1",
                            "<f2",
                            "<f16",
                            "<c16",
                            "<M8[ns]",
                            "<i3",
                            "<f-8",
                            "<f",
                            "",
                            "<",
                            "<f8x",
                            "|V8",
                            "|S0",
                            "<U99999999999999999999",
                            "|S70000"}) {
    expect_text_refusal(npy_header(descr, "(6,)"), {"must be f4, f8 or integers", "dtype"});
  }
  expect_text_refusal("{'descr': [('a', '<f8')]}", {"records (structured arrays) are not read"});
  expect_text_refusal("{'descr': ('<f8', (6,))}", {"records (structured arrays) are not read"});
}

TEST_CASE("control characters of a hostile .npy header do not reach the message") {
  expect_text_refusal("{'\x1b[2J\n\xff': 1}",
                      {"not '?[2J?"
                       "?'"});
}

}  // namespace eigenviews::test
