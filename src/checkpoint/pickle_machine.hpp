#pragma once

#include <string>
#include <vector>

#include "checkpoint/pickle_globals.hpp"
#include "checkpoint/pickle_input.hpp"
#include "checkpoint/pickle_value.hpp"

namespace eigenviews::checkpoint::pickle {

/// Reads one pickle, protocols 2 to 5, of what torch.save, PyTorch Lightning and TorchScript write.
///
/// A pickle is a program for a stack machine, which in Python can call anything. This one makes
/// data only: it knows the opcodes that those programs write, the names of pickle_globals.hpp, and
/// the bounds of limits.hpp; whatever else is met is refused with its position.
///
/// Format: CPython's Lib/pickletools.py.
class Machine {
 public:
  /// @param bytes  a pickle, and possibly more after it; must outlive the machine's run().
  /// @param arena  takes the objects; may hold those of other pickles already.
  Machine(data::Bytes bytes, std::string where, Dialect dialect, Arena& arena);

  /// Runs to STOP. @returns the object that the pickle describes.
  /// @throws core::InputError  as above.
  [[nodiscard]] Ref run();

  /// Bytes read so far: after run(), the pickle's length.
  [[nodiscard]] std::size_t position() const { return input_.position(); }

 private:
  bool run_constant(std::uint8_t opcode);
  bool run_text(std::uint8_t opcode);
  bool run_memo(std::uint8_t opcode);
  bool run_tuple(std::uint8_t opcode);
  bool run_container(std::uint8_t opcode);
  bool run_call(std::uint8_t opcode);

  void push(Object object);
  void push_ref(Ref object);
  /// Counts what an object holds: calls copy, and a short pickle could ask for many copies.
  void charge(std::size_t bytes);
  [[nodiscard]] Ref pop();
  [[nodiscard]] Ref top();
  /// The objects above the last mark, which goes too.
  [[nodiscard]] std::vector<Ref> pop_to_mark();
  /// The lowest position that may be popped: above the last mark.
  [[nodiscard]] std::size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }

  void push_integer(std::uint64_t length);
  void push_global(std::string_view module, std::string_view name);
  void memoise(std::uint64_t number);
  void recall(std::uint64_t number);
  void append(Ref target, const std::vector<Ref>& items);
  void set_items(Ref target, const std::vector<Ref>& items);
  void push_tuple(std::size_t count);

  Input input_;
  Dialect dialect_;
  Arena& arena_;
  std::size_t objects_before_;
  std::size_t held_bytes_ = 0;
  std::vector<Ref> stack_;
  std::vector<std::size_t> marks_;
  std::vector<Ref> memo_;
};

}  // namespace eigenviews::checkpoint::pickle
