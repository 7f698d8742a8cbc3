// SPDX-License-Identifier: MIT
//
// The operations that the program of a formula can contain: those written in it, those of their derivatives and
// simplifications, closed, and the core. An engine finds the type behind a node's operation in this list.
#pragma once

#include <utility>

#include <kernfold/operations/core.hpp>
#include <kernfold/operations/fma.hpp>

namespace kernfold {

using CoreOperations =
    TypeList<AddOp, SubtractOp, MinusOp, MultOp, SquareOp, SumOp, BroadcastOp, ScalprodOp, FmaOp, FnmaOp, FmsOp>;

namespace detail {

// Collect<L, F>: list L with the operations of formula F. CollectAll: of each formula of a list.
template <class L, class F>
struct Collect;
template <class L, class List>
struct CollectAll {
  using type = L;
};
template <class L, class F, class... More>
struct CollectAll<L, TypeList<F, More...>> {
  using type = typename CollectAll<typename Collect<L, F>::type, TypeList<More...>>::type;
};

// The list L with operation O, what its derivative contains and what its rules make.
template <class L, class O>
struct WithOperation;
template <class L, class List>
struct WithOperations {
  using type = L;
};
template <class L, class O, class... More>
struct WithOperations<L, TypeList<O, More...>> {
  using type = typename WithOperations<typename WithOperation<L, O>::type, TypeList<More...>>::type;
};
template <class O>
struct UsedBy {
  using type = TypeList<>;
};
template <class O>
requires requires { typename O::uses; }
struct UsedBy<O> {
  using type = typename O::uses;
};
template <class... X, class O>
struct WithOperation<TypeList<X...>, O> {
  static constexpr auto list() {
    if constexpr ((__is_same(X, O) || ...)) {
      return TypeList<X...>{};
    } else {
      using Used = typename WithOperations<TypeList<X..., O>, typename UsedBy<O>::type>::type;
      return typename CollectAll<Used, adjoint_formulas_t<O>>::type{};
    }
  }
  using type = decltype(list());
};

template <class F>
struct OwnOperation {
  using type = TypeList<>;
};
template <class F>
requires requires { typename F::operation_type; }
struct OwnOperation<F> {
  using type = TypeList<typename F::operation_type>;
};
template <class L, class F>
struct Collect {
  using type =
      typename CollectAll<typename WithOperations<L, typename OwnOperation<F>::type>::type, typename F::children>::type;
};

// Where the operation of this identity stands among n, or -1.
constexpr int find_operation(const std::uint64_t* ids, int n, std::uint64_t id) {
  for (int k = 0; k < n; ++k)
    if (ids[k] == id) return k;
  return -1;
}
template <class... O>
constexpr int find_operation(TypeList<O...>, std::uint64_t id) {
  const std::uint64_t ids[] = {operation_id<O>...};
  return find_operation(ids, static_cast<int>(sizeof...(O)), id);
}

// Where the operation of each node stands in a list; 0 for leaves, and for an operation that is not found.
template <int Nodes>
struct OperationIndices {
  short at[Nodes];
  bool all_found;

  template <class... O, int Positions>
  constexpr OperationIndices(TypeList<O...>, const Program<Nodes, Positions>& source) : all_found(true) {
    const std::uint64_t ids[] = {operation_id<O>...};
    for (int i = 0; i < Nodes; ++i) {
      at[i] = 0;
      if (source.node[i].is_leaf()) continue;
      const int k = find_operation(ids, static_cast<int>(sizeof...(O)), source.node[i].operation->id);
      if (k >= 0)
        at[i] = static_cast<short>(k);
      else
        all_found = false;
    }
  }
};

template <class Indices, class List>
struct IndexedTypes;
template <int... K, class... X>
struct IndexedTypes<std::integer_sequence<int, K...>, TypeList<X...>> : IndexedType<K, X>... {};
template <int I, class... X>
auto type_at(TypeList<X...>) -> decltype(indexed_type<I>(
    static_cast<IndexedTypes<std::make_integer_sequence<int, sizeof...(X)>, TypeList<X...>>*>(nullptr)));

// The numbers of two operations with the same name, or -1.
struct SameName {
  int first, second;
};
template <class... O>
constexpr SameName same_name(TypeList<O...>) {
  const std::uint64_t ids[] = {operation_id<O>...};
  for (int i = 0; i < static_cast<int>(sizeof...(O)); ++i)
    for (int k = 0; k < i; ++k)
      if (ids[i] == ids[k]) return {k, i};
  return {-1, -1};
}

template <class Op, class Other, bool ok = false>
struct operations_of_one_name {
  static_assert(ok,
                "kernfold: operations_of_one_name<Op, Other>: two operations of the formula have the same name; give "
                "your own operation another one");
};
// Says that two operations of the list have one name, if so.
template <class List>
constexpr bool explain_names() {
  constexpr SameName same = same_name(List{});
  if constexpr (same.first >= 0)
    explain<operations_of_one_name<typename decltype(type_at<same.first>(List{}))::type,
                                   typename decltype(type_at<same.second>(List{}))::type>>();
  return true;
}
}  // namespace detail

/// The operations that can occur in the program of F, and in those of its gradients.
template <class F>
using operations_of = typename detail::Collect<CoreOperations, F>::type;

}  // namespace kernfold
