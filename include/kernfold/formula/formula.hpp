// SPDX-License-Identifier: MIT
//
// What a formula is: an empty type that knows its dimension and how to emit itself into a program. Everything a user
// writes (variables, constants, operations, gradients) derives from Expression; come here to see what they share.
#pragma once

#include <type_traits>

#include <kernfold/config.hpp>
#include <kernfold/formula/key.hpp>
#include <kernfold/formula/type_list.hpp>

namespace kernfold {

/// Base of all formulas, to recognise them.
struct AnyFormula {};

/// A formula: an empty type made of variables, constants and operations.
template <class F>
concept Formula = std::is_base_of_v<AnyFormula, std::remove_cvref_t<F>>;

/// Which index a variable runs over.
enum class Category : unsigned char { i, j, parameter };

/// Sets of axes that a value depends on.
inline constexpr unsigned axis_none = 0, axis_i = 1, axis_j = 2, axis_both = 3;

constexpr unsigned axis_of(Category c) { return c == Category::i ? axis_i : c == Category::j ? axis_j : axis_none; }

/// The axis that a reduction sums over, as in NumPy: of the M x N matrix of values, Axis1 runs over j and leaves one
/// row per i; Axis0 runs over i and leaves one row per j; Axis01 runs over both and leaves one row.
struct Axis0 {};
struct Axis1 {};
struct Axis01 {};

inline namespace KERNFOLD_ISA {
template <template <class...> class R, class A, class F, class... T>
auto reduce(F f, const T&... arguments);
template <class R, class A, class F, class... T>
auto reduce(F f, const T&... arguments);
}  // namespace KERNFOLD_ISA

/// CRTP base of formulas: `f.reduce<Sum, Axis1>(...)` and `F::reduce<Sum, Axis1>(...)`. See api/reduce.hpp.
template <class Self>
struct Expression : AnyFormula {
  /// Are the components (re, im) pairs? True of the results of complex operations, which real ones refuse. A variable may
  /// hold either.
  static constexpr bool complex = false;

  template <template <class...> class R, class A, class... T>
  KERNFOLD_INLINE static auto reduce(const T&... arguments) {
    return kernfold::reduce<R, A>(Self{}, arguments...);
  }
  template <class R, class A, class... T>
  KERNFOLD_INLINE static auto reduce(const T&... arguments) {
    return kernfold::reduce<R, A>(Self{}, arguments...);
  }
};

/// An operand of an operation's derivative, or (K = number of operands) the incoming adjoint. Its dimension is known
/// only when the derivative is emitted.
template <int K>
struct Hole : Expression<Hole<K>> {
  using children = TypeList<>;
  static constexpr int dim = 0;
  template <class Builder>
  static constexpr int emit(Builder&, const int* holes) {
    return holes[K];
  }
};

}  // namespace kernfold
