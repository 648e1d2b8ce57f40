// Every toy against a dense SVD and against the definition of its singular functions, at its
// defaults and at small, large and degenerate options.

#include "support/expect.hpp"
#include "toys_check.hpp"

using namespace eigenviews;
using test::expect_exact;

TEST_CASE("the closed form of every toy at its defaults is its dense SVD") {
  for (const std::string& name : kernel::toy_names()) expect_exact(name);
}

TEST_CASE("the torus is exact at any side and noise") {
  for (const char* options : {"side=3",
                              "side=3,sigma=30",       // ten periods: all but 1 are 0
                              "side=4,sigma=1",        // even side, equal noise: levels of 4 and 8
                              "side=5,sigma=0.1x0.3",  // hardly any noise
                              "side=7,sigma=1e-300",   // none: every value is 1
                              "side=7,sigma=1e-300x0.4",  // none in one direction
                              "side=12,sigma=1.1x1.9",
                              "side=17,sigma=0.39x0.4",  // both sides of the switch of the sum
                              "sigma=1.6,render=grating"}) {
    expect_exact(std::string("torus,") + options);
  }
}

TEST_CASE("the circle is exact for both kinds of noise") {
  for (const char* options : {"n=3",
                              "n=4,sigma=60",
                              "sigma=1e-300",
                              "sigma=0.05,n=31",
                              "kernel=von-mises",
                              "kernel=von-mises,kappa=1e-300",
                              "kernel=von-mises,kappa=0.5,n=3",
                              "kernel=von-mises,kappa=50,n=7",
                              "kernel=von-mises,kappa=800,n=200",  // I_0 itself overflows
                              "kernel=von-mises,kappa=1e6"}) {
    expect_exact(std::string("circle,") + options);
  }
}

TEST_CASE("the Gaussian toy resolves its degrees at weak and strong noise") {
  // The functions feel the ends of the grid in first order: 1e-10 (dim 2: half width of degree 5).
  for (const char* options : {"r=-0.9",
                              "r=1e-300",
                              "r=0.02",
                              "r=0.5,n=301",
                              "r=0.7",
                              "r=0.85",
                              "r=0.98",
                              "kind=additive",
                              "kind=additive,s=0.1",
                              "kind=additive,s=100",
                              "dim=2,r=-0.3",
                              "dim=2,r=0.05",
                              "dim=3,r=-0.2",
                              "dim=3,r=0.05",
                              "dim=3,r=1e-300",
                              "dim=3,kind=additive,s=8"}) {
    expect_exact(std::string("gaussian,") + options, {.sigma = 1e-12, .functions = 1e-10});
  }
}

TEST_CASE("one axis of the Gaussian grid is exact wherever the noise is resolved") {
  // 0.8 to 0.93 is where the aliases of the old step, 1.4 nodes a noise width, cost 2.5e-10.
  for (double r = 0.05; r < 0.97; r += 0.04) {
    expect_exact("gaussian,r=" + std::to_string(r), {.sigma = 1e-12, .functions = 1e-12});
  }
}

TEST_CASE("the sphere resolves the degrees up to 7 for both kernels") {
  for (const char* options : {"kappa=1e-300",
                              "kappa=0.1",
                              "kappa=1",
                              "kappa=3,lat=16",
                              "kernel=heat",
                              "kernel=heat,t=1",
                              "kernel=heat,t=1e300",
                              "kernel=heat,t=0.05"}) {
    expect_exact(std::string("sphere,") + options);
  }
}

TEST_CASE("the cube and the erasure channel are exact at any probability") {
  for (const char* name : {"cube,bits=1",
                           "cube,bits=3,p=0.5",
                           "cube,p=0.85",
                           "cube,bits=8,p=0.01",
                           "cube,p=1e-300",
                           "erasure,bits=1",
                           "erasure,bits=2,p=0.999",
                           "erasure,p=1e-9",
                           "erasure,bits=3,p=1e-100",
                           "erasure,bits=6"}) {
    expect_exact(name);
  }
}

TEST_CASE("the reflecting interval is exact") {
  for (const char* options : {"n=2", "n=3,s=20", "s=0.01", "s=1e-300", "n=37,s=0.7"}) {
    expect_exact(std::string("interval,") + options);
  }
}

TEST_CASE("cyclic channels are exact, with zeros, ones and negative coefficients") {
  for (const char* options : {"n=2",
                              "n=2,w=1",
                              "n=12",
                              "n=12,w=1",   // no noise
                              "n=12,w=12",  // nothing but noise
                              "n=12,w=6",   // zeros, and qhat < 0 at k = n/2 never
                              "n=12,w=7",   // qhat(6) < 0
                              "n=25",
                              "n=101,w=8",
                              "kernel=asymmetric",
                              "kernel=asymmetric,ratio=0",
                              "kernel=asymmetric,ratio=1",
                              "kernel=asymmetric,n=2",
                              "kernel=asymmetric,n=3,w=2,ratio=0.3",
                              "kernel=asymmetric,n=7,w=7,ratio=0.9",
                              "kernel=asymmetric,n=60,w=60,ratio=0.01"}) {
    expect_exact(std::string("cyclic,") + options);
  }
}

TEST_CASE("blocks are exact at any sizes, one point and one block included") {
  for (const char* options : {"sizes=1",
                              "sizes=5",
                              "sizes=1x1x1",
                              "sizes=40x3",
                              "sizes=1x7x2x9x1,delta=0.01,eps=0.9",
                              "delta=0",
                              "delta=1",
                              "eps=0",
                              "eps=1",
                              "delta=0,eps=0",
                              "delta=0,eps=1"}) {
    expect_exact(std::string("blocks,") + options);
  }
}

TEST_CASE("the beta-binomial toy is exact up to the last degree") {
  for (const char* options : {"N=1",
                              "alpha=1,beta=1,N=3,n=4",
                              "alpha=0.5,beta=0.5",  // alpha + beta = 1, where a factor cancels
                              "alpha=3,beta=10,N=60",
                              "alpha=50,beta=50,N=200",
                              "alpha=50,beta=0.1,N=200",
                              "alpha=0.1,beta=0.1,N=100"}) {
    expect_exact(std::string("beta-binomial,") + options);
  }
}

TEST_CASE("the gamma-poisson toy is exact up to degree 23") {
  // At a rate of 20 the counts once ended inside the highest Meixner functions: orthonormal to
  // 1e-3.
  for (const char* options : {"lambda=0.25",
                              "lambda=20",
                              "alpha=0.1",
                              "alpha=50",
                              "alpha=0.1,lambda=20",
                              "alpha=50,lambda=20",
                              "alpha=50,lambda=4",
                              "alpha=1,lambda=1",
                              "alpha=0.1,lambda=0.25,n=150",
                              "alpha=0.1,lambda=20,n=150"}) {
    expect_exact(std::string("gamma-poisson,") + options, {.sigma = 1e-12, .functions = 1e-11});
  }
}

TEST_CASE("the counterexamples and the group S_3 are exact") {
  for (const char* name : {"nonnormal,case=reversible",
                           "nonnormal,case=five-cycle",
                           "nonnormal,case=shift",
                           "s3,weight=0",
                           "s3,weight=0.25",
                           "s3,weight=0.3333333333333333",  // a level of 5: sigma = 1/3 = |2/3 - 1|
                           "s3,weight=0.75",
                           "s3,weight=1"}) {
    expect_exact(name);
  }
}
