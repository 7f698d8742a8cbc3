// SPDX-License-Identifier: MIT
//
// How sums are added up, as an option of a call: reduce<Sum, Axis1>(f, X, Y, accuracy::compensated).
#pragma once

#include <kernfold/reductions/sum.hpp>
#include <kernfold/tensors/options.hpp>

namespace kernfold {

/// Base of the options accuracy::plain, blocked, compensated and wide.
struct AnySummation : AnyOption {};

namespace detail {

/// Sum, added up without any correction.
struct PlainSum {
  static constexpr const char* name = "Sum";
  static constexpr bool linear = true, fuses_products = true, any_order = true;
  template <class P>
  struct State {
    P sum;
  };
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE State<P> identity() {
    return {P(0)};
  }
  // Goes on where the state is.
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE Sum<>::Partial<P> start(const State<P>& s) {
    return {s.sum};
  }
  template <class P>
  using Partial = Sum<>::Partial<P>;
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(Partial<P>& s, P x) {
    Sum<>::accumulate(s, x);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate_product(Partial<P>& s, P x, P y) {
    Sum<>::accumulate_product(s, x, y);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const Partial<P>& t) {
    s.sum = t.sum;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const State<P>& t) {
    s.sum = s.sum + t.sum;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P finish(const State<P>& s) {
    return s.sum;
  }
};

/// Sum, each addition with its exact error (TwoSum; A. Neumaier, ZAMM 54, 1974; T. Ogita, S. Rump, S. Oishi, SISC 26,
/// 2005): as if added up in twice the precision and rounded at the end.
struct CompensatedSum : Sum<> {
  static constexpr const char* name = "Sum";
  static constexpr bool fuses_products = false, takes_factors = false;
  /// Rounded once, so it does not become a product of two sums.
  static constexpr bool exact = true;
  template <class P>
  using Partial = State<P>;
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE State<P> start() {
    return Sum<>::identity<P>();
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(State<P>& s, P x) {
    Sum<>::merge(s, Sum<>::Partial<P>{x});
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const State<P>& t) {
    Sum<>::merge(s, t);
  }
};

/// Sum of floats in double precision.
struct WideSum {
  static constexpr const char* name = "Sum";
  static constexpr bool linear = true, exact = true, any_order = true;
  template <class P>
  struct Partial {
    double sum[P::lanes];
  };
  template <class P>
  struct State {
    double sum[P::lanes], rest[P::lanes];
  };
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE State<P> identity() {
    State<P> s;
    for (int l = 0; l < P::lanes; ++l) s.sum[l] = s.rest[l] = 0;
    return s;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE Partial<P> start() {
    Partial<P> s;
    for (double& x : s.sum) x = 0;
    return s;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void accumulate(Partial<P>& s, P x) {
    typename P::value_type lanes[P::lanes];
    x.store(lanes);
    for (int l = 0; l < P::lanes; ++l) s.sum[l] += static_cast<double>(lanes[l]);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const Partial<P>& t) {
    for (int l = 0; l < P::lanes; ++l) add(s, l, t.sum[l]);
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void merge(State<P>& s, const State<P>& t) {
    for (int l = 0; l < P::lanes; ++l) {
      add(s, l, t.sum[l]);
      s.rest[l] += t.rest[l];
    }
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE P finish(const State<P>& s) {
    typename P::value_type lanes[P::lanes];
    for (int l = 0; l < P::lanes; ++l) {
      const bool finite = s.rest[l] - s.rest[l] == 0;
      lanes[l] = static_cast<typename P::value_type>(finite ? s.sum[l] + s.rest[l] : s.sum[l]);
    }
    return P::load(lanes);
  }
  template <template <class, int> class Pack, class T, int W>
  static State<Pack<T, 1>> lane(const State<Pack<T, W>>& s, int l) {
    return {{s.sum[l]}, {s.rest[l]}};
  }

 private:
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  KERNFOLD_HD static KERNFOLD_INLINE void add(State<P>& s, int l, double x) {
    using math::fence;
    const double sum = fence(s.sum[l] + x), added = fence(sum - s.sum[l]);
    s.rest[l] += fence(s.sum[l] - fence(sum - added)) + fence(x - added);
    s.sum[l] = sum;
  }
};

}  // namespace detail

/// How Sum adds up N numbers in a type of unit roundoff u (2^-24 for float): options of a call, of which one is given.
/// The bounds are relative to sum |f|, to first order. Measured, as the largest error of 20 sums in float with AVX-512:
///
/// |                                       |   N = 1e4 |     1e6 |     1e8 |
/// |---------------------------------------|-----------|---------|---------|
/// | mixed signs, plain                    |    2.1e-8 |  5.2e-9 |  1.9e-9 |
/// | mixed signs, blocked                  |    3.3e-9 | 4.2e-10 | 1.8e-11 |
/// | mixed signs, compensated or wide      |   6.6e-10 | 6.4e-11 | 4.5e-12 |
/// | positive terms, plain                 |    6.6e-7 |  4.2e-7 |  6.0e-7 |
/// | positive terms, blocked               |    6.9e-8 |  3.1e-8 |  3.5e-8 |
/// | positive terms, compensated or wide   |    4.7e-8 |  3.1e-8 |  3.5e-8 |
///
/// Example: `reduce<Sum, Axis1>(f, X, Y, W, accuracy::compensated)`.
namespace accuracy {
/// One running sum for each part of the axis that a task takes: error up to N u.
inline constexpr struct Plain : AnySummation { using sum = detail::PlainSum; } plain{};
/// The default: partial sums of 64 to 256 numbers, more where f has more components, then added up with their errors:
/// up to 256 u.
inline constexpr struct Blocked : AnySummation { using sum = Sum<>; } blocked{};
/// Every addition with its error: about u and N u^2. Costs some six additions for one.
inline constexpr struct Compensated : AnySummation { using sum = detail::CompensatedSum; } compensated{};
/// In double precision, for float data: about u. For double data as `blocked`.
inline constexpr struct Wide : AnySummation { using sum = detail::WideSum; } wide{};
}  // namespace accuracy

namespace detail {

template <class Option>
struct SummationOf;
template <class Option>
struct SummationOf<const Option*> {
  using type = typename Option::sum;
};
template <>
struct SummationOf<const AnySummation*> {
  using type = Sum<>;
};

template <class R, bool ok = false>
struct accuracy_of_no_sum {
  static_assert(ok,
                "kernfold: reduce<R, Axis>(f, ..., accuracy::...): how numbers are added up is an option of Sum; leave "
                "it out");
};
template <class R, class... T>
constexpr bool check_accuracy() {
  if constexpr (has_option<AnySummation, T...>) explain<accuracy_of_no_sum<R>>();
  return true;
}

// The reduction that a call with arguments T... makes of R.
template <class R, class... T>
struct Accurate {
  static_assert(check_accuracy<R, T...>());
  using type = R;
};
template <class... T>
struct Accurate<Sum<>, T...> {
  using type = typename SummationOf<typename OptionIn<AnySummation, T...>::pointer>::type;
};

}  // namespace detail
}  // namespace kernfold
