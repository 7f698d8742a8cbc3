// SPDX-License-Identifier: MIT
//
// Axis-tagged tiles: the value of a node over U packs of rows and B columns, stored, and computed, only along the axes
// that it depends on. Hoisting out of loops falls out of the type.
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

}  // namespace kernfold
