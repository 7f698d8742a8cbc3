// SPDX-License-Identifier: MIT
//
// What stands between a formula and the reductions that take it in: several outputs of one program, a value with its
// weight, an exponential of which the reduction knows the shift. Users never write these; reductions make them.
#pragma once

#include <kernfold/operations/apply.hpp>
#include <kernfold/operations/math.hpp>

namespace kernfold {

/// Two outputs of one program; the second may be a list again.
struct OutputsOp {
  static constexpr const char* name = "Outputs";
  static constexpr Kind kind = Kind::list;
  static constexpr int arity = 2;
  static constexpr int cost = 0;
  static constexpr bool commutative = false;
  static constexpr int dim(const Shape& s) { return s.dim[0] + s.dim[1]; }
};

/// Several formulas, each an output of one program, so that they share what they have in common.
template <class... F>
struct Outputs : Expression<Outputs<F...>> {
  static_assert(sizeof...(F) >= 2);
  using operation_type = OutputsOp;
  using children = TypeList<F...>;
  static constexpr bool ok = ((F::dim > 0) && ...);
  static constexpr int dim = ok ? (0 + ... + F::dim) : -1;
  static constexpr Key key = detail::key_of("Outputs", F::key...);

  static constexpr int emit(Builder& b, const int*) {
    if constexpr (!ok) return b.fail(ProgramError::explained);
    const int node[] = {F::emit(b, nullptr)...};
    int r = node[sizeof...(F) - 1];
    for (int k = static_cast<int>(sizeof...(F)) - 2; k >= 0; --k) r = b.apply_as_is<OutputsOp>(node[k], r);
    return r;
  }
};

namespace detail {
template <class... F>
struct OutputsOf {
  using type = Outputs<F...>;
};
template <class F>
struct OutputsOf<F> {
  using type = F;
};
}  // namespace detail

/// Outputs<F...>, or F itself if it is one.
template <class... F>
using outputs_of = typename detail::OutputsOf<F...>::type;

/// A value and its weight: as an output, a reduction takes in both. The weight has dimension 1 or that of the value.
struct WeightedOp : Elementwise<2> {
  static constexpr const char* name = "Weighted";
  static constexpr bool pairwise = true;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T w) {
    return x * w;
  }
};
template <class F, class W>
using Weighted = Apply<WeightedOp, F, W>;

/// exp(f - shift), where output number p0, a reduction, has the shift, at least f minus a constant, for each row.
struct ShiftedExpOp : Elementwise<1> {
  static constexpr const char* name = "ShiftedExp";
  static constexpr bool pairwise = true;
  static constexpr int cost = 20;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::exp;
    return exp(x);
  }
};
template <int Output, class F>
using ShiftedExp = Apply<With<ShiftedExpOp, Output>, F>;

}  // namespace kernfold
