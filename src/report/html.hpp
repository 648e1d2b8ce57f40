#pragma once

#include <string>
#include <utility>
#include <vector>

namespace eigenviews::report {

/// A picture with a caption; `svg` is trusted markup (chart_svg, function_svg).
struct Figure {
  std::string svg;
  std::string caption;
};

/// A small image, shown with its pixels visible.
struct Thumbnail {
  std::string png;  ///< bytes of a PNG file.
  std::string caption;
};

/// A table of texts; numbers are right-aligned in columns of equal digits.
struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  ///< each as long as the header.
  std::string caption;
  int band_column = -1;  ///< rows are shaded in bands where this column changes; -1: no bands.
  std::vector<std::size_t> words = {};  ///< columns of words: on the left, long ones wrapped.
};

/// Two strips of images side by side, under one caption.
struct ImagePair {
  std::string caption;
  std::string left_title;
  std::vector<Thumbnail> left;
  std::string right_title;
  std::vector<Thumbnail> right;
};

/// One self-contained HTML page: no script, no external resource (its own Content-Security-Policy
/// forbids them), for light and dark, wide and narrow screens. Every text is escaped.
class HtmlPage {
 public:
  explicit HtmlPage(std::string title);

  void add_section(const std::string& title);
  void add_text(const std::string& text);
  void add_warning(const std::string& text);
  /// A line of program text that can be copied: a command.
  void add_code(const std::string& text);
  /// Names and values.
  void add_facts(const std::vector<std::pair<std::string, std::string>>& facts);
  /// One picture over the whole width.
  void add_figure(const Figure& figure);
  /// Small pictures in a grid.
  void add_figures(const std::vector<Figure>& figures);
  /// @throws core::InputError  a row is not as long as the header.
  void add_table(const Table& table);
  void add_image_pair(const ImagePair& pair);

  /// The whole page.
  [[nodiscard]] std::string text() const;

 private:
  std::string title_;
  std::string body_;
  bool in_section_ = false;
};

}  // namespace eigenviews::report
