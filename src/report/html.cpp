#include "report/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/errors.hpp"
#include "report/png.hpp"
#include "report/text.hpp"

namespace eigenviews::report {
namespace {

// The tones of paper, ink, muted and grid are those of svg.cpp, so that pictures have no visible
// edge.
constexpr std::string_view style_sheet = R"(
:root{--paper:#ffffff;--ground:#f4f6f8;--ink:#1c2128;--muted:#5d6673;--rule:#dfe3e8;--band:#f4f6f8;
--warn:#fff4e0;--warn-ink:#7a4300;--accent:#1f65ad;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--paper:#16191e;--ground:#0e1013;--ink:#e4e7eb;
--muted:#9aa4b1;--rule:#282d35;--band:#1d2127;--warn:#33270f;--warn-ink:#f2c879;--accent:#6fb1f2}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);line-height:1.5;font-size:15px;
font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'Noto Sans',sans-serif}
main{max-width:940px;margin:0 auto;padding:28px 16px 56px}
h1{font-size:1.4rem;line-height:1.3;margin:0 0 18px;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:0 0 10px}
section,.head{background:var(--paper);border:1px solid var(--rule);border-radius:10px;
padding:20px 22px;margin:0 0 18px}
p{margin:0 0 12px;max-width:70ch}
.note{color:var(--muted);font-size:.87rem}
.warning{background:var(--warn);color:var(--warn-ink);border-radius:8px;padding:10px 14px;
max-width:none;overflow-wrap:anywhere}
pre{background:var(--ground);border-radius:8px;padding:12px 14px;margin:0;white-space:pre-wrap;
overflow-wrap:anywhere;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(250px,1fr));gap:12px 26px;margin:0}
dt{color:var(--muted);font-size:.8rem}
dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.long{grid-column:1/-1}
.scroll{overflow:auto;max-height:36rem;margin:0 0 12px;border-bottom:1px solid var(--rule)}
table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums;width:100%}
th,td{padding:5px 12px;text-align:right;white-space:nowrap}
th{position:sticky;top:0;background:var(--paper);color:var(--muted);font-weight:600;
box-shadow:inset 0 -1px var(--rule)}
th.words,td.words{text-align:left;white-space:normal;overflow-wrap:break-word;min-width:3em}
tr.band td{background:var(--band)}
figure{margin:0}
figcaption{font-size:.8rem;color:var(--muted);text-align:center;overflow-wrap:anywhere}
svg{display:block;max-width:100%;height:auto}
.wide{overflow-x:auto}
.wide svg{width:100%;min-width:620px;margin:0 auto 10px}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(200px,1fr));gap:20px 14px}
.grid svg{margin:0 auto}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(270px,1fr));gap:6px 26px;
padding:12px 0;border-top:1px solid var(--rule)}
.pair h3{grid-column:1/-1;font-size:.9rem;margin:0;font-weight:600}
.strip{display:flex;flex-wrap:wrap;gap:8px}
.strip figure{width:56px}
.strip img{width:56px;height:56px;object-fit:contain;image-rendering:pixelated;display:block;
border-radius:3px;background:var(--ground)}
.strip figcaption{font-size:.72rem;font-variant-numeric:tabular-nums;white-space:nowrap}
.side{font-size:.8rem;color:var(--muted);margin:0 0 4px}
@media (max-width:560px){main{padding:18px 10px 36px}section{padding:16px 14px}
.grid{grid-template-columns:repeat(2,minmax(0,1fr));gap:16px 10px}}
@media print{body{background:none;font-size:12px}main{max-width:none;padding:0}
section{border:0;border-radius:0;padding:0 0 14px}.scroll{overflow:visible;max-height:none}
.wide{overflow:visible}.wide svg{min-width:0}th{position:static}
figure,tr,.pair,h2{break-inside:avoid}h2{break-after:avoid}}
)";

constexpr std::string_view policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// Escaped, with places where a long value may be broken: after each comma, '+', ':' and '/'.
std::string breakable(std::string_view value) {
  std::string html;
  for (std::size_t begin = 0; begin < value.size();) {
    const std::size_t end = std::min(value.find_first_of(",+:/", begin), value.size() - 1) + 1;
    html += escape_markup(value.substr(begin, end - begin));
    if (end < value.size()) html += "<wbr>";
    begin = end;
  }
  return html;
}

std::string strip(const std::string& title, const std::vector<Thumbnail>& images) {
  std::string html =
      fmt::format("<div><p class=\"side\">{}</p><div class=\"strip\">\n", escape_markup(title));
  for (const Thumbnail& image : images) {
    const std::string caption = escape_markup(image.caption);
    html +=
        fmt::format("<figure><img alt=\"{0}\" src=\"{1}\"><figcaption>{0}</figcaption></figure>\n",
                    caption,
                    png_data_uri(image.png));
  }
  return html + "</div></div>\n";
}

std::string table_row(const std::vector<std::string>& cells,
                      std::string_view tag,
                      const std::vector<std::size_t>& words) {
  std::string html;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool word = std::find(words.begin(), words.end(), i) != words.end();
    html += fmt::format("<{0}{1}>{2}</{0}>",
                        tag,
                        word ? " class=\"words\"" : "",
                        escape_markup(cells[i]));
  }
  return html;
}

}  // namespace

HtmlPage::HtmlPage(std::string title) : title_(std::move(title)) {}

void HtmlPage::add_section(const std::string& title) {
  if (in_section_) body_ += "</section>\n";
  body_ += fmt::format("<section>\n<h2>{}</h2>\n", escape_markup(title));
  in_section_ = true;
}

void HtmlPage::add_text(const std::string& text) {
  body_ += fmt::format("<p class=\"note\">{}</p>\n", escape_markup(text));
}

void HtmlPage::add_warning(const std::string& text) {
  body_ += fmt::format("<p class=\"warning\" role=\"alert\">{}</p>\n", escape_markup(text));
}

void HtmlPage::add_code(const std::string& text) {
  body_ += fmt::format("<pre>{}</pre>\n", escape_markup(text));
}

void HtmlPage::add_facts(const std::vector<std::pair<std::string, std::string>>& facts) {
  constexpr std::size_t long_value = 80;  // characters: above two lines of a column
  body_ += "<dl>\n";
  for (const auto& [name, value] : facts) {
    body_ += fmt::format("<div{}><dt>{}</dt><dd>{}</dd></div>\n",
                         count_characters(value) > long_value ? " class=\"long\"" : "",
                         escape_markup(name),
                         breakable(value));
  }
  body_ += "</dl>\n";
}

void HtmlPage::add_figure(const Figure& figure) {
  body_ += fmt::format("<figure><div class=\"wide\">{}</div>", figure.svg);
  if (!figure.caption.empty()) {
    body_ += fmt::format("<figcaption>{}</figcaption>", escape_markup(figure.caption));
  }
  body_ += "</figure>\n";
}

void HtmlPage::add_figures(const std::vector<Figure>& figures) {
  body_ += "<div class=\"grid\">\n";
  for (const Figure& figure : figures) {
    body_ += fmt::format("<figure>{}<figcaption>{}</figcaption></figure>\n",
                         figure.svg,
                         escape_markup(figure.caption));
  }
  body_ += "</div>\n";
}

void HtmlPage::add_table(const Table& table) {
  const auto band = static_cast<std::size_t>(std::max(table.band_column, 0));
  body_ += fmt::format(
      "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>{}</tr></thead>\n<tbody>\n",
      table_row(table.header, "th", table.words));
  bool shaded = false;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const std::vector<std::string>& row = table.rows[r];
    if (row.size() != table.header.size()) {
      core::reject("HtmlPage::add_table",
                   fmt::format("every row must have {} cells", table.header.size()),
                   row.size());
    }
    if (table.band_column >= 0 && r > 0 && row.at(band) != table.rows[r - 1].at(band))
      shaded = !shaded;
    body_ += fmt::format("<tr{}>{}</tr>\n",
                         shaded ? " class=\"band\"" : "",
                         table_row(row, "td", table.words));
  }
  body_ += "</tbody></table></div>\n";
  if (!table.caption.empty()) add_text(table.caption);
}

void HtmlPage::add_image_pair(const ImagePair& pair) {
  body_ += fmt::format("<div class=\"pair\"><h3>{}</h3>\n", escape_markup(pair.caption));
  body_ += strip(pair.left_title, pair.left) + strip(pair.right_title, pair.right) + "</div>\n";
}

std::string HtmlPage::text() const {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n{}{}"
      "</main>\n</body>\n</html>\n",
      policy,
      escape_markup(title_),
      style_sheet,
      breakable(title_),
      body_,
      in_section_ ? "</section>\n" : "");
}

}  // namespace eigenviews::report
