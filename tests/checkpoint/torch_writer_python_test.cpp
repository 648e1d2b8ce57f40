#include "checkpoint/python_files.hpp"
#include "checkpoint/torch_writer.hpp"
#include "data/test_files.hpp"
#include "support/catch.hpp"

// A missing Python or package fails these tests.
namespace eigenviews::test {

using checkpoint::Dtype;
using checkpoint::Tensor;

TEST_CASE("torch.load(weights_only=True) opens what is written, bit by bit and in order") {
  const TempFolder folder;
  const std::filesystem::path path = folder.path() / "last.pth";
  std::vector<float> large(597 * 43);
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<float>(i) / 7;
  const std::vector<Tensor> tensors{
      {"z.weight", Dtype::f32, {597, 43}, raw(large)},
      {"a", Dtype::boolean, {3}, {1, 0, 1}},
      {"bn1.num_batches_tracked", Dtype::i64, {}, raw<std::int64_t>({1234567890123})},
      {"c", Dtype::f64, {2, 1, 1}, raw<double>({0.1, -2})},
      {"d", Dtype::bf16, {0, 4}, {}},
      {"e", Dtype::f16, {1}, {0, 0x3c}},
      {"f", Dtype::bf16, {1}, {0x80, 0x3f}},
      {"g", Dtype::i8, {1}, {0xff}},
      {"h", Dtype::u8, {1}, {200}},
      {"i", Dtype::i16, {1}, {1, 2}},
      {"j", Dtype::i32, {1}, {1, 2, 3, 4}}};
  checkpoint::write_torch(path, tensors);
  std::string expected;
  for (const Tensor& tensor : tensors) expected += line_of(tensor) + "\n";
  CHECK(run_python("load", path) == expected);
  checkpoint::write_torch(path, {});
  CHECK(run_python("load", path).empty());
}

}  // namespace eigenviews::test
