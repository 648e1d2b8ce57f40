#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace eigenviews::report {

/// What a colour stands for. Each has a light and a dark tone; a viewer that knows no style sheets
/// shows the light one.
enum class Role {
  paper,     ///< background.
  ink,       ///< text.
  muted,     ///< secondary text, error bars.
  axis,      ///< frame and ticks.
  grid,      ///< grid lines.
  series_0,  ///< first series, clusters of even number.
  series_1,  ///< second series, clusters of odd number.
  series_2,  ///< third series.
  series_3,  ///< fourth series: closed form.
  positive,  ///< function values above 0.
  negative,  ///< function values below 0.
};

/// The attributes class, fill and stroke of a shape: ` class="..." fill="..." stroke="..."`.
[[nodiscard]] std::string paint(std::optional<Role> fill, std::optional<Role> stroke = {});

/// How a text is set.
struct TextStyle {
  Role role = Role::ink;
  double size = 12;                   ///< in pixels
  std::string_view anchor = "start";  ///< start, middle or end.
  bool bold = false;
  bool upwards = false;  ///< turned by 90 degrees around its anchor.
};

/// A <text> element; `text` is escaped.
[[nodiscard]] std::string svg_text(double x,
                                   double y,
                                   std::string_view text,
                                   const TextStyle& style);

/// A straight line.
[[nodiscard]] std::string svg_line(double x1,
                                   double y1,
                                   double x2,
                                   double y2,
                                   Role role,
                                   double stroke_width = 1);

/// An <image> of PNG bytes whose pixels stay sharp when it is scaled.
[[nodiscard]] std::string svg_image(double x,
                                    double y,
                                    double width,
                                    double height,
                                    std::string_view png);

/// The opening of an SVG element of this size: accessible title, style sheet for dark screens,
/// background. The caller appends shapes and "</svg>\n".
[[nodiscard]] std::string svg_open(double width, double height, std::string_view title);

/// The colours as CSS rules of a dark screen, which svg_open embeds.
[[nodiscard]] std::string dark_rules();

/// A tone as "#rrggbb", for pages around the pictures.
[[nodiscard]] std::string_view light_tone(Role role);
[[nodiscard]] std::string_view dark_tone(Role role);

}  // namespace eigenviews::report
