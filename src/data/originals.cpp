#include "data/originals.hpp"

namespace eigenviews::data {

Index Originals::count() const {
  return std::visit([](const auto& m) { return m.rows(); }, values);
}

Index Originals::dimension() const {
  return std::visit([](const auto& m) { return m.cols(); }, values);
}

RowMatrix Originals::rows(Index begin, Index count) const {
  if (const auto* pixels = std::get_if<PixelMatrix>(&values)) {
    return pixels->middleRows(begin, count).cast<double>() / 255.0;
  }
  return std::get<RowMatrix>(values).middleRows(begin, count);
}

}  // namespace eigenviews::data
