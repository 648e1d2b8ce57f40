#include "checkpoint/flatten.hpp"

#include <fmt/format.h>

#include <unordered_set>

#include "checkpoint/limits.hpp"
#include "core/errors.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint {

namespace {

using pickle::Ref;

class Flattener {
 public:
  explicit Flattener(const std::string& where) : where_(where) {}

  // Writes out what is at `name`, `depth` levels down.
  void visit(Ref object, const std::string& name, int depth) {
    count_value(name);
    if (const auto* dictionary = pickle::get<pickle::Dictionary>(object)) {
      visit_entries(dictionary->entries, name, depth);
    } else if (const auto* module = pickle::get<pickle::Module>(object)) {
      visit_entries(module->attributes, name, depth);
    } else if (const auto* list = pickle::get<pickle::List>(object)) {
      visit_items(list->items, name, depth);
    } else if (const auto* tuple = pickle::get<pickle::Tuple>(object)) {
      visit_items(tuple->items, name, depth);
    } else {
      visit_leaf(object, name);
    }
  }

  FlatObject take() { return std::move(flat_); }

 private:
  void count_value(const std::string& name) {
    name_bytes_ += name.size();
    if (++values_ > max_flat_values || name_bytes_ > max_name_bytes) {
      core::reject(where_,
                   fmt::format("at most {} values and {} bytes of names are read",
                               max_flat_values,
                               max_name_bytes),
                   "more",
                   "save the model's state_dict() alone");
    }
  }

  void require_depth(const std::string& name, int depth) const {
    if (depth >= max_depth) {
      core::reject(where_,
                   fmt::format("dictionaries, lists and modules nest at most {} deep", max_depth),
                   "more at " + data::excerpt(name),
                   "save the model's state_dict() alone");
    }
  }

  void visit_entries(const std::vector<std::pair<Ref, Ref>>& entries,
                     const std::string& name,
                     int depth) {
    require_depth(name, depth);
    for (const auto& [key, value] : entries) visit(value, joined(name, key_text(key)), depth + 1);
  }

  void visit_items(const std::vector<Ref>& items, const std::string& name, int depth) {
    require_depth(name, depth);
    for (std::size_t i = 0; i < items.size(); ++i) {
      visit(items[i], joined(name, std::to_string(i)), depth + 1);
    }
  }

  void visit_leaf(Ref object, const std::string& name) {
    if (const auto* view = pickle::get<pickle::View>(object)) {
      claim(name);
      flat_.tensors.emplace_back(name, *view);
    } else if (const auto* text = pickle::get<std::string>(object)) {
      claim(name);
      flat_.texts.emplace(name, *text);
    } else if (const auto* real = pickle::get<double>(object)) {
      add_scalar(name, *real);
    } else if (const auto* integer = pickle::get<std::int64_t>(object)) {
      add_scalar(name, static_cast<double>(*integer));
    } else if (const auto* flag = pickle::get<bool>(object)) {
      add_scalar(name, *flag ? 1 : 0);
    }
  }

  void add_scalar(const std::string& name, double value) {
    claim(name);
    flat_.scalars.emplace(name, value);
  }

  void claim(const std::string& name) {
    if (!names_.insert(name).second) {
      core::reject(where_,
                   "every value has its own name",
                   data::excerpt(name) + " twice",
                   "save the model's state_dict() alone");
    }
  }

  [[nodiscard]] std::string key_text(Ref key) const {
    if (const auto* text = pickle::get<std::string>(key)) return *text;
    if (const auto* integer = pickle::get<std::int64_t>(key)) return std::to_string(*integer);
    core::reject(where_,
                 "keys are texts or integers",
                 pickle::kind_of(key),
                 "save the model's state_dict() alone");
  }

  static std::string joined(const std::string& name, const std::string& key) {
    return name.empty() ? key : name + "." + key;
  }

  const std::string& where_;
  FlatObject flat_;
  std::unordered_set<std::string> names_;
  std::size_t values_ = 0;
  std::size_t name_bytes_ = 0;
};

}  // namespace

FlatObject flatten(Ref root, const std::string& where) {
  Flattener flattener(where);
  const bool nested = pickle::get<pickle::View>(root) == nullptr;
  flattener.visit(root, nested ? "" : "tensor", 0);
  return flattener.take();
}

}  // namespace eigenviews::checkpoint
