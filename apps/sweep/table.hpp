#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sweep/row.hpp"

namespace eigenviews::apps {

/// results.csv: a header of column names, then a line for each row, comma-separated, texts with a
/// comma, a quote or a line end in quotes (RFC 4180), lists joined with spaces, numbers in the
/// shortest form that reads back equal, an empty field where there is none.
[[nodiscard]] std::string csv_text(const std::vector<Row>& rows);

/// The rows of such a file.
/// @throws core::FileError   it cannot be read.
/// @throws core::InputError  another header, a row with more or fewer fields, a field that is no
///                           number, a quote that does not close: with the line, from 1.
[[nodiscard]] std::vector<Row> read_csv(const std::filesystem::path& file);

/// A row as a JSON object of the same columns, null where there is no number.
[[nodiscard]] nlohmann::ordered_json to_json(const Row& row);
/// @throws nlohmann::json::exception  a column is missing or of another type.
[[nodiscard]] Row row_from_json(const nlohmann::ordered_json& json);

}  // namespace eigenviews::apps
