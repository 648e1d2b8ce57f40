#include "probe/confusion_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "report/png.hpp"
#include "report/svg.hpp"
#include "report/text.hpp"

namespace eigenviews::apps {

namespace {

using Eigen::Index;

constexpr double left = 110, top = 20, side = 560;
constexpr Index named_classes = 20;

// One pixel a cell: a colour whose opacity is the share, so that it fits light and dark pages.
report::PixelImage cells(const Eigen::MatrixXi& confusion) {
  const Index classes = confusion.rows();
  report::PixelImage image{.rows = classes, .cols = classes, .channels = 4, .pixels = {}};
  for (Index i = 0; i < classes; ++i) {
    const double all = std::max(1, confusion.row(i).sum());
    for (Index k = 0; k < classes; ++k) {
      const double share = confusion(i, k) / all;
      image.pixels.insert(image.pixels.end(), {46, 120, 190});
      image.pixels.push_back(static_cast<std::uint8_t>(std::lround(255 * share)));
    }
  }
  return image;
}

std::string shortened(const std::string& name) {
  constexpr std::size_t most = 14;
  return report::count_characters(name) <= most ? name : name.substr(0, most - 1) + "…";
}

std::string labels(const Eigen::MatrixXi& confusion, const std::vector<std::string>& names) {
  const Index classes = confusion.rows();
  const double cell = side / static_cast<double>(classes);
  std::string text;
  for (Index i = 0; i < classes; ++i) {
    const std::string name = shortened(names[static_cast<std::size_t>(i)]);
    const double middle = (static_cast<double>(i) + 0.5) * cell;
    text += report::svg_text(left - 6, top + middle + 4, name, {.anchor = "end"});
    text += report::svg_text(left + middle + 4,
                             top + side + 6,
                             name,
                             {.anchor = "end", .upwards = true});
    for (Index k = 0; k < classes; ++k) {
      if (confusion(i, k) == 0) continue;
      text += report::svg_text(left + (static_cast<double>(k) + 0.5) * cell,
                               top + middle + 4,
                               std::to_string(confusion(i, k)),
                               {.size = 11, .anchor = "middle"});
    }
  }
  return text;
}

}  // namespace

std::string confusion_svg(const Eigen::MatrixXi& confusion, const std::vector<std::string>& names) {
  const Index classes = confusion.rows();
  if (classes < 1 || confusion.cols() != classes || static_cast<Index>(names.size()) != classes) {
    core::reject("confusion_svg",
                 "a square matrix and as many names",
                 fmt::format("{} x {}, {} names", classes, confusion.cols(), names.size()));
  }
  std::string svg = report::svg_open(left + side + 20, top + side + 110, "confusion matrix");
  svg += report::svg_image(left, top, side, side, report::encode_png(cells(confusion)));
  for (const double at : {0.0, side}) {
    svg += report::svg_line(left, top + at, left + side, top + at, report::Role::axis);
    svg += report::svg_line(left + at, top, left + at, top + side, report::Role::axis);
  }
  if (classes <= named_classes) svg += labels(confusion, names);
  return svg + "</svg>\n";
}

}  // namespace eigenviews::apps
