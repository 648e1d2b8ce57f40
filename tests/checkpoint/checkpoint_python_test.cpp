#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

#include "checkpoint/checkpoint.hpp"
#include "checkpoint/layout.hpp"
#include "checkpoint/python_files.hpp"
#include "checkpoint/safetensors.hpp"
#include "data/test_files.hpp"
#include "support/expect.hpp"

// Files that PyTorch and safetensors have written, and one that they read: the other side of every
// format is its own implementation. A missing Python or package fails these tests.
namespace eigenviews::test {

using checkpoint::Checkpoint;
using checkpoint::Dtype;
using checkpoint::Format;
using checkpoint::Layout;
using checkpoint::Tensor;

namespace fs = std::filesystem;

namespace {

/// Every tensor and scalar that Python has put into the file is there, bit by bit, and no other
/// tensor. The tensors come in Python's order where `ordered`.
void expect_what_python_wrote(const Checkpoint& checkpoint, const fs::path& path, bool ordered) {
  std::ifstream file(path.string() + ".expected");
  REQUIRE(file.good());
  std::vector<std::string> expected;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("tensor ")) expected.push_back(line);
    if (!line.starts_with("scalar ")) continue;
    const std::size_t space = line.rfind(' ');
    const std::string name = line.substr(7, space - 7);
    INFO(name);
    REQUIRE(checkpoint.scalars.count(name) == 1);
    CHECK(checkpoint.scalars.at(name) == std::strtod(line.c_str() + space, nullptr));
  }
  std::vector<std::string> found;
  for (const Tensor& tensor : checkpoint.tensors) found.push_back(line_of(tensor));
  if (!ordered) {
    std::sort(expected.begin(), expected.end());
    std::sort(found.begin(), found.end());
  }
  CHECK_FALSE(expected.empty());
  CHECK(found == expected);
}

std::set<std::string> names_of(const Checkpoint& checkpoint) {
  std::set<std::string> names;
  for (const Tensor& tensor : checkpoint.tensors) names.insert(tensor.name);
  return names;
}

}  // namespace

TEST_CASE("tensors of every type and stride are read as PyTorch wrote them") {
  const TempFolder folder;
  (void)run_python("tensors", folder.path());
  const std::vector<std::pair<std::string, Format>> files{
      {"zip.pth", Format::torch_save},
      {"protocol3.pth", Format::torch_save},
      {"protocol4.pth", Format::torch_save},
      {"protocol5.pth", Format::torch_save},
      {"legacy.pth", Format::torch_legacy},
      {"flat.safetensors", Format::safetensors}};
  for (const auto& [name, format] : files) {
    INFO(name);
    const Checkpoint checkpoint = checkpoint::read_checkpoint(folder.path() / name);
    CHECK(checkpoint.format == format);
    expect_what_python_wrote(checkpoint, folder.path() / name, format != Format::safetensors);
  }
  CHECK(checkpoint::read_checkpoint(folder.path() / "flat.safetensors").metadata.at("format") ==
        "pt");
}

TEST_CASE("the layouts of fastssl, Lightning, torchvision, TorchScript and ours are recognised") {
  const TempFolder folder;
  (void)run_python("layouts", folder.path());
  const std::vector<std::pair<std::string, std::string>> files{
      {"exp_ssl_100.pth",
       "fastssl Barlow Twins, ResNet-50, width 0.125, projector 24, 3x3 stem without ReLU"},
      {"exp_VICReg_7.pth",
       "fastssl VICReg, ResNet-50, width 0.125, projector 24, 3x3 stem without ReLU"},
      {"lightly.ckpt",
       "PyTorch Lightning (lightly's names), ResNet-18, width 0.125, projector 16, 3x3 stem "
       "without ReLU"},
      {"solo.ckpt",
       "PyTorch Lightning (solo-learn's names), ResNet-18, width 0.125, projector 16, 3x3 stem"},
      {"torchvision.pth", "torch.save (torchvision's names), ResNet-18, no projector"},
      {"old.pth",
       "torch.save (before PyTorch 1.6) (torchvision's names), ResNet-34, width 0.125, no "
       "projector, "
       "3x3 stem"},
      {"traced.pt",
       "TorchScript (torchvision's names), ResNet-34, width 0.125, no projector, 3x3 stem"},
      {"ours.safetensors", "eigenviews, ResNet-18, width 0.125, projector 16, 3x3 stem"}};
  std::set<std::string> ours;
  for (const auto& [name, description] : files) {
    INFO(name);
    const fs::path path = folder.path() / name;
    const Checkpoint checkpoint = checkpoint::read_checkpoint(path);
    expect_what_python_wrote(
        checkpoint,
        path,
        checkpoint.format == Format::torch_save || checkpoint.format == Format::torch_legacy);
    const Layout layout = checkpoint::recognise_layout(checkpoint, path);
    CHECK(layout.description == description);
    // The same network under the names of three programs.
    const auto names = names_of(checkpoint::with_layout(checkpoint, layout));
    if (name == "lightly.ckpt") ours = names;
    if (name == "solo.ckpt" || name == "ours.safetensors") CHECK(names == ours);
  }
  const Checkpoint model =
      checkpoint::read_checkpoint(folder.path() / "exp_ssl_100.pth", checkpoint::is_model_tensor);
  CHECK(checkpoint::recognise_layout(model).unmatched.empty());
  CHECK(model.find("optimizer.state.0.exp_avg") == nullptr);
  const Checkpoint script = checkpoint::read_checkpoint(folder.path() / "scripted.pt");
  CHECK(script.format == Format::torch_script);
  expect_what_python_wrote(script, folder.path() / "scripted.pt", false);
}

TEST_CASE("what Python pickles beside tensors is refused and named") {
  const TempFolder folder;
  (void)run_python("refused", folder.path());
  const std::vector<std::pair<std::string, std::string>> files{
      {"module.pth", "torch.nn.modules.linear.Linear"},
      {"namespace.pth", "argparse.Namespace"},
      {"complex.pth", "torch.ComplexFloatStorage"},
      {"sparse.pth", "torch._utils._rebuild_sparse_tensor"},
      {"array.pth", "numpy._core.multiarray._reconstruct"}};
  for (const auto& [name, global] : files) {
    INFO(name);
    expect_refusal([&] { (void)checkpoint::read_checkpoint(folder.path() / name); },
                   {name + ", entry 'data.pkl', byte ", "the global '" + global, "state_dict()"});
  }
}

TEST_CASE("what is written as .safetensors is read by Python, bit by bit") {
  const TempFolder folder;
  const fs::path path = folder.path() / "a.safetensors";
  const std::vector<Tensor> tensors{{"a", Dtype::boolean, {3}, {1, 0, 1}},
                                    {"b.weight", Dtype::f32, {2, 1}, raw<float>({0.5, -2})},
                                    {"c", Dtype::f64, {}, raw<double>({0.1})},
                                    {"d", Dtype::bf16, {0, 4}, {}},
                                    {"e", Dtype::i64, {1}, raw<std::int64_t>({-7})},
                                    {"f", Dtype::f16, {1}, {0, 0x3c}},
                                    {"g", Dtype::i8, {1}, {0xff}},
                                    {"h", Dtype::bf16, {1}, {0x80, 0x3f}},
                                    {"i", Dtype::u8, {1}, {200}},
                                    {"j", Dtype::i16, {1}, {1, 2}},
                                    {"k", Dtype::i32, {1}, {1, 2, 3, 4}}};
  checkpoint::write_safetensors(path, tensors, {{"config", "{\"beta\":2}"}, {"tool", "train"}});
  std::string expected;
  for (const Tensor& tensor : tensors) expected += line_of(tensor) + "\n";
  CHECK(run_python("read", path) ==
        expected + "metadata config {\"beta\":2}\nmetadata tool train\n");
}

}  // namespace eigenviews::test
