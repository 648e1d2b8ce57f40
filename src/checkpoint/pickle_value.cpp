#include "checkpoint/pickle_value.hpp"

#include <fmt/format.h>

#include <span>

#include "data/printable.hpp"

namespace eigenviews::checkpoint::pickle {

namespace {

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Match(Cases...) -> Match<Cases...>;

template <class T>
std::size_t bytes_in(const std::vector<T>& items) {
  return std::as_bytes(std::span<const T>(items)).size();
}

}  // namespace

std::size_t footprint(Ref object) {
  return std::visit(Match{[](const std::string& text) { return text.size(); },
                          [](const Bytes& bytes) { return bytes.content.size(); },
                          [](const Tuple& tuple) { return bytes_in(tuple.items); },
                          [](const List& list) { return bytes_in(list.items); },
                          [](const Set& set) { return bytes_in(set.items); },
                          [](const Dictionary& dictionary) { return bytes_in(dictionary.entries); },
                          [](const Module& module) {
                            return module.class_name.size() + bytes_in(module.attributes);
                          },
                          [](const GlobalName& global) { return global.name.size(); },
                          [](const Storage& storage) { return storage.key.size(); },
                          [](const View& view) {
                            return view.storage.key.size() + bytes_in(view.shape) +
                                   bytes_in(view.strides);
                          },
                          [](const auto&) { return std::size_t{0}; }},
                    object->value);
}

std::string kind_of(Ref object) {
  return std::visit(
      Match{[](const None&) -> std::string { return "None"; },
            [](bool value) -> std::string { return value ? "True" : "False"; },
            [](std::int64_t value) { return fmt::format("the integer {}", value); },
            [](const BigInteger&) -> std::string { return "an integer beyond 64 bits"; },
            [](double value) { return fmt::format("the number {}", value); },
            [](const std::string& text) { return "the text " + data::excerpt(text); },
            [](const Bytes&) -> std::string { return "bytes"; },
            [](const Tuple& tuple) { return fmt::format("a tuple of {}", tuple.items.size()); },
            [](const List&) -> std::string { return "a list"; },
            [](const Set&) -> std::string { return "a set"; },
            [](const Dictionary&) -> std::string { return "a dictionary"; },
            [](const Module& module) { return "a module " + data::excerpt(module.class_name); },
            [](const GlobalName& global) { return "the global " + data::excerpt(global.name); },
            [](const NumpyType&) -> std::string { return "a numpy.dtype"; },
            [](const Storage&) -> std::string { return "a storage"; },
            [](const View&) -> std::string { return "a tensor"; }},
      object->value);
}

}  // namespace eigenviews::checkpoint::pickle
