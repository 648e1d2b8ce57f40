// Values of a network on views that training has not used.
#include "nn/fresh_views.hpp"

#include "core/memory.hpp"
#include "nn/trainer.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using namespace eigenviews::nn;
using namespace eigenviews::test;

namespace {

struct Setting {
  kernel::Toy toy = kernel::make_toy("cyclic,n=6,w=3");
  FiniteViews views{toy.channel, toy_inputs(toy), 1};
  Model model = [this] {
    torch::manual_seed(5);
    ModelOptions options;
    options.arch = "mlp";
    options.input = views.shape();
    options.mlp_sizes = std::vector<std::int64_t>{7};
    options.proj_dim = 3;
    return make_model(options);
  }();
};

}  // namespace

TEST_CASE("fresh views are evaluated in the order of their originals, a part at a time") {
  Setting s;
  const FreshValues all = evaluate_fresh_views(s.model, s.views, 5, 4);
  REQUIRE(all.features.rows() == 20);
  REQUIRE(all.features.cols() == 7);
  REQUIRE(all.outputs.cols() == 3);
  const torch::Tensor inputs = s.views.draw({3}, 4, first_fresh_view);
  expect_close(all.features.middleRows(12, 4), evaluate(s.model, inputs, true), 1e-6);
  expect_close(all.outputs.middleRows(12, 4), evaluate(s.model, inputs, false), 1e-6);
  const FreshValues parts = evaluate_fresh_views(s.model, s.views, 5, 4, 9);
  expect_close(parts.features, all.features, 1e-6);
  expect_close(parts.outputs, all.outputs, 1e-6);
  CHECK(s.model->is_training());
}

TEST_CASE("fresh views that cannot be drawn or held are refused") {
  Setting s;
  const auto refused = [&](std::int64_t originals,
                           std::int64_t views,
                           std::initializer_list<std::string_view> parts) {
    expect_refusal([&] { (void)evaluate_fresh_views(s.model, s.views, originals, views); }, parts);
  };
  refused(3, 1, {"at least two views", "1"});
  refused(0, 2, {"originals must be in [1, 6]", "0"});
  refused(7, 2, {"originals must be in [1, 6]", "7"});
  core::set_available_memory_for_tests(100);
  refused(3, 2, {"features of fresh views", "fewer originals"});
  core::set_available_memory_for_tests(-1);
}
