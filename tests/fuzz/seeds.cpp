#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "checkpoint_seeds.hpp"
#include "data/test_files.hpp"

// Writes small well-formed files for every fuzz target: DIR/TARGET/NUMBER.
namespace eigenviews::test {

namespace {

namespace fs = std::filesystem;

void write(const fs::path& folder, const std::vector<ByteVector>& files) {
  fs::create_directories(folder);
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::ofstream file(folder / std::to_string(i), std::ios::binary);
    file.write(reinterpret_cast<const char*>(files[i].data()),
               static_cast<std::streamsize>(files[i].size()));
    if (!file.flush()) throw std::runtime_error("cannot write to " + folder.string());
  }
}

std::vector<ByteVector> idx_seeds() {
  const ByteVector images = idx_file({3, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  const ByteVector labels = idx_file({3}, {7, 0, 9});
  return {images, labels, gzip(images), gzip(labels)};
}

std::vector<ByteVector> npy_seeds() {
  const ByteVector twelve{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  return {npy_array<double>("<f8", "(2, 3)", {1, 2, 3, 4, 5, 6}),
          npy_array<float>("<f4", "(3,)", {1, 2, 3}),
          npy_array<std::int64_t>(">i8", "()", {1}),
          npy_file(npy_header("|u1", "(3, 2, 2)", true), twelve),
          npy_file(npy_header("|u1", "(1, 3, 2, 2)"), twelve, 2),
          npy_file(npy_header("|S3", "()"), bytes_of("csr"))};
}

std::vector<ByteVector> npz_seeds() {
  const ByteVector p = npy_array<double>("<f8", "(2, 2)", {1, 0, 0.5, 0.5});
  const auto csr = [](bool deflated) {
    return zip_file({{"data.npy", npy_array<double>("<f8", "(3,)", {1, 0.5, 0.5}), deflated},
                     {"indices.npy", npy_array<std::int32_t>("<i4", "(3,)", {0, 0, 1}), deflated},
                     {"indptr.npy", npy_array<std::int32_t>("<i4", "(3,)", {0, 1, 3}), deflated},
                     {"shape.npy", npy_array<std::int64_t>("<i8", "(2,)", {2, 2}), deflated},
                     {"format.npy", npy_file(npy_header("|S3", "()"), bytes_of("csr")), deflated}});
  };
  const ByteVector rho = npy_array<double>("<f8", "(2,)", {0.5, 0.5});
  return {csr(false), csr(true), zip_file({{"P.npy", p}, {"rho_x.npy", rho}})};
}

std::vector<ByteVector> mtx_seeds() {
  return {bytes_of("%%MatrixMarket matrix coordinate real general\n% note\n2 2 2\n1 1 1\n2 2 1\n"),
          bytes_of("%%MatrixMarket matrix coordinate integer symmetric\n2 2 2\n1 1 1\n2 1 3\n"),
          bytes_of("%%MatrixMarket matrix array real general\n2 2\n1e0\n0\n0\n.5\n"),
          bytes_of("%%MatrixMarket matrix array real symmetric\n2 2\n1\n0\n1\n")};
}

std::vector<ByteVector> png_seeds() {
  const ByteVector palette = png_chunk("PLTE", {1, 2, 3, 4, 5, 6});
  return {png_file({.width = 2, .height = 2, .samples = {1, 2, 3, 4}}),
          png_file({.width = 1, .height = 1, .colour_type = 2, .samples = {1, 2, 3}}),
          png_file({.colour_type = 4, .samples = {1, 2}}),
          png_file({.bit_depth = 16, .colour_type = 6, .samples = ByteVector(8, 9)}),
          png_file({.width = 8,
                    .bit_depth = 1,
                    .colour_type = 3,
                    .samples = {0x5a},
                    .between_chunks = palette})};
}

std::vector<ByteVector> record_seeds() {
  return {ByteVector(3073, 1), ByteVector(2 * 3074, 2), ByteVector(27648, 3), {1, 10, 5}};
}

std::vector<ByteVector> spec_seeds() {
  return {bytes_of("torus,side=12,sigma=1.1x1.9,render=grating"),
          bytes_of("gaussian:sigma=2,scale=1e-3"),
          bytes_of("erasure:q=0.25"),
          bytes_of("flip")};
}

}  // namespace

void write_all(const fs::path& root) {
  write(root / "idx", idx_seeds());
  write(root / "npy", npy_seeds());
  write(root / "npz", npz_seeds());
  write(root / "mtx", mtx_seeds());
  write(root / "png", png_seeds());
  write(root / "jpeg",
        {jpeg_file(2, 3, {100}), jpeg_file(9, 8, {1, 2, 3}), jpeg_file(1, 1, {1, 2, 3, 4})});
  write(root / "records", record_seeds());
  write(root / "spec", spec_seeds());
  write(root / "checkpoint_torch", checkpoint_torch_seeds());
  write(root / "checkpoint_safetensors", checkpoint_safetensors_seeds());
}

}  // namespace eigenviews::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: fuzz_seeds DIR\n";
    return 2;
  }
  eigenviews::test::write_all(argv[1]);
  return 0;
}
