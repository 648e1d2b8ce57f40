#include "checkpoint/gather.hpp"

#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using checkpoint::Dtype;
using checkpoint::pickle::View;
using Sizes = std::vector<std::int64_t>;

namespace {

View view_of(std::int64_t elements, std::int64_t offset, Sizes shape, Sizes strides) {
  return {.storage = {.key = "0", .dtype = Dtype::i32, .elements = elements},
          .dtype = Dtype::i32,
          .offset = offset,
          .shape = std::move(shape),
          .strides = std::move(strides)};
}

// The numbers of the elements of a view, from the definition of strides, one element at a time.
std::vector<std::int32_t> plain_gather(const View& view) {
  std::vector<std::int32_t> numbers{static_cast<std::int32_t>(view.offset)};
  for (std::size_t k = 0; k < view.shape.size(); ++k) {
    std::vector<std::int32_t> next;
    for (const std::int32_t start : numbers) {
      for (std::int64_t i = 0; i < view.shape[k]; ++i) {
        next.push_back(start + static_cast<std::int32_t>(i * view.strides[k]));
      }
    }
    numbers = std::move(next);
  }
  return numbers;
}

// A storage in which element i is i.
ByteVector counting_storage(std::int64_t elements) {
  std::vector<std::int32_t> numbers(static_cast<std::size_t>(elements));
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::int32_t>(i);
  return raw(numbers);
}

void expect_outside(const View& view, std::string_view rule) {
  expect_refusal([&] { (void)checkpoint::require_inside(view, "a.pth, tensor 'w'"); },
                 {"a.pth, tensor 'w'", rule});
}

}  // namespace

TEST_CASE("a transposed matrix is gathered row by row") {
  const View view = view_of(6, 0, {3, 2}, {1, 3});
  CHECK(checkpoint::require_inside(view, "w") == 24);
  CHECK(checkpoint::gather(view, counting_storage(6)) == raw<std::int32_t>({0, 3, 1, 4, 2, 5}));
}

TEST_CASE("views of every kind are gathered as the definition of strides says") {
  const std::vector<View> views{
      view_of(597 * 43, 0, {597, 43}, {43, 1}),
      view_of(597 * 43, 0, {43, 597}, {1, 43}),
      view_of(597 * 43, 44, {596, 21}, {43, 2}),
      view_of(1, 0, {}, {}),
      view_of(5, 4, {}, {}),
      view_of(3, 0, {4, 3}, {0, 1}),
      view_of(2 * 3 * 4 * 5, 0, {2, 3, 4, 5}, {60, 1, 15, 3}),
      view_of(24, 0, {2, 1, 3, 4}, {12, 999, 4, 1}),
      view_of(24, 0, {1, 1}, {7, 7}),
      view_of(24, 23, {3, 0, 2}, {1, 1, 1}),
      view_of(10, 1, {2, 2, 2}, {4, 0, 1}),
  };
  for (const View& view : views) {
    INFO(checkpoint::shown(view.shape) << " " << checkpoint::shown(view.strides));
    CHECK(checkpoint::require_inside(view, "w") ==
          static_cast<std::int64_t>(4 * plain_gather(view).size()));
    CHECK(checkpoint::gather(view, counting_storage(view.storage.elements)) ==
          raw(plain_gather(view)));
  }
}

TEST_CASE("an untyped storage is counted in bytes") {
  View view{.storage = {.key = "0", .dtype = Dtype::u8, .elements = 8},
            .dtype = Dtype::i32,
            .offset = 1,
            .shape = {1},
            .strides = {1}};
  CHECK(checkpoint::require_inside(view, "w") == 4);
  CHECK(checkpoint::gather(view, counting_storage(2)) == raw<std::int32_t>({1}));
  view.storage.elements = 7;
  expect_outside(view, "its elements lie in its storage of 7 bytes");
}

TEST_CASE("views that reach beyond their storage are refused") {
  const std::string_view rule = "its elements lie in its storage of 24 bytes";
  expect_outside(view_of(6, 1, {2, 3}, {3, 1}), rule);
  expect_outside(view_of(6, 0, {2, 3}, {4, 1}), rule);
  expect_outside(view_of(6, 6, {}, {}), rule);
  expect_outside(view_of(6, INT64_MAX, {2}, {1}), rule);
  expect_outside(view_of(6, 0, {3}, {INT64_MAX}), rule);
  expect_outside(view_of(6, 0, {2, 2}, {INT64_MAX, INT64_MAX}), rule);
}

TEST_CASE("views without sense are refused") {
  const std::string_view rule = "a tensor has as many strides as axes, none negative";
  expect_outside(view_of(6, 0, {2, 3}, {1}), rule);
  expect_outside(view_of(6, 5, {6}, {-1}), rule);
  expect_outside(view_of(6, -1, {2}, {1}), rule);
  expect_outside(view_of(6, 0, {-2}, {1}), rule);
  expect_outside(view_of(6, 0, {INT64_MAX, 4}, {0, 0}), rule);
  expect_outside(view_of(6, 0, Sizes(65, 1), Sizes(65, 1)), rule);
}

}  // namespace eigenviews::test
