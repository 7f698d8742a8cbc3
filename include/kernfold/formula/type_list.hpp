// SPDX-License-Identifier: MIT
//
// A list of types: the operands of a formula, the operations of a program.
#pragma once

namespace kernfold {

template <class...>
struct TypeList {};

namespace detail {
template <int I, class T>
struct IndexedType {
  using type = T;
};
template <int I, class T>
IndexedType<I, T> indexed_type(IndexedType<I, T>*);
}  // namespace detail

}  // namespace kernfold
