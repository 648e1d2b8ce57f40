#include "data/class_names.hpp"

namespace eigenviews::data {

std::vector<std::string> published_class_names(const std::string& dataset) {
  if (dataset == "fashion-mnist") {
    return {"T-shirt/top",
            "trouser",
            "pullover",
            "dress",
            "coat",
            "sandal",
            "shirt",
            "sneaker",
            "bag",
            "ankle boot"};
  }
  if (dataset == "cifar10") {
    return {"airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck"};
  }
  if (dataset == "stl10") {
    return {"airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"};
  }
  return {};
}

}  // namespace eigenviews::data
