#include "report/output_folder.hpp"

#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <thread>

#include "report/scratch.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

namespace fs = std::filesystem;
using report::OutputFolder;

namespace {

using Files = std::map<std::string, std::string>;
using Names = std::vector<std::string>;

/// Runs `action` in a process of its own that dies of SIGKILL right after it.
template <class Action>
void killed_after(Action&& action) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    action();
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
}

/// Tells in which order names appeared in a folder ("+name") and went from it ("-name").
class Watch {
 public:
  explicit Watch(const fs::path& folder) : handle_(::inotify_init1(IN_NONBLOCK)) {
    REQUIRE(handle_ >= 0);
    REQUIRE(::inotify_add_watch(handle_, folder.c_str(), IN_MOVED_TO | IN_CREATE | IN_DELETE) >= 0);
  }
  ~Watch() { ::close(handle_); }

  Names events() const {
    alignas(inotify_event) std::array<char, 16384> buffer{};
    const ssize_t size = ::read(handle_, buffer.data(), buffer.size());
    REQUIRE(size >= 0);
    Names names;
    for (const char* at = buffer.data(); at < buffer.data() + size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(at);
      const std::string name = event->name;
      if (!name.starts_with(".")) {
        names.push_back(((event->mask & IN_DELETE) != 0u ? "-" : "+") + name);
      }
      at += sizeof(inotify_event) + event->len;
    }
    return names;
  }

 private:
  int handle_;
};

}  // namespace

TEST_CASE("committed files are in the folder and nothing else is") {
  const Scratch scratch;
  const fs::path folder = scratch / "a/b/c";
  {
    OutputFolder out(folder);
    CHECK(out.path() == folder);
    out.write("summary.json", "{}");
    put(out.path_for("by-a-library.npz"), "bytes");
    out.write("twice.txt", "first");
    out.write("twice.txt", "second");
    CHECK(names_in(folder).size() == 1);  // the staging folder alone
    out.commit();
    CHECK(names_in(folder) == Names{"by-a-library.npz", "summary.json", "twice.txt"});
  }
  CHECK(files_in(folder) ==
        Files{{"summary.json", "{}"}, {"by-a-library.npz", "bytes"}, {"twice.txt", "second"}});
}

TEST_CASE("a second run replaces its own files and keeps those of others") {
  const Scratch scratch;
  put(scratch / "notes.txt", "mine");
  fs::create_directory(scratch / "sub");
  put(scratch / "sub/more.txt", "mine too");
  fs::create_directory(scratch / ".eigenviews-config");  // of another program
  put(scratch / ".eigenviews-config/settings", "kept");
  put(scratch / "old.npz", "of the run before");
  put(scratch / "channel.npz", "of the run before");
  put(scratch / "summary.json", "of the run before");
  {
    OutputFolder out(scratch.path());
    out.write("summary.json", "new");
    out.write("old.npz", "new");
    out.commit({"channel.npz", "never-there.npz"});
  }
  CHECK(files_in(scratch.path()) == Files{{"notes.txt", "mine"},
                                          {"sub/more.txt", "mine too"},
                                          {".eigenviews-config/settings", "kept"},
                                          {"old.npz", "new"},
                                          {"summary.json", "new"}});
}

TEST_CASE("without commit nothing has changed, and folders that were made are gone") {
  const Scratch scratch;
  put(scratch / "summary.json", "old");
  {
    OutputFolder out(scratch.path());
    out.write("summary.json", "new");
  }
  CHECK(files_in(scratch.path()) == Files{{"summary.json", "old"}});
  {
    OutputFolder out(scratch / "x/y");
    out.write("summary.json", "new");
  }
  CHECK(names_in(scratch.path()) == Names{"summary.json"});
  {
    OutputFolder out(scratch / "x/y");
    put(scratch / "x/foreign", "somebody's");
  }
  CHECK(files_in(scratch.path()) == Files{{"summary.json", "old"}, {"x/foreign", "somebody's"}});
}

TEST_CASE("the old summary goes before anything changes and the new one comes last") {
  const Scratch scratch;
  for (const char* name : {"summary.json", "a.npz", "channel.npz"}) put(scratch / name, "old");
  OutputFolder out(scratch.path());
  out.write("summary.json", "new");
  out.write("z.html", "new");
  out.write("a.npz", "new");
  const Watch watch(scratch.path());
  out.commit({"channel.npz"});
  Names events = watch.events();
  REQUIRE(events.size() == 5);
  CHECK(events.front() == "-summary.json");
  CHECK(events.back() == "+summary.json");
  CHECK(events[1] == "-channel.npz");
}

TEST_CASE("a run killed before its commit leaves no final name, and the next run cleans up") {
  const Scratch scratch;
  killed_after([&] {
    static OutputFolder out(scratch.path());
    out.write("summary.json", "half a run");
    out.write("report.html", "half a run");
  });
  CHECK_FALSE(fs::exists(scratch / "summary.json"));
  CHECK_FALSE(fs::exists(scratch / "report.html"));
  REQUIRE(names_in(scratch.path()).size() == 1);  // hidden
  CHECK(names_in(scratch.path()).front().starts_with(".eigenviews-staging-"));
  { OutputFolder next(scratch.path()); }
  CHECK(names_in(scratch.path()).empty());
}

TEST_CASE("a link that is named like a staging folder is left alone") {
  const Scratch scratch;
  fs::create_directory(scratch / "results");
  fs::create_directory(scratch / "precious");
  put(scratch / "precious/data", "kept");
  fs::create_directory_symlink(scratch / "precious",
                               scratch / "results/.eigenviews-staging-abcdef");
  { OutputFolder out(scratch / "results"); }
  CHECK(get(scratch / "precious/data") == "kept");
  CHECK(fs::is_symlink(scratch / "results/.eigenviews-staging-abcdef"));
}

TEST_CASE("two runs never share a folder") {
  const Scratch scratch;
  {
    OutputFolder first(scratch / "results");
    first.write("summary.json", "first");
    expect_refusal<core::FileError>([&] { OutputFolder second(scratch / "results"); },
                                    {"another run is writing to", "results", "wait"});
    first.commit();
    expect_refusal<core::FileError>([&] { OutputFolder second(scratch / "results"); },
                                    {"another run is writing to"});
  }
  OutputFolder third(scratch / "results");
  CHECK(get(scratch / "results/summary.json") == "first");
}

TEST_CASE("of many threads that make and drop one folder, one at a time holds it") {
  const Scratch scratch;
  std::atomic<int> holders = 0;
  std::atomic<int> held = 0;
  std::atomic<bool> shared = false;
  const auto work = [&] {
    for (int i = 0; i < 50; ++i) {
      try {
        OutputFolder out(scratch / "a/b");
        if (++holders != 1) shared = true;
        out.write("x", "y");
        ++held;
        --holders;
      } catch (const core::FileError&) {
        // another one holds it
      }
    }
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(shared);
  CHECK(held > 0);
  CHECK(files_in(scratch.path()).empty());
}

TEST_CASE("a result has a plain file name") {
  const Scratch scratch;
  OutputFolder out(scratch.path());
  for (const std::string& name : {std::string(),
                                  std::string("../x"),
                                  std::string("a/b"),
                                  std::string(".hidden"),
                                  std::string(".."),
                                  std::string("a\0b", 3)}) {
    expect_refusal([&] { (void)out.path_for(name); }, {"OutputFolder", "plain file name"});
    expect_refusal([&] { out.write(name, "x"); }, {"OutputFolder", "plain file name"});
  }
}

TEST_CASE("after commit the folder takes no more") {
  const Scratch scratch;
  OutputFolder out(scratch.path());
  out.commit();
  CHECK_THROWS_AS(out.write("a", "b"), std::logic_error);
  CHECK_THROWS_AS(out.path_for("a"), std::logic_error);
  CHECK_THROWS_AS(out.commit(), std::logic_error);
}

TEST_CASE("relative names and names with a slash at the end are folders too") {
  const Scratch scratch;
  const fs::path before = fs::current_path();
  fs::current_path(scratch.path());
  {
    OutputFolder out("r/s/");
    out.write("a", "b");
    out.commit();
  }
  {
    OutputFolder out(".");
    out.write("c", "d");
    out.commit();
  }
  fs::current_path(before);
  CHECK(files_in(scratch.path()) == Files{{"r/s/a", "b"}, {"c", "d"}});
}

}  // namespace eigenviews::test
