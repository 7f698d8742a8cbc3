// SPDX-License-Identifier: MIT
//
// For reductions of exponentials exp(f - shift): a group of columns is summed with the shift as it is; that it was too
// small shows in the sums, and the group is then taken again.
#pragma once

#include <kernfold/engine/cuda/lane_math.hpp>
#include <kernfold/engine/sink.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

inline constexpr double log2_e = 1.44269504088896340736;

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu

namespace kernfold {
// Four exponentials of values below it are below exp(8) together.
template <math::Real T, Accuracy A, int Longest>
inline constexpr double shift_margin<gpu::Lane<T, A, Longest>> = 6.6;
}  // namespace kernfold

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

/// Sums up one column after the other with the shifts of partials that have been started by `start`.
template <class C, class R, class P, int U>
struct ShiftedGroup {
  using A = Accumulation<R, P>;
  static constexpr int dim = C::dim, exponents = detail::exponent_dim(C::program(), 0);
  template <int>
  static constexpr bool fuses_products = A::fuses_products;

  /// Partials whose shifts are those of exp2, where that is approximate: NaN, which no group fits, where one would be
  /// infinite.
  KERNFOLD_NO_EXEC_CHECK
  template <class Partials, class States>
  static KERNFOLD_HD KERNFOLD_INLINE void start(Partials& partial, const States& total) {
    partial.start(total);
    KERNFOLD_UNROLL_FULL
    for (int k = 0; P::approximate && k < exponents * U; ++k) {
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
      all[k] = P(-0.0);
    }
  }

  KERNFOLD_NO_EXEC_CHECK
  template <int, int, int B>
  KERNFOLD_HD KERNFOLD_INLINE Tile<P, U, B> shifted_exp(int k, const Tile<P, U, B>& f) {
    using math::exp2;
    using math::fms;
    Tile<P, U, B> r;
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) {
      const P s = shift[k * U + u], x = f.v[u][0];
      if constexpr (P::approximate)
        r.v[u][0] = exp2(fms(x, P(log2_e), s));
      else
        r.v[u][0] = exp2((x - s) * P(log2_e));
      all[k * U + u] = all[k * U + u] + r.v[u][0];
    }
    return r;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int, int, int H, int L>
  KERNFOLD_HD KERNFOLD_INLINE void value(int k, const Tile<P, H, L>& f) {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) A::take(at[k * U + u], f.at(u, 0), {});
  }
  KERNFOLD_NO_EXEC_CHECK
  template <int, int, int H, int L, int H2, int L2>
  KERNFOLD_HD KERNFOLD_INLINE void two(int k, const Tile<P, H, L>& f, const Tile<P, H2, L2>& g) {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) A::take(at[k * U + u], f.at(u, 0), g.at(u, 0), {});
  }

  /// Is no exponential, of four columns, larger than a Sink allows?
  KERNFOLD_NO_EXEC_CHECK
  KERNFOLD_HD KERNFOLD_INLINE bool fits() const {
    bool r = true;
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < exponents * U; ++k) r = r & (all[k] <= P(2980)).m;  // exp(8); a NaN is not
    return r;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class Partials>
  KERNFOLD_HD KERNFOLD_INLINE void add_to(Partials& partial) const {
    KERNFOLD_UNROLL_FULL
    for (int k = 0; k < dim * U; ++k) A::take(partial.at[k], at[k].sum, {});
  }

 private:
  typename A::Partial at[dim * U];
  P shift[exponents * U], all[exponents * U];
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::gpu
