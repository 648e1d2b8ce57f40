#pragma once

#include "core/spec.hpp"
#include "kernel/toy.hpp"

/// One maker a toy: reads its options from the specification, refuses all others, and builds the
/// channel with its exact singular triples (docs/theory.md, section 4). Options with their defaults
/// in brackets; "exact" says that the finite channel itself has the closed form, not only in the
/// limit of fine grids.
///
/// All throw core::InputError for an unknown option or a value out of range; the ranges leave every
/// channel with at most 4e7 entries.
namespace eigenviews::kernel::toys {

/// side [16], sigma [1.6x2.4] grid units for rows and columns, render [bump] or grating: wrapped
/// normal on Z_side x Z_side, exact by Poisson summation. `render` says how a state is drawn as an
/// image, which data::originals does; the channel does not depend on it.
[[nodiscard]] Toy make_torus(core::Spec spec);

/// kernel [wrapped-normal] with sigma [0.5] radians, or von-mises with kappa [4]; n [128] angles.
/// Exact by Poisson summation.
[[nodiscard]] Toy make_circle(core::Spec spec);

/// kind [ou] with correlation r, or additive with noise s; dim [1], 2 or 3; n nodes an axis.
///
/// dim 1 (r [0.9] or s [0.5]): uniform nodes on [-L, L] standard deviations with normal weights and
/// normalised rows, resolving the degrees up to 31. dim 2 (r [0.8] or s [0.75]): the same for total
/// degree <= 5, 21 functions. dim 3 (r [0.35] or s [3]): Gauss-Hermite nodes for total degree <= 3,
/// 20 functions; weak correlations only, since the nodes needed grow as 1 / log(1/|r|).
/// Singular values agree with the closed form to 1e-12; the default n is the smallest allowed one.
[[nodiscard]] Toy make_gaussian(core::Spec spec);

/// kernel [vmf] with concentration kappa [10], or heat with time t [0.1]; lat rows and 2 lat
/// columns: Gauss-Legendre nodes in the cosine of colatitude times uniform longitudes. The default
/// lat is the smallest that gives the degrees l <= 7 (64 functions) to 1e-12.
[[nodiscard]] Toy make_sphere(core::Spec spec);

/// bits [6], flip probability p [0.15]: {0,1}^bits, exact.
[[nodiscard]] Toy make_cube(core::Spec spec);

/// bits [5], erasure probability p [0.4]: views are {0, 1, *}^bits, base-3 digits with * = 2, the
/// first bit most significant. Exact, sparse.
[[nodiscard]] Toy make_erasure(core::Spec spec);

/// noise s [0.1], n [128] midpoints of [0, 1]; noise reflected at both ends. Exact: it is the even
/// half of a wrapped normal on 2n points.
[[nodiscard]] Toy make_interval(core::Spec spec);

/// n [24]; kernel [window]: a = x + h, h uniform on 0..w-1, w [5]; or asymmetric: h = 0..w-1 with
/// probability proportional to ratio^h, ratio [0.5]. T has complex eigenvalues, so u and v differ
/// by a phase. Exact.
[[nodiscard]] Toy make_cyclic(core::Spec spec);

/// sizes [3x5x2x6] of the blocks, delta [0.3], eps [0.2]. Exact.
[[nodiscard]] Toy make_blocks(core::Spec spec);

/// x ~ Beta(alpha [1.7], beta [0.8]) on n [64] Gauss-Jacobi nodes, a ~ Binomial(N [20], x). Exact
/// for n >= N+1, since T*T acts on polynomials of degree <= N.
[[nodiscard]] Toy make_beta_binomial(core::Spec spec);

/// x ~ Gamma(alpha [2.3], rate lambda [0.6]) on n Gauss-Laguerre nodes, a ~ Poisson(x), the tail
/// beyond the last count put into it. Singular values up to degree 23 agree with the closed form
/// to 1e-12; the default n is the smallest allowed one.
[[nodiscard]] Toy make_gamma_poisson(core::Spec spec);

/// case [nonnormal], reversible, five-cycle or shift: the small channels of docs/theory.md, section
/// 2, where T*T and the literal one-space loss have different minimisers. Exact.
[[nodiscard]] Toy make_nonnormal(core::Spec spec);

/// weight [0.5] of the identity of S_3, the rest shared by the three transpositions. Exact.
[[nodiscard]] Toy make_s3(core::Spec spec);

}  // namespace eigenviews::kernel::toys
