#include "checkpoint/python_files.hpp"

#include <sys/wait.h>
#include <zlib.h>

#include <cstdio>
#include <cstdlib>

#include "support/catch.hpp"

namespace eigenviews::test {

std::string run_python(const std::string& group, const std::filesystem::path& where) {
  const std::string command = std::string("'") + EIGENVIEWS_PYTHON + "' '" +
                              EIGENVIEWS_CHECKPOINT_TESTS + "/write_checkpoints.py' " + group +
                              " '" + where.string() + "' 2>&1";
  INFO(command);
  FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
  const int status = pclose(pipe);
  INFO(output);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 0);
  return output;
}

std::string line_of(const checkpoint::Tensor& tensor) {
  std::string shape;
  for (const std::int64_t axis : tensor.shape) {
    shape += (shape.empty() ? "" : ",") + std::to_string(axis);
  }
  const auto sum = crc32(0, tensor.bytes.data(), static_cast<uInt>(tensor.bytes.size()));
  return "tensor " + tensor.name + " " + std::string(checkpoint::name_of(tensor.dtype)) + " " +
         (shape.empty() ? "scalar" : shape) + " " + std::to_string(sum);
}

}  // namespace eigenviews::test
