// SPDX-License-Identifier: MIT
//
// Norms and distances: names for formulas of scalar products.
#pragma once

#include <kernfold/operations/sqrt.hpp>

namespace kernfold {

/// |f|^2 = f | f: dimension 1.
template <class F>
struct SqNorm2 : Alias<SqNorm2<F>, Scalprod<F, F>, F> {
  static constexpr const char* name = "SqNorm2";
  constexpr SqNorm2() = default;
  constexpr explicit SqNorm2(F) {}
};
template <class F>
SqNorm2(SqNorm2<F>) -> SqNorm2<SqNorm2<F>>;

/// |f - g|^2: dimension 1.
template <class F, class G>
struct SqDist : Alias<SqDist<F, G>, SqNorm2<Subtract<F, G>>, F, G> {
  static constexpr const char* name = "SqDist";
  constexpr SqDist() = default;
  constexpr explicit SqDist(F, G) {}
};

/// |f|: dimension 1. Its derivative at f = 0, where there is none, is 0.
template <class F>
struct Norm2 : Alias<Norm2<F>, Sqrt<Scalprod<F, F>>, F> {
  static constexpr const char* name = "Norm2";
  constexpr Norm2() = default;
  constexpr explicit Norm2(F) {}
};
template <class F>
Norm2(Norm2<F>) -> Norm2<Norm2<F>>;

}  // namespace kernfold
