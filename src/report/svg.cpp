#include "report/svg.hpp"

#include <fmt/format.h>

#include <array>

#include "report/png.hpp"
#include "report/text.hpp"

namespace eigenviews::report {
namespace {

struct Tone {
  std::string_view name;
  std::string_view light;
  std::string_view dark;
};

// In the order of Role. Text on paper has a contrast of at least 4.5 : 1 in both.
constexpr std::array<Tone, 11> tones = {{
    {"paper", "#ffffff", "#16191e"},
    {"ink", "#1c2128", "#e4e7eb"},
    {"muted", "#5d6673", "#9aa4b1"},
    {"axis", "#9aa4b1", "#5d6673"},
    {"grid", "#e8ebef", "#282d35"},
    {"c0", "#1f65ad", "#6fb1f2"},
    {"c1", "#cc5a0a", "#f59a4c"},
    {"c2", "#2b8a57", "#62c78f"},
    {"c3", "#1c2128", "#e4e7eb"},
    {"pos", "#c1443c", "#e8796c"},
    {"neg", "#2f69b3", "#6f9fe0"},
}};

const Tone& tone(Role role) { return tones[static_cast<std::size_t>(role)]; }

constexpr std::string_view font =
    "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,"
    "'Noto Sans','DejaVu Sans',sans-serif";

}  // namespace

std::string_view light_tone(Role role) { return tone(role).light; }
std::string_view dark_tone(Role role) { return tone(role).dark; }

std::string paint(std::optional<Role> fill, std::optional<Role> stroke) {
  std::string classes;
  if (fill) classes += fmt::format("evf-{}", tone(*fill).name);
  if (stroke) classes += fmt::format("{}evs-{}", fill ? " " : "", tone(*stroke).name);
  std::string text =
      fmt::format(R"( class="{}" fill="{}")", classes, fill ? tone(*fill).light : "none");
  if (stroke) text += fmt::format(R"( stroke="{}")", tone(*stroke).light);
  return text;
}

std::string svg_text(double x, double y, std::string_view text, const TextStyle& style) {
  std::string attributes = paint(style.role);
  if (style.anchor != "start") attributes += fmt::format(R"( text-anchor="{}")", style.anchor);
  if (style.bold) attributes += R"( font-weight="600")";
  if (style.upwards) {
    attributes +=
        fmt::format(R"svg( transform="rotate(-90 {} {})")svg", coordinate(x), coordinate(y));
  }
  return fmt::format(R"(<text x="{}" y="{}" font-size="{}"{}>{}</text>)",
                     coordinate(x),
                     coordinate(y),
                     coordinate(style.size),
                     attributes,
                     escape_markup(text)) +
         "\n";
}

std::string svg_line(double x1, double y1, double x2, double y2, Role role, double stroke_width) {
  return fmt::format(R"(<path d="M{} {}L{} {}"{} stroke-width="{}"/>)",
                     coordinate(x1),
                     coordinate(y1),
                     coordinate(x2),
                     coordinate(y2),
                     paint({}, role),
                     coordinate(stroke_width)) +
         "\n";
}

std::string svg_image(double x, double y, double width, double height, std::string_view png) {
  return fmt::format(R"(<image x="{}" y="{}" width="{}" height="{}" preserveAspectRatio="none" )"
                     R"(style="image-rendering:pixelated" href="{}"/>)",
                     coordinate(x),
                     coordinate(y),
                     coordinate(width),
                     coordinate(height),
                     png_data_uri(png)) +
         "\n";
}

std::string dark_rules() {
  std::string rules;
  for (const Tone& each : tones) {
    rules += fmt::format(".evf-{0}{{fill:{1}}}.evs-{0}{{stroke:{1}}}", each.name, each.dark);
  }
  return rules;
}

std::string svg_open(double width, double height, std::string_view title) {
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" )"
      R"(role="img" font-family="{2}">)"
      "\n<title>{3}</title>\n"
      "<style>@media (prefers-color-scheme:dark){{{4}}}</style>\n"
      R"(<rect width="{0}" height="{1}"{5}/>)"
      "\n",
      coordinate(width),
      coordinate(height),
      font,
      escape_markup(title),
      dark_rules(),
      paint(Role::paper));
}

}  // namespace eigenviews::report
