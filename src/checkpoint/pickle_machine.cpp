#include "checkpoint/pickle_machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "checkpoint/limits.hpp"
#include "checkpoint/pickle_calls.hpp"
#include "data/printable.hpp"

namespace eigenviews::checkpoint::pickle {

namespace {

/// The opcodes that are known, by CPython's names.
enum Opcode : std::uint8_t {
  op_proto = 0x80,
  op_frame = 0x95,
  op_stop = '.',
  op_mark = '(',
  op_none = 'N',
  op_newtrue = 0x88,
  op_newfalse = 0x89,
  op_binint = 'J',
  op_binint1 = 'K',
  op_binint2 = 'M',
  op_long1 = 0x8a,
  op_binfloat = 'G',
  op_binunicode = 'X',
  op_short_binunicode = 0x8c,
  op_short_binstring = 'U',
  op_binstring = 'T',
  op_short_binbytes = 'C',
  op_binbytes = 'B',
  op_empty_tuple = ')',
  op_tuple = 't',
  op_tuple1 = 0x85,
  op_tuple2 = 0x86,
  op_tuple3 = 0x87,
  op_empty_list = ']',
  op_empty_dict = '}',
  op_empty_set = 0x8f,
  op_append = 'a',
  op_appends = 'e',
  op_additems = 0x90,
  op_setitem = 's',
  op_setitems = 'u',
  op_binput = 'q',
  op_long_binput = 'r',
  op_memoize = 0x94,
  op_binget = 'h',
  op_long_binget = 'j',
  op_global = 'c',
  op_stack_global = 0x93,
  op_reduce = 'R',
  op_newobj = 0x81,
  op_build = 'b',
  op_binpersid = 'Q',
};

}  // namespace

Machine::Machine(data::Bytes bytes, std::string where, Dialect dialect, Arena& arena)
    : input_(bytes.first(std::min(bytes.size(), max_pickle_bytes)), std::move(where)),
      dialect_(dialect),
      arena_(arena),
      objects_before_(arena.size()) {}

Ref Machine::run() {
  if (input_.little(1) != op_proto) input_.refuse("a pickle starts with its protocol", "none");
  const std::uint64_t protocol = input_.little(1);
  if (protocol < 2 || protocol > 5) {
    input_.refuse("protocols 2 to 5 are read", fmt::format("protocol {}", protocol));
  }
  while (true) {
    input_.mark_operation();
    const auto opcode = static_cast<std::uint8_t>(input_.little(1));
    if (opcode == op_stop) break;
    const bool known = run_constant(opcode) || run_text(opcode) || run_memo(opcode) ||
                       run_tuple(opcode) || run_container(opcode) || run_call(opcode);
    if (!known) {
      input_.refuse("only the opcodes that torch.save and TorchScript write are known",
                    fmt::format("opcode 0x{:02x}", opcode));
    }
  }
  const Ref result = pop();
  if (!stack_.empty() || !marks_.empty()) {
    input_.refuse("one object is left at STOP", fmt::format("{} more", stack_.size()));
  }
  return result;
}

bool Machine::run_constant(std::uint8_t opcode) {
  switch (opcode) {
    case op_frame:
      (void)input_.little(8);  // frames only help to read ahead
      return true;
    case op_none:
      push({None{}});
      return true;
    case op_newtrue:
    case op_newfalse:
      push({opcode == op_newtrue});
      return true;
    case op_binint:
      push({static_cast<std::int64_t>(static_cast<std::int32_t>(input_.little(4)))});
      return true;
    case op_binint1:
      push({static_cast<std::int64_t>(input_.little(1))});
      return true;
    case op_binint2:
      push({static_cast<std::int64_t>(input_.little(2))});
      return true;
    case op_long1:
      push_integer(input_.little(1));
      return true;
    case op_binfloat:
      push({std::bit_cast<double>(input_.big8())});
      return true;
    default:
      return false;
  }
}

bool Machine::run_text(std::uint8_t opcode) {
  switch (opcode) {
    case op_binunicode:
    case op_binstring:  // Python 2 wrote names so
      push({std::string(input_.take(input_.little(4)))});
      return true;
    case op_short_binunicode:
    case op_short_binstring:
      push({std::string(input_.take(input_.little(1)))});
      return true;
    case op_binbytes:
      push({Bytes{std::string(input_.take(input_.little(4)))}});
      return true;
    case op_short_binbytes:
      push({Bytes{std::string(input_.take(input_.little(1)))}});
      return true;
    default:
      return false;
  }
}

bool Machine::run_memo(std::uint8_t opcode) {
  switch (opcode) {
    case op_binput:
      memoise(input_.little(1));
      return true;
    case op_long_binput:
      memoise(input_.little(4));
      return true;
    case op_memoize:
      memoise(memo_.size());
      return true;
    case op_binget:
      recall(input_.little(1));
      return true;
    case op_long_binget:
      recall(input_.little(4));
      return true;
    default:
      return false;
  }
}

bool Machine::run_tuple(std::uint8_t opcode) {
  switch (opcode) {
    case op_mark:
      if (marks_.size() == max_marks) {
        input_.refuse(fmt::format("at most {} marks are open", max_marks), "one more");
      }
      marks_.push_back(stack_.size());
      return true;
    case op_empty_tuple:
      push({Tuple{}});
      return true;
    case op_tuple:
      push({Tuple{pop_to_mark()}});
      return true;
    case op_tuple1:
    case op_tuple2:
    case op_tuple3:
      push_tuple(1U + opcode - op_tuple1);
      return true;
    default:
      return false;
  }
}

bool Machine::run_container(std::uint8_t opcode) {
  switch (opcode) {
    case op_empty_list:
      push({List{}});
      return true;
    case op_empty_dict:
      push({Dictionary{}});
      return true;
    case op_empty_set:
      push({Set{}});
      return true;
    case op_append: {
      const Ref item = pop();
      append(top(), {item});
      return true;
    }
    case op_appends:
    case op_additems: {
      const std::vector<Ref> items = pop_to_mark();
      append(top(), items);
      return true;
    }
    case op_setitem: {
      const Ref value = pop();
      const Ref key = pop();
      set_items(top(), {key, value});
      return true;
    }
    case op_setitems: {
      const std::vector<Ref> items = pop_to_mark();
      set_items(top(), items);
      return true;
    }
    default:
      return false;
  }
}

bool Machine::run_call(std::uint8_t opcode) {
  switch (opcode) {
    case op_global: {
      const std::string_view module = input_.line();
      push_global(module, input_.line());
      return true;
    }
    case op_stack_global: {
      const Ref name = pop();
      const Ref module = pop();
      const auto* name_text = get<std::string>(name);
      const auto* module_text = get<std::string>(module);
      if (name_text == nullptr || module_text == nullptr) {
        input_.refuse("STACK_GLOBAL takes two texts",
                      fmt::format("{} and {}", kind_of(module), kind_of(name)));
      }
      push_global(*module_text, *name_text);
      return true;
    }
    case op_reduce:
    case op_newobj: {
      const Ref arguments = pop();
      const Ref function = pop();
      push(opcode == op_reduce ? call(input_, function, arguments)
                               : new_object(input_, function, arguments));
      return true;
    }
    case op_build: {
      const Ref state = pop();
      set_state(input_, top(), state);
      if (get<Module>(top()) != nullptr) charge(footprint(top()));
      return true;
    }
    case op_binpersid:
      push(find_storage(input_, pop()));
      return true;
    default:
      return false;
  }
}

}  // namespace eigenviews::checkpoint::pickle
