#include "checkpoint/flatten.hpp"

#include "checkpoint/limits.hpp"
#include "support/expect.hpp"

namespace eigenviews::test {

namespace pickle = checkpoint::pickle;
using checkpoint::FlatObject;
using pickle::Ref;

namespace {

/// Builds nested objects.
class Objects {
 public:
  template <class T>
  Ref make(T value) {
    return &arena_.emplace_back(pickle::Object{std::move(value)});
  }
  Ref text(std::string value) { return make(std::move(value)); }
  Ref integer(std::int64_t value) { return make(value); }
  Ref tensor() { return make(pickle::View{}); }

 private:
  pickle::Arena arena_;
};

void expect_flatten_refusal(Ref root, std::initializer_list<std::string_view> parts) {
  expect_refusal([&] { (void)checkpoint::flatten(root, "a.pth"); }, parts);
}

}  // namespace

TEST_CASE("nested containers are written out under names joined with dots") {
  Objects objects;
  const Ref model =
      objects.make(pickle::Dictionary{{{objects.text("fc.weight"), objects.tensor()}}});
  const Ref module =
      objects.make(pickle::Module{"__torch__.Net", {{objects.text("w"), objects.tensor()}}});
  const Ref items = objects.make(pickle::List{{objects.tensor(), objects.make(2.5)}});
  const Ref pair = objects.make(pickle::Tuple{{objects.make(true), objects.make(pickle::None{})}});
  const Ref root =
      objects.make(pickle::Dictionary{{{objects.text("epoch"), objects.integer(3)},
                                       {objects.text("model"), model},
                                       {objects.integer(7), module},
                                       {objects.text("list"), items},
                                       {objects.text("pair"), pair},
                                       {objects.text("version"), objects.text("2.1")}}});
  const FlatObject flat = checkpoint::flatten(root, "a.pth");
  std::vector<std::string> names;
  for (const auto& [name, view] : flat.tensors) names.push_back(name);
  CHECK(names == std::vector<std::string>{"model.fc.weight", "7.w", "list.0"});
  CHECK(flat.scalars ==
        std::map<std::string, double>{{"epoch", 3}, {"list.1", 2.5}, {"pair.0", 1}});
  CHECK(flat.texts == std::map<std::string, std::string>{{"version", "2.1"}});
}

TEST_CASE("a tensor alone is named tensor") {
  Objects objects;
  const FlatObject flat = checkpoint::flatten(objects.tensor(), "a.pth");
  REQUIRE(flat.tensors.size() == 1);
  CHECK(flat.tensors[0].first == "tensor");
}

TEST_CASE("one tensor under two names is there twice") {
  Objects objects;
  const Ref tensor = objects.tensor();
  const Ref root =
      objects.make(pickle::Dictionary{{{objects.text("a"), tensor}, {objects.text("b"), tensor}}});
  CHECK(checkpoint::flatten(root, "a.pth").tensors.size() == 2);
}

TEST_CASE("one name for two values is refused") {
  Objects objects;
  const Ref inner = objects.make(pickle::Dictionary{{{objects.text("b"), objects.tensor()}}});
  const std::vector<std::pair<Ref, Ref>> same_key{{objects.text("a"), objects.tensor()},
                                                  {objects.text("a"), objects.integer(1)}};
  const std::vector<std::pair<Ref, Ref>> same_path{{objects.text("a"), inner},
                                                   {objects.text("a.b"), objects.text("x")}};
  expect_flatten_refusal(objects.make(pickle::Dictionary{same_key}),
                         {"every value has its own name", "'a' twice"});
  expect_flatten_refusal(objects.make(pickle::Dictionary{same_path}), {"'a.b' twice"});
}

TEST_CASE("keys that are neither texts nor integers are refused") {
  Objects objects;
  expect_flatten_refusal(
      objects.make(pickle::Dictionary{{{objects.make(pickle::None{}), objects.tensor()}}}),
      {"keys are texts or integers", "None"});
}

TEST_CASE("deep nesting and circles are refused") {
  Objects objects;
  Ref inner = objects.tensor();
  for (int i = 0; i < checkpoint::max_depth; ++i) inner = objects.make(pickle::List{{inner}});
  CHECK(checkpoint::flatten(inner, "a.pth").tensors.size() == 1);
  expect_flatten_refusal(objects.make(pickle::Tuple{{inner}}), {"nest at most 100 deep"});

  const Ref circle = objects.make(pickle::Dictionary{});
  pickle::get<pickle::Dictionary>(circle)->entries.emplace_back(objects.text("again"), circle);
  expect_flatten_refusal(circle, {"nest at most 100 deep", "'again.again.again"});
}

TEST_CASE("references that multiply the values are refused") {
  Objects objects;
  Ref inner = objects.make(pickle::None{});
  for (int i = 0; i < 30; ++i) inner = objects.make(pickle::List{{inner, inner}});
  expect_flatten_refusal(inner, {"at most 2097152 values and 67108864 bytes of names"});
  const Ref long_name = objects.text(std::string(1U << 20U, 'x'));
  pickle::Dictionary many;
  for (int i = 0; i < 70; ++i) many.entries.emplace_back(long_name, objects.make(pickle::None{}));
  expect_flatten_refusal(objects.make(std::move(many)), {"67108864 bytes of names are read"});
}

}  // namespace eigenviews::test
