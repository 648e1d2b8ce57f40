#include "nn/python.hpp"

#include <fmt/format.h>
#include <ftw.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support/catch.hpp"

namespace eigenviews::test {

namespace fs = std::filesystem;

namespace {

std::string quoted(const std::string& word) {
  REQUIRE(word.find('\'') == std::string::npos);
  return fmt::format("'{}'", word);
}

}  // namespace

ExchangeFolder::ExchangeFolder() {
  std::string pattern = (fs::temp_directory_path() / "eigenviews-test-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

ExchangeFolder::~ExchangeFolder() {
  // Not std::filesystem::remove_all: the wheel's libtorch.so exports one that calls a null pointer,
  // and wins over libstdc++'s where it is linked first.
  constexpr int open_folders = 16;
  const auto remove_entry = [](const char* entry, const struct stat*, int, FTW*) {
    return std::remove(entry);
  };
  (void)nftw(path_.c_str(), remove_entry, open_folders, FTW_DEPTH | FTW_PHYS);
}

std::string run_python(const std::string& script, const std::vector<std::string>& arguments) {
  const ExchangeFolder folder;
  // OpenMP's spinning threads would take the cores from the test that waits.
  std::string command = fmt::format("OMP_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1 {} '{}/{}'",
                                    quoted(EIGENVIEWS_PYTHON),
                                    EIGENVIEWS_NN_TESTS,
                                    script);
  for (const std::string& argument : arguments) command += fmt::format(" {}", quoted(argument));
  command += fmt::format(" >{} 2>{}", quoted(folder / "out"), quoted(folder / "error"));
  const int status = std::system(command.c_str());
  INFO(command << "\n" << read_text(folder / "error"));
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) == 0);
  return read_text(folder / "out");
}

void write_raw(const std::string& path, const torch::Tensor& tensor) {
  const torch::Tensor plain = tensor.detach().to(torch::kCPU).contiguous();
  std::ofstream stream(path, std::ios::binary);
  stream.write(static_cast<const char*>(plain.data_ptr()),
               static_cast<std::streamsize>(plain.nbytes()));
  REQUIRE(stream.flush().good());
}

torch::Tensor read_raw(const std::string& path, torch::IntArrayRef shape, torch::Dtype type) {
  const std::string bytes = read_text(path);
  torch::Tensor tensor = torch::empty(shape, type);
  INFO(path);
  REQUIRE(bytes.size() == tensor.nbytes());
  bytes.copy(static_cast<char*>(tensor.data_ptr()), bytes.size());
  return tensor;
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  REQUIRE(stream.flush().good());
}

std::string read_text(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  INFO(path);
  REQUIRE(stream.good());
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace eigenviews::test
