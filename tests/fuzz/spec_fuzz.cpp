#include "core/spec.hpp"

#include <cmath>

#include "fuzz.hpp"

using namespace eigenviews;

// The specification language, asked for every kind of option that it has.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  for (const char separator : {':', ','}) {
    fuzz::expect_result_or_refusal([&] {
      core::Spec spec = core::Spec::parse(text, separator);
      fuzz::require(!spec.name().empty() && spec.text() == text);
      const double number = spec.number("q", 0.5, 0, 1);
      fuzz::require(number >= 0 && number <= 1);
      const std::int64_t whole = spec.integer("side", 16, 1, 1000);
      fuzz::require(whole >= 1 && whole <= 1000);
      fuzz::require(spec.positive("scale", 1) > 0);
      for (const double width : spec.positive_list("sigma", {1.6, 2.4}, 2)) {
        fuzz::require(width > 0 && std::isfinite(width));
      }
      (void)spec.word("render", "bump", {"bump", "grating"});
      spec.finish();
    });
  }
  return 0;
}
