// SPDX-License-Identifier: MIT
//
// For reductions of exponentials exp(f - shift): a group of columns is summed with the shift as it is; that it was too
// small shows in the sums, and the group is then taken again.
#pragma once

#include <kernfold/engine/sink.hpp>
#include <kernfold/operations/constant_math.hpp>

namespace kernfold {
inline namespace KERNFOLD_ISA {

/// Sums up columns with the shifts of partials that have been started by `start`.
template <class C, class R, class P, int U>
struct ShiftedGroup {
  using A = Accumulation<R, P>;
  static constexpr int dim = C::dim, exponents = detail::exponent_dim(C::program(), 0);
  static constexpr double log2_e = math::constant::log2_e;
  // Is exp2 of P approximate? Then so may be its argument.
  static constexpr bool approximate = requires { requires P::approximate; };
  template <int>
  static constexpr bool fuses_products = A::fuses_products;

  /// Partials whose shifts are those of exp2, where that is approximate: NaN, which no group fits, where one would be
  /// infinite.
  KERNFOLD_NO_EXEC_CHECK
  template <class Partials, class States>
  static KERNFOLD_HD KERNFOLD_INLINE void start(Partials& partial, const States& total) {
    partial.start(total);
    KERNFOLD_UNROLL_FULL
    for (int k = 0; approximate && k < exponents * U; ++k) {
      const P s = partial.shift[k] * P(log2_e);
      partial.shift[k] = s + (s - s);
    }
  }

  KERNFOLD_NO_EXEC_CHECK
  template <class Partials>
  KERNFOLD_HD KERNFOLD_INLINE explicit ShiftedGroup(const Partials& partial) {
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < dim * U; ++k) at[k].sum = P(-0.0);  // to which the first one is not added
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < exponents * U; ++k) {
      shift[k] = partial.shift[k];
      sum[k] = P(-0.0);
    }
  }

  KERNFOLD_NO_EXEC_CHECK
  template <int, int, int B>
  KERNFOLD_HD KERNFOLD_INLINE Tile<P, U, B> shifted_exp(int k, const Tile<P, U, B>& f) {
    Tile<P, U, B> r;
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) {
      const P from = shift[k * U + u];
      KERNFOLD_UNROLL_FULL
      for (int b = 0; b < B; ++b) {
        using math::fms;
        if constexpr (approximate)
          r.v[u][b] = fms(f.v[u][b], P(log2_e), from);
        else
          r.v[u][b] = (f.v[u][b] - from) * P(log2_e);
      }
    }
    take_powers(r);
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) {
      P s = sum[k * U + u];
      KERNFOLD_UNROLL_FULL
      for (int b = 0; b < B; ++b) s = s + r.v[u][b];
      sum[k * U + u] = s;
    }
    return r;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int, int Columns, int H, int L>
  KERNFOLD_HD KERNFOLD_INLINE void value(int k, const Tile<P, H, L>& f) {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
    for (int b = 0; b < Columns; ++b) A::take(at[k * U + u], f.at(u, b), {});
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int, int Columns, int H, int L, int H2, int L2>
  KERNFOLD_HD KERNFOLD_INLINE void two(int k, const Tile<P, H, L>& f, const Tile<P, H2, L2>& g, int b0 = 0) {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
    for (int b = b0; b < b0 + Columns; ++b) A::take(at[k * U + u], f.at(u, b), g.at(u, b), {});
  }

  /// Are sums of exponentials no larger than those of as many columns that a Sink leaves as they are?
  KERNFOLD_NO_EXEC_CHECK
  template <int Columns>
  KERNFOLD_HD KERNFOLD_INLINE bool fits() const {
    constexpr double most = Columns * math::constant::exp(shift_margin<P>);
    auto r = sum[0] <= P(most);  // a NaN is not
    KERNFOLD_UNROLL_FULL
    for (int k = 1; k < exponents * U; ++k) r = r & (sum[k] <= P(most));
    return all(r);
  }
  /// Of larger exponentials than a Sink allows weighted sums might overflow where those of a Sink do not, here or in
  /// the states that these are added to. So they stay far below the largest number.
  template <class State>
  KERNFOLD_INLINE bool adds_safely(const State* total) const {
    using math::abs;
    const P most(detail::Limits<typename P::value_type>::largest / (1 << 20));
    auto r = abs(total[0].sum.sum + at[0].sum) <= most;  // a NaN is not
    KERNFOLD_UNROLL_FULL
    for (int k = 1; k < dim * U; ++k) r = r & (abs(total[k].sum.sum + at[k].sum) <= most);
    return all(r);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class Partials>
  KERNFOLD_HD KERNFOLD_INLINE void add_to(Partials& partial) const {
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < dim * U; ++k) A::take(partial.at[k], at[k].sum, {});
  }

 private:
  // Powers of two take the place of exponents.
  KERNFOLD_NO_EXEC_CHECK
  template <int B>
  static KERNFOLD_HD KERNFOLD_INLINE void take_powers(Tile<P, U, B>& r) {
    using math::exp2;
    constexpr bool has_shifted = requires(P x) { shifted_exp2(x); };
    if constexpr (!has_shifted && requires { exp2_tile(r.v); }) {
      exp2_tile(r.v);
    } else {
      KERNFOLD_UNROLL_FULL
      for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
      for (int b = 0; b < B; ++b)
        if constexpr (has_shifted)
          r.v[u][b] = shifted_exp2(r.v[u][b]);
        else
          r.v[u][b] = exp2(r.v[u][b]);
    }
  }

  typename A::Partial at[dim * U];
  P shift[exponents * U], sum[exponents * U];  // of the exponentials
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold
