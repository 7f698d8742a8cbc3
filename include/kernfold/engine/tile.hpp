// SPDX-License-Identifier: MIT
//
// Axis-tagged tiles: the value of a node over U packs of rows and B columns, stored, and computed, only along the axes
// that it depends on. Hoisting out of loops falls out of the type. And what is done with tiles, whatever the formula.
#pragma once

#include <kernfold/config.hpp>

namespace kernfold {

template <class P, int U, int B>
struct Tile {
  static constexpr int packs = U, columns = B;
  P v[U][B];
  KERNFOLD_HD KERNFOLD_INLINE const P& at(int u, int b) const { return v[U == 1 ? 0 : u][B == 1 ? 0 : b]; }
};

/// All components of a node over such a tile, those of one place side by side: what an opaque operation is given.
template <class P, int U, int B, int Dim>
struct WholeTile {
  P v[U][B][Dim];
  KERNFOLD_HD KERNFOLD_INLINE const P (&at(int u, int b) const)[Dim] { return v[U == 1 ? 0 : u][B == 1 ? 0 : b]; }
};

namespace detail {

// What is done with tiles of U packs of rows, L columns at a time: those from b0 on of operands that have more.

KERNFOLD_NO_EXEC_CHECK
template <class P, int U, int L>
KERNFOLD_HD KERNFOLD_INLINE_NODE void fill_tile(Tile<P, U, L>& r, P x) {
  KERNFOLD_UNROLL_FULL
  for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
  for (int b = 0; b < L; ++b) r.v[u][b] = x;
}

KERNFOLD_NO_EXEC_CHECK
template <int U, int L, class P, int V, int H>
KERNFOLD_HD KERNFOLD_INLINE_NODE Tile<P, U, L> broadcast_columns(int b0, const Tile<P, V, H>& a) {
  Tile<P, U, L> r;
  KERNFOLD_UNROLL_FULL
  for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
  for (int b = 0; b < L; ++b) r.v[u][b] = a.at(u, b0 + b);
  return r;
}

KERNFOLD_NO_EXEC_CHECK
template <class P, int U, int L, int B>
KERNFOLD_HD KERNFOLD_INLINE_NODE void put_columns(Tile<P, U, B>& whole, int b0, const Tile<P, U, L>& r) {
  KERNFOLD_UNROLL_FULL
  for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
  for (int b = 0; b < L; ++b) whole.v[u][b0 + b] = r.v[u][b];
}

// Elementwise operation O; r may be one of the operands. One pack is no loop: the loops would be most of a large
// function.
KERNFOLD_NO_EXEC_CHECK
template <class O, class P, int U, int L, class... A>
KERNFOLD_HD KERNFOLD_INLINE_NODE void apply_to_tiles(Tile<P, U, L>& r, int b0, const A&... a) {
  if constexpr (requires { O::in_place(r.v); }) {
    r = broadcast_columns<U, L>(b0, a...);
    O::in_place(r.v);
  } else if constexpr (U * L == 1 && ((A::columns == 1) && ...)) {
    r.v[0][0] = O::value(a.v[0][0]...);
  } else {
    KERNFOLD_UNROLL_FULL
    for (int u = 0; u < U; ++u) KERNFOLD_UNROLL_FULL
    for (int b = 0; b < L; ++b) r.v[u][b] = O::value(a.at(u, b0 + b)...);
  }
}

// Columns x less rows y, by the opposite of y.
template <class O, class P, int U, int L, class X, class Y>
KERNFOLD_INLINE_NODE void subtract_row(Tile<P, U, L>& r, int b0, const X& x, const Y& y) {
  KERNFOLD_UNROLL_FULL
  for (int u = 0; u < U; ++u) {
    const P minus = opposite(y.at(u, b0));
    KERNFOLD_UNROLL_FULL
    for (int b = 0; b < L; ++b) r.v[u][b] = O::value_of_opposite(x.at(u, b0 + b), minus);
  }
}

}  // namespace detail
}  // namespace kernfold
