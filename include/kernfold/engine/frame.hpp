// SPDX-License-Identifier: MIT
//
// Where an evaluator has the values of its stages: in memory, laid out by the plan, and in registers.
#pragma once

#include <utility>

#include <kernfold/config.hpp>

namespace kernfold {

/// Components up to which a sweep is unrolled, so that what it streams and holds can live in registers.
inline constexpr int unrolled_components = 16;
/// The same for values of type P.
template <class P>
inline constexpr int unrolled = unrolled_components;
/// The same for code C and values of type P.
template <class C, class P>
inline constexpr int unrolled_in = unrolled<P>;

/// Where the stages keep their values, in components of scalar type T:
/// - parameters: one number each;
/// - rows: component c of the tile's rows starts at rows + c * row_stride; lanes are neighbours;
/// - columns: in the pair stage staged rows, component c of column b at columns + b * ColumnStride + c;
///   in the column stage itself component c at columns + c * RowLanes, lanes are neighbours.
template <class T>
struct Memory {
  T* parameters;
  T* rows;
  T* columns;
  /// For classes derived from this one: where they put the first component of node I, in place of its plan; and is it
  /// read by their tile<I>(c), where pairs do not compute it, and written by their keep<I>(c, x)?
  template <class C, int I>
  static constexpr int field = C::template node_plan<I>.field;
  template <class C, int I>
  static constexpr int staged = C::template node_plan<I>.staged;
  template <int I>
  static constexpr bool has = false;
};

namespace detail {

// Values in registers, as members of a class: gcc keeps those better apart than the elements of an array.
template <int I, class V>
struct Slot {
  V v;
};
template <class V, class Indices>
struct Slots;
template <class V, int... I>
struct Slots<V, std::integer_sequence<int, I...>> : Slot<I, V>... {
  template <int K>
  KERNFOLD_HD KERNFOLD_INLINE_NODE V& at() {
    return static_cast<Slot<K, V>&>(*this).v;
  }
  template <int K>
  KERNFOLD_HD KERNFOLD_INLINE_NODE const V& at() const {
    return static_cast<const Slot<K, V>&>(*this).v;
  }
};

}  // namespace detail
}  // namespace kernfold
