#pragma once

// One mode that starts in its eigenfunction, W_0 = diag(c_i): its amplitude follows
//
//   dc/dt = a c - 4 beta c^3,   a = 2 (2 beta - (1 - s)),
//   c^2(t) = c_0^2 e^{2at} / (1 + 8 beta c_0^2 (e^{2at} - 1)/(2a)).
//
// a > 0: logistic, c^2(t) = c_inf^2 / (1 + (c_inf^2/c_0^2 - 1) e^{-2at}) with
//        c_inf^2 = a/(4 beta) = 1 - (1 - s)/(2 beta);
// a = 0: c^2 = c_0^2 / (1 + 8 beta c_0^2 t);    a < 0: the amplitude decays as e^{at}.
//
// From random small features the singular values of W switch on in the order of s at times
// ln(c_inf^2/c_0^2)/(2 a_i), with ratios that tend to a_1/a_i: far apart at low beta, nearly
// simultaneous at high beta. Source: docs/theory.md, 3.4 to 3.6.
namespace eigenviews::theory {

/// c^2(t) from the amplitude c_0, for every sign of a.
/// @throws core::InputError  c_0 < 0, s outside [0, 1], beta not positive, t < 0, NaN, infinity.
/// Accuracy: 10 eps (1 + |a| t), relative.
[[nodiscard]] double mode_energy(double amplitude, double s, double beta, double t);

/// The time at which c^2 = c_inf^2 / 2: ln(c_inf^2/c_0^2 - 1)/(2a). Negative where c_0^2 is beyond
/// the half already.
/// @throws core::InputError  as above, or not 0 < c_0^2 < c_inf^2 (in particular a <= 0).
[[nodiscard]] double half_time(double amplitude, double s, double beta);

/// ln(c_inf^2/c_0^2)/(2a): when a singular value of W switches on from entries of size c_0 /
/// sqrt(d). To 15 % at c_0 = 1e-8. Errors as for half_time.
[[nodiscard]] double switch_on_time(double amplitude, double s, double beta);

}  // namespace eigenviews::theory
