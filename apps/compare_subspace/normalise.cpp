#include "compare_subspace/normalise.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "core/spec.hpp"

namespace eigenviews::apps {

namespace {

// The numbers of the text; empty where a part is none, or they are not pairs with std > 0.
std::vector<double> read_numbers(const std::string& text) {
  std::vector<double> numbers;
  for (const std::string& part : core::split(text, ',')) {
    const auto number = core::parse_number(part);
    if (!number) return {};
    numbers.push_back(*number);
  }
  const auto half = static_cast<std::ptrdiff_t>(numbers.size() / 2);
  const bool positive =
      std::all_of(numbers.begin() + half, numbers.end(), [](double std) { return std > 0; });
  return numbers.size() % 2 == 0 && positive ? numbers : std::vector<double>();
}

}  // namespace

Normalisation parse_normalisation(const std::string& text) {
  if (text == "none") return {};
  if (text == "imagenet") return {text, {.485, .456, .406}, {.229, .224, .225}};
  if (text == "cifar10") return {text, {.4914, .4822, .4465}, {.2470, .2435, .2616}};
  const std::vector<double> numbers = read_numbers(text);
  if (numbers.empty()) {
    core::reject("--normalise",
                 "must be none, imagenet, cifar10, or MEAN,STD with STD > 0",
                 text,
                 "for channels of their own: all means, then all standard deviations");
  }
  const auto half = static_cast<std::ptrdiff_t>(numbers.size() / 2);
  return {text, {numbers.begin(), numbers.begin() + half}, {numbers.begin() + half, numbers.end()}};
}

}  // namespace eigenviews::apps
