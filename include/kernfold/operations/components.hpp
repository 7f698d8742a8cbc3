// SPDX-License-Identifier: MIT
//
// Over the components of one vector: extrema and where they are, one-hot vectors, log-sum-exp and softmax.
#pragma once

#include <kernfold/operations/compare.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/floor.hpp>
#include <kernfold/operations/ifelse.hpp>
#include <kernfold/operations/log.hpp>
#include <kernfold/operations/max.hpp>

namespace kernfold {

/// f, as a constant for derivatives: 0.
struct DetachOp : Elementwise<1> {
  static constexpr const char* name = "Detach";
  static constexpr int cost = 0;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    return x;
  }
  template <class X, class G>
  static constexpr auto derivative(X, G) {
    return IntCst<0>{};
  }
};

/// f, componentwise, as a constant for derivatives: they are 0.
/// Example: `Detach(x) * y`.
template <class F>
struct Detach : Apply<DetachOp, F> {
  constexpr Detach() = default;
  constexpr explicit Detach(F) {}
};
KERNFOLD_UNARY(Detach);

/// f where it is finite, else 0; a constant for derivatives. What exponents can be shifted by.
struct FiniteOrZeroOp : Elementwise<1> {
  static constexpr const char* name = "FiniteOrZero";
  static constexpr int cost = 2;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x) {
    using math::select;
    return select(x - x == T(0), x, T(0));
  }
  template <class X, class G>
  static constexpr auto derivative(X, G) {
    return IntCst<0>{};
  }
};

/// The vector 0, 1, 2, ... of R^n.
struct IotaOp : Opaque<0> {
  static constexpr const char* name = "Iota";
  static constexpr int integers = 1;  // n
  static constexpr int dim(const Shape& s) { return static_cast<int>(s.p0); }
  KERNFOLD_NO_EXEC_CHECK
  template <std::int64_t N, class T, int Dim>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr void value(T (&r)[Dim]) {
    for (int k = 0; k < Dim; ++k) r[k] = T(k);
  }
};

struct MinComponentOp;

namespace detail {

// The extremum of the components of one vector by O = MaxOp or MinOp.
template <class O>
struct ExtremeComponent : Contraction<1> {
  using uses = TypeList<IotaOp, EqualOp, WhereOp, MinComponentOp>;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T first(T x) {
    return x;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T next(T s, T x) {
    return O::value(s, x);
  }
  /// 1 at the first extremum, else 0.
  template <class B>
  static constexpr int adjoint(B& b, int, const Node& x, int self, int g) {
    const int f = x.operand[0], dim = b.dim(f), iota = b.template apply<IotaOp>(-1, -1, -1, dim);
    const int at = b.template apply<WhereOp>(b.template apply<EqualOp>(f, self), iota, b.constant(dim - 1));
    return b.template apply<MultOp>(g, b.template apply<EqualOp>(iota, b.template apply<MinComponentOp>(at)));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    const int f = x.operand[0];
    return b.is_scalar(f) ? f : b.is_constant(f) ? b.constant(b[f].p0, b[f].p1) : -1;
  }
};

}  // namespace detail

/// Max(f) of magnitudes, |v| or v^2; in programs that run.
struct MaxMagnitudeOp : Contraction<1> {
  static constexpr const char* name = "MaxMagnitude";
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T first(T x) {
    return x;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T next(T s, T x) {
    return MaxOfMagnitudesOp::value(s, x);
  }
};

struct MaxComponentOp : detail::ExtremeComponent<MaxOp> {
  static constexpr const char* name = "MaxComponent";
  using uses = TypeList<IotaOp, EqualOp, WhereOp, MinComponentOp, MaxMagnitudeOp>;
  template <class B>
  static constexpr int finalize(B& b, int f) {
    return detail::is_magnitude(b, f) ? b.template apply<MaxMagnitudeOp>(f) : -1;
  }
};
struct MinComponentOp : detail::ExtremeComponent<MinOp> {
  static constexpr const char* name = "MinComponent";
};

namespace detail {
// The index of the first component that is the extremum M, the last one if there is none, that is if M is NaN.
template <class M, class F>
constexpr auto first_index(F f) {
  return apply<MinComponentOp>(Where(Equal(f, M{}), Apply<With<IotaOp, F::dim>>{}, IntCst<F::dim - 1>{}));
}
}  // namespace detail

/// The largest component of f; NaN if one is. Dimension 1. Derivative: that of this component, of the first of equal
/// ones.
/// Example: `Max(x)`.
template <class F>
struct Max<F> : Alias<Max<F>, Apply<MaxComponentOp, F>, F> {
  static constexpr const char* name = "Max";
  constexpr Max() = default;
  constexpr explicit Max(F) {}
};
template <class F>
Max(F) -> Max<F>;
template <class F>
Max(Max<F>) -> Max<Max<F>>;  // no copy, and so below
template <class F, class G>
Max(Max<F, G>) -> Max<Max<F, G>>;

/// The smallest component of f; NaN if one is. Dimension 1. Derivative: that of this component, of the first of equal
/// ones.
/// Example: `Min(x)`.
template <class F>
struct Min<F> : Alias<Min<F>, Apply<MinComponentOp, F>, F> {
  static constexpr const char* name = "Min";
  constexpr Min() = default;
  constexpr explicit Min(F) {}
};
template <class F>
Min(F) -> Min<F>;
template <class F>
Min(Min<F>) -> Min<Min<F>>;  // no copy, and so below
template <class F, class G>
Min(Min<F, G>) -> Min<Min<F, G>>;

template <class...>
struct ArgMax;
/// The index, from 0, of the largest component of f, the first of equal ones; the last index if one is NaN.
/// Dimension 1. Derivative: 0.
/// Example: `ArgMax(x)`.
template <class F>
struct ArgMax<F> : Alias<ArgMax<F>, decltype(detail::first_index<Max<F>>(F{})), F> {
  static constexpr const char* name = "ArgMax";
  constexpr ArgMax() = default;
  constexpr explicit ArgMax(F) {}
};
template <class F>
ArgMax(F) -> ArgMax<F>;
KERNFOLD_UNARY(ArgMax);

template <class...>
struct ArgMin;
/// The index, from 0, of the smallest component of f, the first of equal ones; the last index if one is NaN. Dimension
/// 1. Derivative: 0.
/// Example: `ArgMin(x)`.
template <class F>
struct ArgMin<F> : Alias<ArgMin<F>, decltype(detail::first_index<Min<F>>(F{})), F> {
  static constexpr const char* name = "ArgMin";
  constexpr ArgMin() = default;
  constexpr explicit ArgMin(F) {}
};
template <class F>
ArgMin(F) -> ArgMin<F>;
KERNFOLD_UNARY(ArgMin);

/// The vector of R^Dim with 1 at the component whose index is f rounded, for f of dimension 1, and 0 elsewhere; all 0
/// where there is no such component. Derivative: 0.
/// Example: `OneHot<5>(a)`.
template <int Dim, Formula F>
constexpr auto OneHot(F f) {
  static_assert(Dim >= 1 && F::dim == 1,
                "kernfold: OneHot<dim>(f): f must have dimension 1, and dim must be at least 1");
  return Equal(Apply<With<IotaOp, Dim>>{}, Round<0>(f));
}

KERNFOLD_USAGE(OneHot, "OneHot<dim>(f)");

namespace detail {
template <class F>
using ComponentShift = Apply<FiniteOrZeroOp, Max<F>>;
}  // namespace detail

template <class...>
struct LogSumExp;
/// log(sum_k exp(f_k)), without overflow; +inf if a component is, -inf if all are, NaN if one is. Dimension 1.
/// Derivative: SoftMax(f).
/// Example: `LogSumExp(x)`.
template <class F>
struct LogSumExp<F>
    : Alias<LogSumExp<F>, decltype(detail::ComponentShift<F>{} + Log(Sum(Exp(F{} - detail::ComponentShift<F>{})))), F> {
  static constexpr const char* name = "LogSumExp";
  constexpr LogSumExp() = default;
  constexpr explicit LogSumExp(F) {}
};
template <class F>
LogSumExp(F) -> LogSumExp<F>;
KERNFOLD_UNARY(LogSumExp);

namespace detail {
template <class E>
constexpr auto share_of(E e) {
  return e / Sum(e);
}
}  // namespace detail

/// exp(f_k) / sum_l exp(f_l), without overflow; NaN where f_k is +inf, and where all components are -inf. Of f's
/// dimension. Derivative of component k in f_l: s_k ((1 if k = l, else 0) - s_l) with s = SoftMax(f).
/// Example: `SoftMax(x) | y`.
template <class F>
struct SoftMax : Alias<SoftMax<F>, decltype(detail::share_of(Exp(F{} - detail::ComponentShift<F>{}))), F> {
  static constexpr const char* name = "SoftMax";
  constexpr SoftMax() = default;
  constexpr explicit SoftMax(F) {}
};
KERNFOLD_UNARY(SoftMax);

}  // namespace kernfold
