#include "checkpoint/torch_writer.hpp"

#include "checkpoint/checkpoint.hpp"
#include "data/input_file.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using checkpoint::Checkpoint;
using checkpoint::Dtype;
using checkpoint::Format;
using checkpoint::Tensor;

namespace {

const std::vector<Tensor> tensors{{"b.weight", Dtype::f32, {2, 3}, raw<float>({1, 2, 3, 4, 5, -6})},
                                  {"a", Dtype::i64, {}, raw<std::int64_t>({-7})},
                                  {"none", Dtype::f16, {3, 0}, {}},
                                  {"c", Dtype::boolean, {1, 2, 1}, {1, 0}},
                                  {"d", Dtype::f64, {1}, raw<double>({0.1})}};

}  // namespace

TEST_CASE("a .pth file is read back to the byte, in its order") {
  const TempFolder folder;
  const auto path = folder.path() / "last.pth";
  checkpoint::write_torch(path, tensors);
  const Checkpoint read = checkpoint::read_checkpoint(path);
  CHECK(read.format == Format::torch_save);
  REQUIRE(read.tensors.size() == tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    INFO(tensors[i].name);
    CHECK(read.tensors[i].name == tensors[i].name);
    CHECK(read.tensors[i].dtype == tensors[i].dtype);
    CHECK(read.tensors[i].shape == tensors[i].shape);
    CHECK(read.tensors[i].bytes == tensors[i].bytes);
  }
  checkpoint::write_torch(path, {});
  CHECK(checkpoint::read_checkpoint(path).tensors.empty());
}

TEST_CASE("equal tensors give an equal .pth file") {
  const TempFolder folder;
  checkpoint::write_torch(folder.path() / "a.pth", tensors);
  checkpoint::write_torch(folder.path() / "b.pth", tensors);
  CHECK(data::read_file(folder.path() / "a.pth") == data::read_file(folder.path() / "b.pth"));
}

TEST_CASE("axes of 2^31 and more are written") {
  const TempFolder folder;
  const auto path = folder.path() / "a.pth";
  const std::int64_t large = std::int64_t{1} << 40;
  checkpoint::write_torch(path, {{"a", Dtype::f32, {0, large}, {}}});
  CHECK(checkpoint::read_checkpoint(path).tensors.at(0).shape ==
        std::vector<std::int64_t>{0, large});
}

TEST_CASE("tensors that no .pth file may hold are refused, and nothing is written") {
  const TempFolder folder;
  const auto path = folder.path() / "a.pth";
  const auto refused = [&](const std::vector<Tensor>& bad,
                           std::initializer_list<std::string_view> parts) {
    expect_refusal([&] { checkpoint::write_torch(path, bad); }, parts);
    CHECK_FALSE(std::filesystem::exists(path));
  };
  const Tensor one{"a", Dtype::u8, {1}, {1}};
  refused({one, one}, {"a.pth", "different names", "'a'"});
  refused({{"", Dtype::u8, {1}, {1}}}, {"not empty", "''"});
  refused({{"a\nb", Dtype::u8, {1}, {1}}}, {"printable ASCII", "'a?b'"});
  refused({{"\xc3\xa9", Dtype::u8, {1}, {1}}}, {"printable ASCII"});
  refused({{"a", Dtype::f32, {1}, {1}}}, {"'a'", "1"});
  refused({{"a", Dtype::f32, {-1}, {}}}, {"'a'"});
  expect_refusal<core::FileError>(
      [&] { checkpoint::write_torch(folder.path() / "none/a.pth", {one}); },
      {"a.pth", "cannot be written"});
}

}  // namespace eigenviews::test
