#include "kernel/toy.hpp"
#include "support/expect.hpp"

using namespace eigenviews;
using kernel::make_toy;
using kernel::Toy;

namespace {

// The line starts with the whole text, so that a user sees which option of which toy is meant.
void refuses(const std::string& text, std::initializer_list<std::string_view> parts) {
  INFO("toy " << text);
  test::expect_refusal([&] { (void)make_toy(text); }, parts);
  const std::string message = test::message_of([&] { (void)make_toy(text); });
  CHECK(message.starts_with(text));
}

}  // namespace

TEST_CASE("an unknown toy is refused with the nearest name") {
  refuses("circel",
          {"unknown toy; received 'circel'; did you mean 'circle'?", "known: torus, circle"});
  refuses("beta_binomial,N=3", {"did you mean 'beta-binomial'?"});
  refuses("Torus", {"did you mean 'torus'?"});
  test::expect_refusal([] { (void)make_toy(""); }, {"a name must come first"});
  test::expect_refusal([] { (void)make_toy(",side=3"); }, {"a name must come first"});
}

TEST_CASE("every toy refuses an option that it does not know and names the nearest") {
  refuses("torus,sides=3", {"unknown option; received 'sides'; did you mean 'side'?"});
  refuses("circle,sigam=1", {"did you mean 'sigma'?"});
  refuses("circle,kappa=1", {"unknown option; received 'kappa'", "known: kernel, n, sigma"});
  refuses("circle,kernel=von-mises,sigma=1", {"unknown option; received 'sigma'"});
  refuses("gaussian,s=1", {"unknown option; received 's'"});
  refuses("gaussian,kind=additive,r=0.5", {"unknown option; received 'r'"});
  refuses("sphere,t=1", {"unknown option; received 't'"});
  refuses("sphere,kernel=heat,kappa=1", {"unknown option; received 'kappa'"});
  refuses("cube,bit=3", {"did you mean 'bits'?"});
  refuses("erasure,bit=3", {"did you mean 'bits'?"});
  refuses("interval,sigma=1", {"unknown option; received 'sigma'"});
  refuses("cyclic,ratio=0.5", {"unknown option; received 'ratio'"});
  refuses("cyclic,kernel=asymmetric,rate=0.5", {"did you mean 'ratio'?"});
  refuses("blocks,size=3", {"did you mean 'sizes'?"});
  refuses("beta-binomial,gamma=3", {"unknown option; received 'gamma'"});
  refuses("gamma-poisson,lamda=3", {"did you mean 'lambda'?"});
  refuses("nonnormal,n=3", {"unknown option; received 'n'"});
  refuses("s3,weigth=1", {"did you mean 'weight'?"});
}

TEST_CASE("unknown kinds are refused with the nearest") {
  refuses("torus,render=bumps", {"unknown render; received 'bumps'; did you mean 'bump'?"});
  refuses("circle,kernel=normal", {"unknown kernel", "known: wrapped-normal, von-mises"});
  refuses("gaussian,kind=aditive", {"unknown kind", "did you mean 'additive'?"});
  refuses("sphere,kernel=vmff", {"did you mean 'vmf'?"});
  refuses("cyclic,kernel=windows", {"did you mean 'window'?"});
  refuses("nonnormal,case=fivecycle", {"unknown case", "did you mean 'five-cycle'?"});
}

TEST_CASE("texts that are no specification are refused") {
  refuses("torus,", {"options have the form key=value"});
  refuses("torus,side", {"options have the form key=value; received 'side'"});
  refuses("torus,side=", {"options have the form key=value"});
  refuses("torus,side=3,side=4", {"given once"});
}

TEST_CASE("sizes out of range are refused with the range") {
  refuses("torus,side=2", {"side must be a whole number in [3, 79]; received 2"});
  refuses("torus,side=80", {"received 80"});
  refuses("torus,side=3.5", {"side must be a whole number in [3, 79]; received 3.5"});
  refuses("torus,side=nan", {"received nan"});
  refuses("circle,n=2", {"n must be a whole number in [3, 6324]"});
  refuses("circle,n=6325", {"received 6325"});
  refuses("gaussian,dim=4", {"dim must be a whole number in [1, 3]"});
  refuses("gaussian,n=20", {"n must be a whole number in [129, 6324]"});
  refuses("gaussian,dim=2,n=80", {"79]; received 80"});
  refuses("sphere,lat=3", {"lat must be a whole number in [", "56]; received 3"});
  refuses("cube,bits=0", {"bits must be a whole number in [1, 12]"});
  refuses("cube,bits=13", {"received 13"});
  refuses("erasure,bits=10", {"bits must be a whole number in [1, 9]"});
  refuses("interval,n=1", {"n must be a whole number in [2, 6324]"});
  refuses("cyclic,n=1", {"n must be a whole number in [2, 6324]"});
  refuses("cyclic,n=4,w=5", {"w must be a whole number in [1, 4]; received 5"});
  refuses("cyclic,w=0", {"w must be a whole number in [1, 24]"});
  refuses("beta-binomial,N=0", {"N must be a whole number in [1, 200]"});
  refuses("beta-binomial,N=20,n=20", {"n must be a whole number in [21, 1000]"});
  refuses("gamma-poisson,n=30", {"n must be a whole number in [66, 150]"});
  refuses("torus,side=99999999999999999999", {"side must be a whole number"});
}

TEST_CASE("noise out of range is refused, NaN and infinity included") {
  for (const char* value : {"0", "-1", "nan", "inf", "1e999", "x"}) {
    const std::string v = value;
    refuses("torus,sigma=" + v, {"sigma must be > 0 and finite; received " + v});
    refuses("torus,sigma=1x" + v, {"sigma must be > 0 and finite; received 1x" + v});
    refuses("circle,sigma=" + v, {"sigma must be > 0"});
    refuses("circle,kernel=von-mises,kappa=" + v, {"kappa must be > 0"});
    refuses("gaussian,kind=additive,s=" + v, {"s must be > 0"});
    refuses("sphere,kappa=" + v, {"kappa must be > 0"});
    refuses("sphere,kernel=heat,t=" + v, {"t must be > 0"});
    refuses("interval,s=" + v, {"s must be > 0"});
  }
  refuses("torus,sigma=1x2x3", {"sigma takes 1 or 2 numbers joined with 'x'; received 1x2x3"});
  refuses("circle,sigma=1x2", {"sigma takes 1 number; received 1x2"});
  refuses("torus,side=4,sigma=41", {"sigma must be <= 40; received 41"});
  refuses("circle,sigma=63", {"sigma must be <= 62.83", "received 63"});
  refuses("interval,s=21", {"s must be <= 20; received 21"});
  refuses("circle,kernel=von-mises,kappa=2e6", {"kappa must be <= 1e+06; received 2000000"});
  refuses("gaussian,kind=additive,s=101", {"s must be <= 100; received 101"});
}

TEST_CASE("probabilities and correlations out of range are refused") {
  for (const char* value : {"-0.1", "1.1", "nan", "inf", "x"}) {
    const std::string v = value;
    refuses("cube,p=" + v, {"p must be a number in [0, 1]; received " + v});
    refuses("erasure,p=" + v, {"p must be a number in [0, 1]"});
    refuses("cyclic,kernel=asymmetric,ratio=" + v, {"ratio must be a number in [0, 1]"});
    refuses("blocks,delta=" + v, {"delta must be a number in [0, 1]"});
    refuses("blocks,eps=" + v, {"eps must be a number in [0, 1]"});
    refuses("s3,weight=" + v, {"weight must be a number in [0, 1]"});
  }
  for (const char* value : {"0", "1"}) {
    refuses(std::string("cube,p=") + value, {"0 < p < 1 must hold; received"});
    refuses(std::string("erasure,p=") + value, {"0 < p < 1 must hold; received"});
    refuses(std::string("gaussian,r=") + value, {"0 < |r| < 1 must hold"});
  }
  refuses("gaussian,r=-1", {"0 < |r| < 1 must hold for the correlation r; received -1"});
  refuses("gaussian,r=1.5", {"r must be a number in [-1, 1]"});
  refuses("gaussian,r=nan", {"r must be a number in [-1, 1]; received nan"});
  for (const char* value : {"0.09", "51", "-1", "nan", "inf"}) {
    refuses(std::string("beta-binomial,alpha=") + value, {"alpha must be a number in [0.1, 50]"});
    refuses(std::string("beta-binomial,beta=") + value, {"beta must be a number in [0.1, 50]"});
    refuses(std::string("gamma-poisson,alpha=") + value, {"alpha must be a number in [0.1, 50]"});
    refuses(std::string("gamma-poisson,lambda=") + value,
            {"lambda must be a number in [0.25, 20]"});
  }
}

TEST_CASE("an erasure whose rarest view underflows is refused by its own rule") {
  refuses("erasure,bits=2,p=1e-160", {"p^bits", "must be a normal number", "use a larger p"});
}

TEST_CASE("noise too weak for the largest grid is refused, and not by a huge count of nodes") {
  refuses("gaussian,r=0.99999999", {"with dim=1 a grid of at most 6324 nodes", "use more noise"});
  refuses("gaussian,r=0.95,dim=2", {"with dim=2 a grid of at most 79 nodes an axis"});
  refuses("gaussian,r=0.8,dim=3", {"with dim=3 a grid of at most 18 nodes", "fewer dimensions"});
  for (const char* dim : {"1", "2", "3"}) {
    const std::string text = std::string("gaussian,kind=additive,s=1e-300,dim=") + dim;
    refuses(text, {"must resolve the noise; received kind=additive,s=1e-300"});
  }
  for (const char* options : {"kappa=1000", "kappa=1e30", "kappa=1e300", "kernel=heat,t=1e-3"}) {
    refuses(std::string("sphere,") + options, {"a grid of at most 56 latitudes", "use more noise"});
  }
}

TEST_CASE("blocks refuse sizes that are no whole numbers or are too many points") {
  refuses("blocks,sizes=1.5x2", {"sizes must be whole numbers; received 1.5"});
  refuses("blocks,sizes=0x2", {"sizes must be > 0 and finite; received 0x2"});
  refuses("blocks,sizes=3x", {"sizes must be > 0 and finite; received 3x"});
  refuses("blocks,sizes=nan", {"sizes must be > 0 and finite"});
  refuses("blocks,sizes=1e300", {"sizes must be whole numbers; received 1e+300"});
  refuses("blocks,sizes=6000x325", {"the sizes must sum to at most 6324; received 6325"});
}

TEST_CASE("exact functions are refused where there are none") {
  const Toy toy = make_toy("cube,bits=2");
  for (const kernel::Index count : {-1, 0, 5}) {
    test::expect_refusal([&] { (void)toy.exact_u(count); }, {"count must be in [1, 4]; received"});
    test::expect_refusal([&] { (void)toy.exact_v(count); }, {"count must be in [1, 4]; received"});
  }
  // The Gaussian toy knows 32 functions on its many nodes.
  test::expect_refusal([] { (void)make_toy("gaussian").exact_u(33); },
                       {"count must be in [1, 32]"});
}
