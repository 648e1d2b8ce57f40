#include <fmt/format.h>

#include "checkpoint/limits.hpp"
#include "checkpoint/pickle_machine.hpp"
#include "data/printable.hpp"

// What the opcodes do to the stack, the memo and the objects.
namespace eigenviews::checkpoint::pickle {

void Machine::push(Object object) {
  if (arena_.size() - objects_before_ == max_objects) {
    input_.refuse(fmt::format("a pickle makes at most {} objects", max_objects), "one more");
  }
  arena_.push_back(std::move(object));
  push_ref(&arena_.back());
  charge(footprint(&arena_.back()));
}

void Machine::charge(std::size_t bytes) {
  held_bytes_ += bytes;
  if (held_bytes_ > max_object_bytes) {
    input_.refuse(fmt::format("the objects of a pickle hold at most {} bytes", max_object_bytes),
                  "more");
  }
}

void Machine::push_ref(Ref object) {
  if (stack_.size() == max_stack) {
    input_.refuse(fmt::format("at most {} objects are on the stack", max_stack), "one more");
  }
  stack_.push_back(object);
}

Ref Machine::top() {
  if (stack_.size() <= floor()) {
    input_.refuse("an operation finds its operands above the last mark", "none there");
  }
  return stack_.back();
}

Ref Machine::pop() {
  const Ref object = top();
  stack_.pop_back();
  return object;
}

std::vector<Ref> Machine::pop_to_mark() {
  if (marks_.empty()) input_.refuse("an operation back to a mark finds one", "none");
  const auto start = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<Ref> items(start, stack_.end());
  stack_.erase(start, stack_.end());
  marks_.pop_back();
  return items;
}

void Machine::push_tuple(std::size_t count) {
  std::vector<Ref> items(count);
  for (std::size_t i = count; i-- > 0;) items[i] = pop();
  push({Tuple{std::move(items)}});
}

// Two's complement, the lowest byte first; no bytes are 0.
void Machine::push_integer(std::uint64_t length) {
  if (length > 8) {
    (void)input_.take(length);
    push({BigInteger{}});
    return;
  }
  const int bits = 8 * static_cast<int>(length);
  std::uint64_t number = input_.little(static_cast<int>(length));
  if (bits > 0 && bits < 64 && (number >> (bits - 1) & 1U) != 0)
    number |= ~std::uint64_t{0} << bits;
  push({static_cast<std::int64_t>(number)});
}

void Machine::push_global(std::string_view module, std::string_view name) {
  const auto global = find_global(module, name, dialect_);
  const std::string full_name = fmt::format("{}.{}", module, name);
  if (!global) {
    input_.refuse("only names of tensors, storages and plain containers are known",
                  "the global " + data::excerpt(full_name));
  }
  push({GlobalName{full_name, *global}});
}

// The pickler numbers objects from 0 without gaps, which keeps the memo as short as the pickle.
void Machine::memoise(std::uint64_t number) {
  if (number > memo_.size() || number >= max_memo) {
    input_.refuse(fmt::format("the memo is numbered without gaps, and at most {} times", max_memo),
                  fmt::format("number {} after {}", number, memo_.size()));
  }
  const Ref object = top();
  if (number == memo_.size()) memo_.push_back(object);
  memo_[number] = object;
}

void Machine::recall(std::uint64_t number) {
  if (number >= memo_.size()) {
    input_.refuse("what is taken from the memo was put there",
                  fmt::format("number {} of {}", number, memo_.size()));
  }
  push_ref(memo_[number]);
}

void Machine::append(Ref target, const std::vector<Ref>& items) {
  auto* list = get<List>(target);
  auto* set = get<Set>(target);
  if (list == nullptr && set == nullptr) {
    input_.refuse("items are appended to a list or a set", kind_of(target));
  }
  std::vector<Ref>& into = list != nullptr ? list->items : set->items;
  into.insert(into.end(), items.begin(), items.end());
}

void Machine::set_items(Ref target, const std::vector<Ref>& items) {
  auto* dictionary = get<Dictionary>(target);
  if (dictionary == nullptr || items.size() % 2 != 0) {
    input_.refuse("keys and values in pairs are set in a dictionary",
                  fmt::format("{} objects for {}", items.size(), kind_of(target)));
  }
  for (std::size_t i = 0; i < items.size(); i += 2) {
    dictionary->entries.emplace_back(items[i], items[i + 1]);
  }
}

}  // namespace eigenviews::checkpoint::pickle
