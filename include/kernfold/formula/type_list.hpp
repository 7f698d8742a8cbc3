// SPDX-License-Identifier: MIT
//
// A list of types: the operands of a formula, the operations of a program.
#pragma once

namespace kernfold {

template <class...>
struct TypeList {};

/// Position of T in the list, or -1.
template <class T, class... X>
constexpr int find_type(TypeList<X...>) {
  if constexpr (sizeof...(X) == 0) {
    return -1;
  } else {
    const bool match[] = {__is_same(T, X)...};
    for (int i = 0; i < static_cast<int>(sizeof...(X)); ++i)
      if (match[i]) return i;
    return -1;
  }
}

namespace detail {
template <int I, class T>
struct IndexedType {
  using type = T;
};
template <int I, class T>
IndexedType<I, T> indexed_type(IndexedType<I, T>*);
}  // namespace detail

}  // namespace kernfold
