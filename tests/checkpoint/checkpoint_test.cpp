#include "checkpoint/checkpoint.hpp"

#include "checkpoint/pickle_builder.hpp"
#include "checkpoint/safetensors.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

using checkpoint::Format;

TEST_CASE("the format of a checkpoint is found from its content, not from its name") {
  const TempFolder folder;
  const auto torch = folder.write("a.safetensors", torch_archive(pickle_of({op('}')})));
  CHECK(checkpoint::read_checkpoint(torch).format == Format::torch_save);
  const auto safe = folder.path() / "b.pth";
  checkpoint::write_safetensors(safe, {{"w", checkpoint::Dtype::u8, {1}, {5}}}, {});
  CHECK(checkpoint::read_checkpoint(safe).format == Format::safetensors);
  CHECK(checkpoint::read_checkpoint(safe, checkpoint::is_model_tensor).find("w") != nullptr);
  CHECK(checkpoint::read_checkpoint(safe).find("v") == nullptr);
}

TEST_CASE("files of other kinds are refused with their start") {
  const TempFolder folder;
  for (const std::string_view content : {"",
                                         "PK",
                                         "\x93NUMPY\x01",
                                         "hello, here is no checkpoint",
                                         "\x80\x02}q.",
                                         "\x80\x02\x8a\x0a"}) {
    const auto path = folder.write("a.pth", content);
    expect_refusal(
        [&] { (void)checkpoint::read_checkpoint(path); },
        {"a.pth: a checkpoint is a .safetensors file, or a file of torch.save", "a start of '"});
  }
  expect_refusal<core::FileError>(
      [&] { (void)checkpoint::read_checkpoint(folder.path() / "none"); },
      {"none: cannot be opened"});
  expect_refusal<core::FileError>([&] { (void)checkpoint::read_checkpoint(folder.path()); },
                                  {"is not a file that can be read"});
}

TEST_CASE("the formats have names") {
  CHECK(checkpoint::name_of(Format::safetensors) == "safetensors");
  CHECK(checkpoint::name_of(Format::torch_save) == "torch.save");
  CHECK(checkpoint::name_of(Format::torch_legacy) == "torch.save (before PyTorch 1.6)");
  CHECK(checkpoint::name_of(Format::torch_script) == "TorchScript");
}

TEST_CASE("optimisers' and callbacks' tensors are told from the model's") {
  for (const char* name : {"model.w", "state_dict.optimizer.w", "optimizer", "w"}) {
    CHECK(checkpoint::is_model_tensor(name));
  }
  for (const char* name : {"optimizer.state.0.exp_avg",
                           "optimizers.0.x",
                           "optimizer_states.0.x",
                           "callbacks.a.b",
                           "lr_schedulers.0.x"}) {
    CHECK_FALSE(checkpoint::is_model_tensor(name));
  }
}

}  // namespace eigenviews::test
