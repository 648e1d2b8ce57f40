#include "data/load.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "data/binary_sets.hpp"
#include "data/image_folder.hpp"
#include "data/mnist.hpp"
#include "data/npy_originals.hpp"

namespace eigenviews::data {

namespace {

// "folder:PATH" and "npy:PATH" are families; the rest of the text is the path.
std::filesystem::path path_after(const std::string& dataset, std::string_view family) {
  const std::string path = dataset.substr(family.size());
  if (path.empty()) {
    core::reject("--dataset", "a path must follow the colon", dataset);
  }
  return path;
}

}  // namespace

const std::vector<std::string>& dataset_names() {
  static const std::vector<std::string>
      names{"fashion-mnist", "mnist", "cifar10", "cifar100", "stl10", "folder:PATH", "npy:PATH"};
  return names;
}

Originals load_originals(const std::string& dataset, const LoadOptions& options) {
  constexpr std::string_view folder = "folder:";
  constexpr std::string_view npy = "npy:";
  if (dataset == "fashion-mnist" || dataset == "mnist") return load_mnist(dataset, options);
  if (dataset == "cifar10" || dataset == "cifar100") return load_cifar(dataset, options);
  if (dataset == "stl10") return load_stl10(options);
  const bool family = dataset.starts_with(folder) || dataset.starts_with(npy);
  if (family && options.split == Split::test) {
    core::reject("--dataset", "has no test split of its own", dataset, "split it yourself");
  }
  if (dataset.starts_with(folder)) {
    return load_image_folder(path_after(dataset, folder), options.limit);
  }
  if (dataset.starts_with(npy)) return load_npy(path_after(dataset, npy), options.limit);
  // A path would drown the difference between "foldr:" and "folder:".
  const std::size_t colon = dataset.find(':');
  const std::string name =
      colon == std::string::npos ? dataset : dataset.substr(0, colon) + ":PATH";
  core::reject_unknown("--dataset", "data set", name, dataset_names());
}

}  // namespace eigenviews::data
