// Memory limits, kills, interrupts and full disks leave no partial result under a final name.
#include <algorithm>

#include "process.hpp"
#include "support/catch.hpp"

using namespace eigenviews::test;

namespace {

// 1500 normal points in R^24 as a .npy file: with noise, some seconds of work.
const char* const make_data =
    "python3 - \"$1\" <<'END' 2>/dev/null || exit 77\n"
    "import random, struct, sys\n"
    "random.seed(1)\n"
    "n, p = 1500, 24\n"
    "header = \"{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }\" % (n, p)\n"
    "header += ' ' * (118 - len(header)) + '\\n'\n"
    "with open(sys.argv[1], 'wb') as f:\n"
    "    f.write(b'\\x93NUMPY\\x01\\x00' + struct.pack('<H', len(header)) + header.encode())\n"
    "    f.write(struct.pack('<%dd' % (n * p), *[random.gauss(0, 1) for _ in range(n * p)]))\n"
    "END\n";

// Prepares data.npy and a shell function `work OUT` that computes for some seconds.
std::string with_work(const WorkFolder& folder, const std::string& script) {
  return "set -- " + (folder / "data.npy") + "\n" + make_data + "cd " + folder.path().string() +
         "\nwork() { exec \"$KERNEL_EIG\" --dataset npy:data.npy --augment gaussian:sigma=1 "
         "--views 16 -k 40 "
         "--no-progress --out \"$1\"; }\n" +
         script;
}

bool one_line(const std::string& text) { return std::count(text.begin(), text.end(), '\n') == 1; }

}  // namespace

TEST_CASE("kill -9 in the middle leaves no result, and the next run succeeds") {
  const WorkFolder folder;
  const Outcome outcome =
      bash(with_work(folder, "( work out ) & pid=$!; sleep 0.3; kill -9 $pid; wait $pid; exit 0"));
  if (outcome.code == 77) return;  // no Python to make the data
  CHECK(holds_no_result(folder / "out"));
  CHECK(kernel_eig("--quiet --out " + (folder / "out")).code == 0);
  int hidden = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "out")) {
    hidden += entry.path().filename().string()[0] == '.' && entry.is_directory();
  }
  CHECK(hidden == 0);  // what the killed run had staged is gone
}

TEST_CASE("Ctrl-C and SIGTERM end the run with code 130, one line and no result") {
  for (const char* signal : {"INT", "TERM"}) {
    const WorkFolder folder;
    // A background job of a script ignores SIGINT; a job of its own process group does not.
    const Outcome outcome =
        bash(with_work(folder,
                       std::string("set -m\n( work out ) & pid=$!; sleep 0.3; kill -") + signal +
                           " $pid; wait $pid"));
    if (outcome.code == 77) return;
    INFO(outcome.error);
    CHECK(outcome.code == 130);
    CHECK(outcome.error.find("interrupted; nothing was written") != std::string::npos);
    CHECK(holds_no_result(folder / "out"));
  }
}

#ifndef __SANITIZE_ADDRESS__  // whose shadow memory fits no such limit
TEST_CASE("an address-space limit is met with one line before the work starts") {
  const WorkFolder folder;
  const Outcome outcome = bash(with_work(folder, "ulimit -v 400000; work out"));
  if (outcome.code == 77) return;
  INFO(outcome.error);
  CHECK(outcome.code == 2);
  CHECK(one_line(outcome.error));
  CHECK(holds_no_result(folder / "out"));
  for (const int limit :
       {30000, 60000, 100000, 150000, 200000}) {  // kB; some too small to start at all
    const Outcome tight = bash("ulimit -v " + std::to_string(limit) +
                               "; exec \"$KERNEL_EIG\" --quiet --out " + (folder / "t"));
    INFO(limit << ": " << tight.code << " " << tight.error);
    CHECK((tight.code == 0 || holds_no_result(folder / "t")));
    if (tight.code == 0) break;
  }
}
#endif

TEST_CASE("a full disk leaves no result and says so in one line") {
  const WorkFolder folder;
  const Outcome limit =
      bash("ulimit -f 8; exec \"$KERNEL_EIG\" --out " + (folder / "a"));  // 8 kB files
  INFO(limit.error);
  CHECK(limit.code == 2);
  CHECK(one_line(limit.error));
  CHECK(holds_no_result(folder / "a"));

  // A file system of 64 kB, where this user may mount one.
  const Outcome disk = bash(
      "mkdir " + (folder / "disk") + " && unshare -rm bash -c 'mount -t tmpfs -o size=64k none " +
      (folder / "disk") + " || exit 77; \"$KERNEL_EIG\" --out " + (folder / "disk/out") +
      "; code=$?; ls -A " + (folder / "disk/out") + " 2>/dev/null; exit $code'");
  if (disk.code == 77 || disk.code == 1) return;
  INFO(disk.error << disk.out);
  CHECK(disk.code == 2);
  CHECK(one_line(disk.error));
  for (const char* name : {"summary.json", "eigenpairs.npz", "report.html"}) {
    CHECK(disk.out.find(name) == std::string::npos);
  }
}

TEST_CASE("two runs on one folder: the second is refused, the first finishes") {
  const WorkFolder folder;
  const Outcome outcome =
      bash(with_work(folder,
                     "( work out >/dev/null ) & pid=$!; sleep 0.3; \"$KERNEL_EIG\" --out out; "
                     "code=$?; wait $pid || exit 99; exit $code"));
  if (outcome.code == 77) return;
  INFO(outcome.error);
  CHECK(outcome.code == 2);
  CHECK(one_line(outcome.error));
  CHECK(nlohmann::json::parse(read_file(folder / "out/summary.json"))["k_requested"] == 40);
}
