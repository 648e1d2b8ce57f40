#include "checkpoint/safetensors_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/errors.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace {

using nlohmann::json;

constexpr std::string_view resave = "save it again with safetensors.torch.save_file";
constexpr const char* metadata_key = "__metadata__";

constexpr std::array<std::pair<std::string_view, Dtype>, 10> dtypes{{{"F64", Dtype::f64},
                                                                     {"F32", Dtype::f32},
                                                                     {"F16", Dtype::f16},
                                                                     {"BF16", Dtype::bf16},
                                                                     {"I64", Dtype::i64},
                                                                     {"I32", Dtype::i32},
                                                                     {"I16", Dtype::i16},
                                                                     {"I8", Dtype::i8},
                                                                     {"U8", Dtype::u8},
                                                                     {"BOOL", Dtype::boolean}}};

struct ParsedJson {
  json value;
  std::vector<std::string> keys;  // of the outermost object, in the order of the text
};

// JSON leaves open which of two equal keys counts, so readers differ: both are refused.
ParsedJson parse_json(std::string_view text, const std::string& where) {
  ParsedJson parsed;
  std::vector<std::set<std::string>> seen;  // the keys met in each object that is open
  const auto callback = [&](int depth, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::object_start) seen.emplace_back();
    if (event == json::parse_event_t::object_end) seen.pop_back();
    if (event == json::parse_event_t::key) {
      const auto& key = value.get_ref<const std::string&>();
      if (!seen.back().insert(key).second) {
        core::reject(where,
                     "a key may appear once in the header",
                     data::excerpt(key) + " twice",
                     resave);
      }
      if (depth == 1) parsed.keys.push_back(key);
    }
    return true;
  };
  try {
    parsed.value = json::parse(text, callback);
  } catch (const json::exception& error) {
    // What comes before the bracket is the library's own number of the error.
    const std::string_view message = error.what();
    core::reject(where,
                 "the header must be JSON",
                 data::excerpt(message.substr(message.find("] ") + 2)),
                 resave);
  }
  return parsed;
}

Dtype dtype_named(const std::string& name, const std::string& where) {
  const auto* const found = std::find_if(dtypes.begin(), dtypes.end(), [&](const auto& entry) {
    return entry.first == name;
  });
  if (found == dtypes.end()) {
    core::reject(where,
                 "elements are F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL",
                 data::excerpt(name),
                 "convert the tensor with .float() and save it again");
  }
  return found->second;
}

// A list of numbers from 0 to 2^63 - 1.
std::vector<std::int64_t> sizes(const json& entry, const char* key, const std::string& where) {
  std::vector<std::int64_t> values;
  const auto found = entry.find(key);
  bool holds = found != entry.end() && found->is_array();
  for (std::size_t i = 0; holds && i < found->size(); ++i) {
    const json& value = (*found)[i];
    holds = value.is_number_unsigned() && value.get<std::uint64_t>() <= INT64_MAX;
    if (holds) values.push_back(value.get<std::int64_t>());
  }
  if (!holds) {
    core::reject(where,
                 fmt::format("\"{}\" must be a list of whole numbers from 0 to 2^63 - 1", key),
                 found == entry.end() ? "none" : data::excerpt(found->dump()),
                 resave);
  }
  return values;
}

HeaderEntry parse_entry(const std::string& name, const json& entry, const std::string& file) {
  const std::string where = fmt::format("{}, tensor {}", file, data::excerpt(name));
  const auto dtype = entry.is_object() ? entry.find("dtype") : entry.end();
  if (!entry.is_object() || entry.size() != 3 || dtype == entry.end() || !dtype->is_string()) {
    core::reject(where,
                 "an entry has a text \"dtype\", a \"shape\" and \"data_offsets\"",
                 data::excerpt(entry.dump()),
                 resave);
  }
  HeaderEntry parsed{.name = name, .dtype = dtype_named(dtype->get<std::string>(), where)};
  parsed.shape = sizes(entry, "shape", where);
  const std::vector<std::int64_t> offsets = sizes(entry, "data_offsets", where);
  const std::int64_t item = item_size(parsed.dtype);
  const auto count = element_count(parsed.shape, item);
  if (!count || offsets.size() != 2 || offsets[0] > offsets[1] ||
      offsets[1] - offsets[0] != *count * item) {
    core::reject(
        where,
        "\"data_offsets\" must be [begin, end] with as many bytes between as the shape "
        "and the element type say",
        fmt::format("{} for {} of {}", shown(offsets), shown(parsed.shape), name_of(parsed.dtype)),
        resave);
  }
  parsed.begin = offsets[0];
  parsed.end = offsets[1];
  return parsed;
}

std::map<std::string, std::string> parse_metadata(const json& metadata, const std::string& where) {
  std::map<std::string, std::string> texts;
  bool holds = metadata.is_object();
  for (auto entry = metadata.begin(); holds && entry != metadata.end(); ++entry) {
    holds = entry->is_string();
    if (holds) texts.emplace(entry.key(), entry->get<std::string>());
  }
  if (!holds) {
    core::reject(where,
                 "\"__metadata__\" must map texts to texts",
                 data::excerpt(metadata.dump()),
                 resave);
  }
  return texts;
}

// Sorted by offset, every tensor must begin where the one before ends, and the last end the file.
void require_covering(const std::vector<HeaderEntry>& entries,
                      std::int64_t data_bytes,
                      const std::string& where) {
  std::vector<const HeaderEntry*> sorted;
  sorted.reserve(entries.size());
  for (const HeaderEntry& entry : entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(), [](const HeaderEntry* a, const HeaderEntry* b) {
    return std::pair(a->begin, a->end) < std::pair(b->begin, b->end);
  });
  std::int64_t reached = 0;
  for (const HeaderEntry* entry : sorted) {
    if (entry->begin != reached) {
      core::reject(fmt::format("{}, tensor {}", where, data::excerpt(entry->name)),
                   fmt::format("tensors lie one after another; this one must begin at {}", reached),
                   entry->begin,
                   resave);
    }
    reached = entry->end;
  }
  if (reached != data_bytes) {
    core::reject(
        where,
        fmt::format("the tensors end at byte {} after the header, and so must the file", reached),
        fmt::format("{} bytes after the header", data_bytes),
        "copy the file again, it may be cut");
  }
}

}  // namespace

std::string_view safetensors_name(Dtype dtype) {
  const auto* const found = std::find_if(dtypes.begin(), dtypes.end(), [&](const auto& entry) {
    return entry.second == dtype;
  });
  return found->first;
}

SafetensorsHeader parse_safetensors_header(std::string_view text,
                                           std::int64_t data_bytes,
                                           const std::string& where) {
  const ParsedJson parsed = parse_json(text, where);
  if (!parsed.value.is_object()) {
    core::reject(where,
                 "the header must be a JSON object",
                 data::excerpt(parsed.value.dump()),
                 resave);
  }
  SafetensorsHeader header;
  for (const std::string& key : parsed.keys) {
    const json& value = parsed.value[key];
    if (key == metadata_key) {
      header.metadata = parse_metadata(value, where);
    } else {
      header.entries.push_back(parse_entry(key, value, where));
    }
  }
  require_covering(header.entries, data_bytes, where);
  return header;
}

}  // namespace eigenviews::checkpoint
