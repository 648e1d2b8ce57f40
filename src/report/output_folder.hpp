#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace eigenviews::report {

/// The folder that one run writes its results to, all of them or none.
///
/// Files are staged in a hidden sub-folder and appear under their final names in commit(), whole
/// and already on the disk, summary.json last: a folder with a summary holds one complete run, and
/// a run killed at any moment leaves no partial file under a final name. While the object lives, no
/// other process (and no other OutputFolder) can open the same folder: it holds an exclusive flock.
///
///     OutputFolder out("results");
///     npz.save(out.path_for("eigenpairs.npz"));
///     out.write("summary.json", json_text(summary));
///     out.commit({"channel.npz"});  // deletes an old channel.npz: this run has none
class OutputFolder {
 public:
  /// Opens the folder, creating it and its parents where needed, locks it, removes what a killed
  /// run has left in staging, and makes the staging folder.
  /// @throws core::FileError  the path is empty, is no folder, cannot be created or written to, or
  ///                          another run holds it.
  /// @param last_name  the file that is renamed last, the sign of a complete run.
  explicit OutputFolder(std::filesystem::path folder, std::string last_name = "summary.json");

  /// Without commit(): removes what was staged, and the folders that the constructor created where
  /// they are still empty. Never throws.
  ~OutputFolder();

  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }

  /// Where a library that writes by itself puts the file `name`; it must exist at commit().
  /// @param name  a plain file name: no '/', not starting with '.'.
  /// @throws core::InputError  `name` is not a plain file name; std::logic_error after commit().
  [[nodiscard]] std::filesystem::path path_for(const std::string& name);

  /// Stages a file of these bytes; a second call with the same name replaces the first.
  /// @throws core::FileError  disk full, file-size limit, ...; as path_for otherwise.
  void write(const std::string& name, std::string_view bytes);

  /// Makes the staged files the content of the folder, once.
  ///
  /// Order: every staged file is synchronised to the disk; the old summary.json goes, so that a
  /// run interrupted in here is not taken for a complete one; old files of `optional_names` that
  /// were not staged are deleted; the new files are renamed over the old ones, summary.json last.
  /// Files under other names are left alone.
  ///
  /// @throws core::FileError   a promised file is missing, a final name is a folder, or the disk
  ///                           refuses; until the old summary.json goes, nothing has changed.
  /// @throws std::logic_error  called twice.
  void commit(const std::vector<std::string>& optional_names = {});

 private:
  void open_and_lock();
  void create_missing_folders();
  void remove_stale_staging() const;
  void make_staging();
  void remove_created_folders() noexcept;
  void require_open(std::string_view function) const;
  void check_staged() const;
  void refuse_folder(const std::string& name) const;
  void retire(const std::string& name) const;
  void publish(const std::string& name) const;

  std::filesystem::path folder_;
  std::string last_name_;
  std::filesystem::path staging_;
  std::vector<std::filesystem::path> created_;  // folders made by the constructor, parents first
  std::set<std::string> staged_;
  int lock_ = -1;  // descriptor of the folder, which holds the flock
  bool committed_ = false;
};

}  // namespace eigenviews::report
