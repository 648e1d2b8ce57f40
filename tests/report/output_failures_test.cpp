#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "report/file_io.hpp"
#include "report/npz.hpp"
#include "report/output_folder.hpp"
#include "report/scratch.hpp"
#include "report/vectors.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

namespace fs = std::filesystem;
using core::FileError;
using report::OutputFolder;

namespace {

using Files = std::map<std::string, std::string>;

void expect_no_folder(const fs::path& folder, std::initializer_list<std::string_view> parts) {
  expect_refusal<FileError>([&] { OutputFolder out(folder); }, parts);
}

}  // namespace

TEST_CASE("a folder that cannot be is refused in one line that names it") {
  const Scratch scratch;
  put(scratch / "file", "kept");
  expect_no_folder("", {"name of the folder is empty"});
  expect_no_folder(scratch / "file", {"cannot open folder", "file", "Not a directory"});
  expect_no_folder(scratch / "file/below", {"cannot create folder", "file/below", "another name"});
  expect_no_folder(scratch / std::string(300, 'n'), {"File name too long", "shorter name"});
  expect_no_folder("/proc/eigenviews-test", {"cannot create folder /proc/eigenviews-test"});
  expect_no_folder(scratch / "file/two\nlines", {"two?lines"});
  fs::create_symlink(scratch / "nowhere", scratch / "dangling");
  expect_no_folder(scratch / "dangling", {"cannot open folder", "dangling"});
  CHECK(files_in(scratch.path()) == Files{{"file", "kept"}});
}

TEST_CASE("a folder without permission is refused and left alone") {
  const Scratch scratch;
  for (const auto& [name, mode] : std::vector<std::pair<std::string, mode_t>>{{"read-only", 0555},
                                                                              {"write-only", 0333},
                                                                              {"none", 0}}) {
    fs::create_directory(scratch / name);
    REQUIRE(::chmod((scratch / name).c_str(), mode) == 0);
  }
  const Unprivileged user;
  const char* remedy = "choose a folder that you may write to";
  expect_no_folder(scratch / "read-only", {"cannot write to folder", "Permission denied", remedy});
  expect_no_folder(scratch / "read-only/new", {"cannot create folder", "read-only/new", remedy});
  expect_no_folder(scratch / "write-only", {"cannot open folder", "Permission denied", remedy});
  expect_no_folder(scratch / "none", {"cannot open folder", remedy});
}

TEST_CASE("a file that outgrows the disk gives one line under its final name and leaves nothing") {
  const Scratch scratch;
  put(scratch / "summary.json", "old");
  {
    OutputFolder out(scratch.path());
    out.write("small", "fits");
    const FileSizeLimit limit(1000);
    expect_refusal<FileError>(
        [&] { out.write("report.html", std::string(5000, 'x')); },
        {"cannot write", (scratch / "report.html").string(), "File too large", "ulimit -f"});
  }
  CHECK(files_in(scratch.path()) == Files{{"summary.json", "old"}});
}

TEST_CASE("an archive that outgrows the disk gives one line and leaves no file") {
  const Scratch scratch;
  const Eigen::MatrixXd values = Eigen::MatrixXd::Ones(100, 100);
  report::NpzWriter npz;
  npz.add("u", values);
  {
    OutputFolder out(scratch.path());
    const FileSizeLimit limit(4096);
    expect_refusal<FileError>([&] { npz.save(out.path_for("e.npz"), scratch / "e.npz"); },
                              {"cannot write", (scratch / "e.npz").string(), "File too large"});
    CHECK(files_in(scratch.path()).empty());
  }
  CHECK(names_in(scratch.path()).empty());
}

TEST_CASE("an archive is not written where no file can be") {
  const Scratch scratch;
  const Eigen::VectorXd values = vector({1});
  report::NpzWriter npz;
  npz.add("u", values);
  expect_refusal<FileError>([&] { npz.save(scratch / "missing/e.npz"); },
                            {"cannot write", "missing/e.npz"});
  fs::create_directory(scratch / "folder.npz");
  expect_refusal<FileError>([&] { npz.save(scratch / "folder.npz"); },
                            {"cannot write", "folder.npz"});
}

TEST_CASE("a full device is told as such") {
  expect_refusal<FileError>([] { report::write_file("/dev/full", "x", "results/a"); },
                            {"cannot write results/a", "No space left", "free some space"});
  report::write_file("/dev/full", "", "results/a");
}

TEST_CASE("what cannot be opened or synchronised is told") {
  const Scratch scratch;
  expect_refusal<FileError>([&] { report::sync_to_disk(scratch / "missing", "shown"); },
                            {"cannot open shown", "No such file"});
  expect_refusal<FileError>([] { report::sync_to_disk("/dev/null", "shown"); },
                            {"cannot write shown", "Invalid argument"});
  expect_refusal<FileError>([&] { report::write_file(scratch.path(), "x", "shown"); },
                            {"cannot open shown", "Is a directory"});
  OutputFolder out(scratch.path());
  expect_refusal<FileError>([&] { out.write(std::string(300, 'n'), "x"); }, {"File name too long"});
}

TEST_CASE("each cause has its remedy") {
  const auto expect = [](int cause, std::string_view remedy) {
    expect_refusal<FileError>([&] { report::raise_errno("do", "file", cause); },
                              {"cannot do file: ", remedy});
  };
  expect(ENOSPC, "free some space or choose another folder");
  expect(EDQUOT, "free some space or choose another folder");
  expect(EFBIG, "ulimit -f");
  expect(EROFS, "that you may write to");
  expect(EISDIR, "choose another name");
  expect(ENAMETOOLONG, "shorter name");
  expect(EMFILE, "ulimit -n");
  expect(EIO, "choose another folder");
}

TEST_CASE("a promised file that nobody wrote stops the commit before anything changes") {
  const Scratch scratch;
  put(scratch / "summary.json", "old");
  {
    OutputFolder out(scratch.path());
    out.write("summary.json", "new");
    (void)out.path_for("promised.npz");
    expect_refusal<FileError>([&] { out.commit(); }, {"promised.npz", "nothing was written"});
  }
  CHECK(files_in(scratch.path()) == Files{{"summary.json", "old"}});
}

TEST_CASE("a folder under a final name stops the commit before anything changes") {
  const Scratch scratch;
  put(scratch / "a.npz", "old");
  for (const char* name : {"summary.json", "b.npz", "channel.npz"}) {
    fs::create_directory(scratch / name);
    {
      OutputFolder out(scratch.path());
      out.write("a.npz", "new");
      out.write("b.npz", "new");
      expect_refusal<FileError>([&] { out.commit({"channel.npz"}); },
                                {"cannot replace", name, "Is a directory"});
    }
    CHECK(files_in(scratch.path()) == Files{{"a.npz", "old"}});
    fs::remove(scratch / name);
  }
}

TEST_CASE("a folder that becomes read-only stops the commit and no summary is left or changed") {
  const Scratch scratch;
  const bool had_summary = GENERATE(true, false);
  const Unprivileged user;
  fs::create_directory(scratch / "results");
  if (had_summary) put(scratch / "results/summary.json", "old");
  {
    OutputFolder out(scratch / "results");
    out.write("a.npz", "new");
    out.write("summary.json", "new");
    REQUIRE(::chmod((scratch / "results").c_str(), 0555) == 0);
    expect_refusal<FileError>([&] { out.commit(); },
                              {"cannot replace", had_summary ? "summary.json" : "a.npz"});
    REQUIRE(::chmod((scratch / "results").c_str(), 0777) == 0);
  }
  CHECK(files_in(scratch / "results") == (had_summary ? Files{{"summary.json", "old"}} : Files{}));
}

}  // namespace eigenviews::test
