#include "sweep/table.hpp"

#include <fmt/format.h>

#include "common/json_values.hpp"
#include "core/errors.hpp"
#include "core/spec.hpp"
#include "data/input_file.hpp"

namespace eigenviews::apps {

namespace {

using nlohmann::ordered_json;

std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += c;
    quoted += c;
  }
  quoted += '"';
  return quoted;
}

const std::string missing = "-";  // a number of a list that was not measured

std::string field(double value) { return std::isfinite(value) ? fmt::format("{}", value) : ""; }

std::string field(const std::vector<double>& values) {
  std::string joined;
  for (const double value : values) {
    if (!joined.empty()) joined += ' ';
    joined += std::isfinite(value) ? field(value) : missing;
  }
  return joined;
}

std::string header() {
  std::string line;
  const Row row;
  for_each_column(row, [&](const char* name, const auto&) {
    if (!line.empty()) line += ',';
    line += name;
  });
  return line;
}

// Splits a file into records of fields, as RFC 4180 has it.
class Reader {
 public:
  Reader(std::string text, std::string where) : text_(std::move(text)), where_(std::move(where)) {}

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] std::string place() const { return fmt::format("{}, line {}", where_, line_); }

  std::vector<std::string> record() {
    std::vector<std::string> fields(1);
    for (; !at_end(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        quoted_part(fields.back());
      } else if (c == ',') {
        fields.emplace_back();
      } else if (c == '\n') {
        break;
      } else if (c != '\r') {
        fields.back() += c;
      }
    }
    ++at_;
    ++line_;
    return fields;
  }

 private:
  // From an opening quote to its closing one.
  void quoted_part(std::string& field) {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] != '"') {
        field += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        field += text_[++at_];
      } else {
        return;
      }
    }
    core::reject(place(), "a quote must close", "the end of the file");
  }

  std::string text_, where_;
  std::size_t at_ = 0;
  int line_ = 1;
};

double to_number(const std::string& text, const std::string& place, const char* name) {
  if (text.empty()) return NAN;
  const auto value = core::parse_number(text);
  if (!value) core::reject(place, fmt::format("{} must be a number or empty", name), text);
  return *value;
}

void take(const std::string& text, const std::string&, const char*, std::string& member) {
  member = text;
}
void take(const std::string& text, const std::string& place, const char* name, double& member) {
  member = to_number(text, place, name);
}
void take(const std::string& text,
          const std::string& place,
          const char* name,
          std::vector<double>& member) {
  if (text.empty()) return;
  for (const std::string& part : core::split(text, ' ')) {
    member.push_back(part == missing ? NAN : to_number(part, place, name));
  }
}

ordered_json json_of(const std::string& text) { return text; }
ordered_json json_of(double value) { return number_or_null(value); }
ordered_json json_of(const std::vector<double>& values) {
  ordered_json list = ordered_json::array();
  for (const double value : values) list.push_back(number_or_null(value));
  return list;
}

void take(const ordered_json& json, std::string& member) { member = json.get<std::string>(); }
void take(const ordered_json& json, double& member) {
  member = json.is_null() ? NAN : json.get<double>();
}
void take(const ordered_json& json, std::vector<double>& member) {
  for (const auto& value : json) take(value, member.emplace_back());
}

}  // namespace

std::string csv_text(const std::vector<Row>& rows) {
  std::string text = header() + '\n';
  for (const Row& row : rows) {
    std::string line;
    for_each_column(row, [&](const char* name, const auto& member) {
      if (std::string(name) != "id") line += ',';
      line += field(member);
    });
    text += line + '\n';
  }
  return text;
}

std::vector<Row> read_csv(const std::filesystem::path& file) {
  const std::string where = file.string();
  const std::vector<std::uint8_t> bytes = data::read_file(file);
  Reader reader(std::string(bytes.begin(), bytes.end()), where);
  std::string first;
  for (const std::string& name : reader.record()) {
    if (!first.empty()) first += ',';
    first += name;
  }
  if (first != header()) {
    core::reject(where, "the first line must name the columns of a sweep", first.substr(0, 80));
  }
  std::vector<Row> rows;
  while (!reader.at_end()) {
    const std::string place = reader.place();
    const std::vector<std::string> fields = reader.record();
    Row row;
    std::size_t next = 0;
    for_each_column(row, [&](const char* name, auto& member) {
      if (next < fields.size()) take(fields[next], place, name, member);
      ++next;
    });
    if (next != fields.size()) {
      core::reject(place, fmt::format("a row has {} fields", next), fields.size());
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

ordered_json to_json(const Row& row) {
  ordered_json json;
  for_each_column(row, [&](const char* name, const auto& member) { json[name] = json_of(member); });
  return json;
}

Row row_from_json(const ordered_json& json) {
  Row row;
  for_each_column(row, [&](const char* name, auto& member) { take(json.at(name), member); });
  return row;
}

}  // namespace eigenviews::apps
