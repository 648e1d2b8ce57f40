#include "report/npz.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include "core/errors.hpp"
#include "report/file_io.hpp"

namespace eigenviews::report {
namespace {

static_assert(std::endian::native == std::endian::little, "'<f8' and '<i8' are written as stored");

/// The first bytes of a .npy file: magic, version 1.0, length, and a Python dictionary that is
/// padded with spaces so that the data begin at a multiple of 64.
std::string npy_header(std::string_view dtype, std::string_view shape, bool fortran_order) {
  std::string dictionary = fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}",
                                       dtype,
                                       fortran_order ? "True" : "False",
                                       shape);
  constexpr std::size_t preamble = 10;
  constexpr std::size_t alignment = 64;
  const std::size_t used = preamble + dictionary.size() + 1;
  dictionary.append((alignment - used % alignment) % alignment, ' ');
  dictionary += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(dictionary.size() & 0xff);
  header += static_cast<char>(dictionary.size() >> 8);
  return header + dictionary;
}

std::string header_of(const Eigen::MatrixXd& values) {
  return npy_header("<f8", fmt::format("({}, {})", values.rows(), values.cols()), true);
}

template <class Scalar>
std::string header_of_vector(Eigen::Index size) {
  static_assert(sizeof(Scalar) == 8);
  return npy_header(std::is_floating_point_v<Scalar> ? "<f8" : "<i8",
                    fmt::format("({},)", size),
                    /*fortran_order=*/false);
}

template <class Values>
std::string with_data(std::string header, const Values& values) {
  const std::size_t bytes = static_cast<std::size_t>(values.size()) * sizeof(double);
  header.append(reinterpret_cast<const char*>(values.data()), bytes);
  return header;
}

/// A libzip archive that is being written: thrown away unless close() succeeds.
class ZipFile {
 public:
  ZipFile(const std::filesystem::path& file, const std::filesystem::path& shown_as)
      : shown_as_(shown_as) {
    int code = 0;
    archive_ = zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (archive_ == nullptr) {
      zip_error_t error;
      zip_error_init_with_code(&error, code);
      fail(error);
    }
  }
  ~ZipFile() {
    if (archive_ != nullptr) zip_discard(archive_);
  }
  ZipFile(const ZipFile&) = delete;
  ZipFile& operator=(const ZipFile&) = delete;

  /// Adds a stored member that consists of two pieces of memory, borrowed until close().
  void add(const std::string& name, std::string_view first, const void* data, std::size_t bytes) {
    std::array<zip_buffer_fragment_t, 2> pieces{};
    pieces[0] = {reinterpret_cast<zip_uint8_t*>(const_cast<char*>(first.data())), first.size()};
    pieces[1] = {static_cast<zip_uint8_t*>(const_cast<void*>(data)), bytes};
    const zip_uint64_t count = bytes == 0 ? 1 : 2;
    zip_source_t* source = zip_source_buffer_fragment(archive_, pieces.data(), count, /*freep=*/0);
    if (source == nullptr) fail(*zip_get_error(archive_));
    const zip_int64_t index = zip_file_add(archive_, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      zip_source_free(source);
      fail(*zip_get_error(archive_));
    }
    constexpr zip_uint16_t dos_date_1980_01_01 = (1 << 5) | 1;  // (year - 1980) << 9, month, day
    const auto entry = static_cast<zip_uint64_t>(index);
    if (zip_set_file_compression(archive_, entry, ZIP_CM_STORE, 0) != 0 ||
        zip_file_set_dostime(archive_, entry, /*time=*/0, dos_date_1980_01_01, 0) != 0) {
      fail(*zip_get_error(archive_));
    }
  }

  /// Writes everything; libzip does so under a temporary name and renames.
  void close() {
    if (zip_close(archive_) != 0) fail(*zip_get_error(archive_));
    archive_ = nullptr;
  }

 private:
  [[noreturn]] void fail(zip_error_t& error) const {
    if (zip_error_system_type(&error) == ZIP_ET_SYS) {
      raise_errno("write", shown_as_, zip_error_code_system(&error));
    }
    throw core::FileError(fmt::format("cannot write {}: {}; choose another folder",
                                      shown(shown_as_),
                                      zip_error_strerror(&error)));
  }

  zip_t* archive_ = nullptr;
  const std::filesystem::path& shown_as_;
};

}  // namespace

std::string npy_bytes(const Eigen::MatrixXd& values) {
  return with_data(header_of(values), values);
}

std::string npy_bytes(const Eigen::VectorXd& values) {
  return with_data(header_of_vector<double>(values.size()), values);
}

void NpzWriter::add_member(const std::string& name,
                           std::string header,
                           const void* data,
                           std::size_t bytes) {
  if (name.empty()) core::reject("NpzWriter", "an array needs a name", "an empty one");
  if (!names_.insert(name).second) {
    core::reject("NpzWriter", "every array needs a name of its own", name);
  }
  members_.push_back({name + ".npy", std::move(header), data, bytes});
}

void NpzWriter::add(const std::string& name, const Eigen::MatrixXd& values) {
  const auto bytes = static_cast<std::size_t>(values.size()) * sizeof(double);
  add_member(name, header_of(values), values.data(), bytes);
}

void NpzWriter::add(const std::string& name, const Eigen::VectorXd& values) {
  const auto bytes = static_cast<std::size_t>(values.size()) * sizeof(double);
  add_member(name, header_of_vector<double>(values.size()), values.data(), bytes);
}

void NpzWriter::add(const std::string& name, const Int64Vector& values) {
  const auto bytes = static_cast<std::size_t>(values.size()) * sizeof(std::int64_t);
  add_member(name, header_of_vector<std::int64_t>(values.size()), values.data(), bytes);
}

void NpzWriter::add_csr(const CsrMatrix& matrix) {
  if (!matrix.isCompressed()) {
    core::reject("NpzWriter::add_csr", "the matrix must be compressed", "gaps between its rows");
  }
  const auto entries = static_cast<std::size_t>(matrix.nonZeros());
  const auto row_starts = static_cast<std::size_t>(matrix.rows()) + 1;
  const Eigen::Matrix<std::int64_t, 2, 1> shape(matrix.rows(), matrix.cols());

  add_member("indices",
             header_of_vector<std::int64_t>(matrix.nonZeros()),
             matrix.innerIndexPtr(),
             entries * sizeof(std::int64_t));
  add_member("indptr",
             header_of_vector<std::int64_t>(matrix.rows() + 1),
             matrix.outerIndexPtr(),
             row_starts * sizeof(std::int64_t));
  add_member("format", npy_header("|S3", "()", false) + "csr", nullptr, 0);
  add_member("shape", with_data(header_of_vector<std::int64_t>(2), shape), nullptr, 0);
  add_member("data",
             header_of_vector<double>(matrix.nonZeros()),
             matrix.valuePtr(),
             entries * sizeof(double));
}

void NpzWriter::save(const std::filesystem::path& file,
                     const std::filesystem::path& shown_as) const {
  const std::filesystem::path& name = shown_as.empty() ? file : shown_as;
  // libzip writes no file for an archive without members.
  if (members_.empty()) core::reject("NpzWriter::save", "a file needs an array", 0, shown(name));
  ZipFile zip(file, name);
  for (const Member& member : members_) {
    zip.add(member.file_name, member.header, member.data, member.bytes);
  }
  zip.close();
}

}  // namespace eigenviews::report
