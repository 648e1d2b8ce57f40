// The channels among which the falsifier searches.
#include <cmath>
#include <map>

#include "support/channels.hpp"
#include "support/expect.hpp"
#include "validation/candidate_channels.hpp"

using namespace eigenviews;
using namespace eigenviews::validation;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using test::expect_close;

namespace {

std::vector<Candidate> drawn(Index size, int count) {
  core::Stream stream({.seed = static_cast<std::uint64_t>(size), .op = 1000});
  std::vector<Candidate> all;
  for (int i = 0; i < count; ++i) {
    if (auto candidate = draw_candidate(size, stream)) all.push_back(std::move(*candidate));
  }
  return all;
}

void expect_kind(Entries entries, const MatrixXd& p) {
  const Index n = p.rows();
  const VectorXd ones = VectorXd::Ones(p.cols());
  switch (entries) {
    case Entries::uniform:
      CHECK(p.minCoeff() > 0);
      break;
    case Entries::sparse:
    case Entries::low_rank:
      break;
    case Entries::deterministic:
      CHECK(((p.array() == 0) || (p.array() == 1)).all());
      break;
    case Entries::permutations:
    case Entries::tied:
      expect_close(p.colwise().sum().transpose(), ones, 1e-14);
      break;
    case Entries::symmetric: {
      const VectorXd rho = stationary_prior(p).value();
      const MatrixXd flow = rho.asDiagonal() * p;
      expect_close(flow, flow.transpose(), 1e-13);
      break;
    }
    case Entries::circulant:
      for (Index x = 0; x < n; ++x) {
        for (Index a = 0; a < n; ++a) {
          CHECK(std::abs(p(x, a) - p((x + 1) % n, (a + 1) % n)) < 1e-15);
        }
      }
      break;
    case Entries::disconnected:
      if (std::min(n, p.cols()) > 1) CHECK(p(0, p.cols() - 1) == 0);
      break;
  }
}

}  // namespace

TEST_CASE("every kind is drawn, with its property, in sizes up to the one asked for") {
  std::map<Entries, int> count;
  int square = 0, all = 0;
  for (const Index size : {2, 3, 6}) {
    for (const Candidate& candidate : drawn(size, 600)) {
      const auto& channel = candidate.channel;
      CHECK(std::max(channel.originals(), channel.views()) == size);
      expect_kind(candidate.entries, channel.dense_p());
      ++count[candidate.entries];
      ++all;
      square += channel.originals() == channel.views() ? 1 : 0;
    }
  }
  CHECK(count.size() == 9);
  for (const auto& [entries, times] : count) CHECK(times > 50);
  CHECK(square > all / 2);
  CHECK(square < all);
}

TEST_CASE("priors are uniform, random or stationary, as they say") {
  std::map<Prior, int> count;
  for (const Candidate& candidate : drawn(4, 600)) {
    const auto& channel = candidate.channel;
    ++count[candidate.prior];
    if (candidate.prior == Prior::uniform) {
      CHECK(channel.rho_x().maxCoeff() - channel.rho_x().minCoeff() < 1e-15);
    } else if (candidate.prior == Prior::stationary) {
      expect_close(channel.rho_a(), channel.rho_x(), 1e-14);
    } else {
      CHECK((channel.originals() == 1 || channel.rho_x().maxCoeff() > channel.rho_x().minCoeff()));
    }
  }
  for (const auto& [prior, times] : count) CHECK(times > 50);
  CHECK(count.size() == 3);
}

TEST_CASE("low rank is low") {
  for (const Candidate& candidate : drawn(5, 400)) {
    if (candidate.entries != Entries::low_rank) continue;
    const auto& channel = candidate.channel;
    const Index side = std::min(channel.originals(), channel.views());
    if (side < 2) continue;
    CHECK(test::plain_svd(channel.dense_p()).sigma[side - 1] < 1e-12);
  }
}

TEST_CASE("a channel near another has its size and kind, and is on the way to one drawn") {
  core::Stream stream({.seed = 9, .op = 1000});
  double nearest = 1;
  for (const Candidate& from : drawn(4, 60)) {
    const std::optional<Candidate> near = draw_near(from, stream);
    if (!near) continue;
    CHECK(near->entries == from.entries);
    CHECK(near->prior == from.prior);
    CHECK(near->channel.originals() == from.channel.originals());
    CHECK(near->channel.views() == from.channel.views());
    nearest =
        std::min(nearest, (near->channel.dense_p() - from.channel.dense_p()).cwiseAbs().maxCoeff());
  }
  CHECK(nearest < .05);
}

TEST_CASE("the stationary prior at sizes that a hand can check") {
  MatrixXd p(2, 2);
  p << .75, .25, .5, .5;
  expect_close(stationary_prior(p).value(), VectorXd{{2. / 3, 1. / 3}}, 1e-15);
  p << 0, 1, 1, 0;  // periodic
  expect_close(stationary_prior(p).value(), VectorXd{{.5, .5}}, 1e-15);
  p << 1, 0, 0, 1;  // two classes
  expect_close(stationary_prior(p).value(), VectorXd{{.5, .5}}, 1e-15);
  p << 1, 0, .5, .5;  // the second state is left for ever
  CHECK_FALSE(stationary_prior(p));
}
