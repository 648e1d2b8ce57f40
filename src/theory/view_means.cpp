#include "theory/view_means.hpp"

#include "theory/checks.hpp"

namespace eigenviews::theory {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd view_mean_moment(const Eigen::Ref<const MatrixXd>& c,
                          const Eigen::Ref<const MatrixXd>& c_plus,
                          Index views) {
  constexpr std::string_view where = "view_mean_moment";
  checks::shape(where, "C", c, c.rows(), c.rows());
  checks::shape(where, "C_plus", c_plus, c.rows(), c.rows());
  checks::at_least(where, "views", views, 1);
  const double share = 1 / static_cast<double>(views);
  return share * c + (1 - share) * c_plus;
}

VectorXd self_inclusive_spectrum(const Eigen::Ref<const VectorXd>& eigenvalues, Index views) {
  checks::spectrum("self_inclusive_spectrum", eigenvalues);
  checks::at_least("self_inclusive_spectrum", "views", views, 1);
  const double share = 1 / static_cast<double>(views);
  return share + (1 - share) * eigenvalues.array();
}

}  // namespace eigenviews::theory
