// SPDX-License-Identifier: MIT
//
// The variables of a formula: Vi, Vj and Pm, each with its position among the arguments of a call and its dimension.
// `y = Y` binds data to a variable by name.
#pragma once

#include <kernfold/formula/formula.hpp>

namespace kernfold {

/// Data bound to a variable by name, as in `reduce<Sum, Axis1>(f, x = X, y = Y)`. Refers to the data.
template <class V, class Data>
struct Named {
  using variable = V;
  const Data& data;
};

namespace detail {
// The dimension of a variable that is written as in Vi(0, 3).
inline constexpr int in_parentheses = INT32_MIN;
}  // namespace detail

template <class V, Category C, int Position, int Dim>
struct Variable : Expression<V> {
  static_assert(Dim != detail::in_parentheses,
                "kernfold: Vi(0, 3) and the like: position and dimension of a variable are known to the compiler; "
                "write them in angle brackets, Vi<0, 3>{}");
  static_assert(Position >= 0, "kernfold: Vi/Vj/Pm<position, dim>: positions are 0, 1, 2, ...");
  static_assert(Dim >= 1 || Dim == detail::in_parentheses,
                "kernfold: Vi/Vj/Pm<position, dim>: the dimension must be at least 1");
  using children = TypeList<>;
  static constexpr Category category = C;
  static constexpr int position = Position;
  static constexpr int dim = Dim;
  static constexpr Key key = detail::key_of("variable", static_cast<std::int64_t>(C),
                                            static_cast<std::int64_t>(Position), static_cast<std::int64_t>(Dim));

  template <class Builder>
  static constexpr int emit(Builder& b, const int*) {
    return b.variable(C, Position, Dim);
  }
};

/// Argument number Position: one vector of R^Dim for each i; data of shape (M, Dim).
/// Example: `Vi<0, 3>{}`.
template <int Position, int Dim>
struct Vi : Variable<Vi<Position, Dim>, Category::i, Position, Dim> {
  template <class Data>
  [[nodiscard]] constexpr Named<Vi, Data> operator=(const Data& data) const {
    return {data};
  }
};
template <class... N>
Vi(N...) -> Vi<0, detail::in_parentheses>;

/// Argument number Position: one vector of R^Dim for each j; data of shape (N, Dim).
/// Example: `Vj<1, 3>{}`.
template <int Position, int Dim>
struct Vj : Variable<Vj<Position, Dim>, Category::j, Position, Dim> {
  template <class Data>
  [[nodiscard]] constexpr Named<Vj, Data> operator=(const Data& data) const {
    return {data};
  }
};
template <class... N>
Vj(N...) -> Vj<0, detail::in_parentheses>;

/// Argument number Position: one vector of R^Dim for all pairs (a parameter); data of shape (Dim), or a number if Dim
/// is 1.
/// Example: `Pm<3, 1>{}`.
template <int Position, int Dim>
struct Pm : Variable<Pm<Position, Dim>, Category::parameter, Position, Dim> {
  template <class Data>
  [[nodiscard]] constexpr Named<Pm, Data> operator=(const Data& data) const {
    return {data};
  }
};
template <class... N>
Pm(N...) -> Pm<0, detail::in_parentheses>;

template <class V>
concept VariableFormula = Formula<V> && requires {
  std::remove_cvref_t<V>::position;
  std::remove_cvref_t<V>::category;
};

/// The variable with the category and the shape that belong to one position.
template <Category C, int Position, int Dim>
using VariableOf = std::conditional_t<C == Category::i, Vi<Position, Dim>,
                                      std::conditional_t<C == Category::j, Vj<Position, Dim>, Pm<Position, Dim>>>;

}  // namespace kernfold
