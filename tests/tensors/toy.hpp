// SPDX-License-Identifier: MIT
//
// Signatures without formulas, and a matcher for messages.
#pragma once

#include <string>

#include "support/catch2.hpp"

#include <kernfold/tensors/binding.hpp>

namespace toy {
using namespace kernfold;

template <int Positions>
struct Arguments {
  static constexpr int positions = Positions;
  ArgumentInfo argument[Positions > 0 ? Positions : 1];
};

// x = Vi<0, 3>, y = Vj<1, 3>, a = Vj<2, 1>, p = Pm<3, 1>: the formula of the README.
struct Four {
  static constexpr Arguments<4> value{
      {{true, Category::i, 3}, {true, Category::j, 3}, {true, Category::j, 1}, {true, Category::parameter, 1}}};
};
inline constexpr Vi<0, 3> x{};
inline constexpr Vj<1, 3> y{};
inline constexpr Vj<2, 1> a{};
inline constexpr Pm<3, 1> p{};

template <ArgumentInfo... info>
struct Signature {
  static constexpr Arguments<static_cast<int>(sizeof...(info))> value{{info...}};
};
template <int D>
using OneI = Signature<ArgumentInfo{true, Category::i, D}>;
template <int D>
using OneJ = Signature<ArgumentInfo{true, Category::j, D}>;
template <int D>
using OneP = Signature<ArgumentInfo{true, Category::parameter, D}>;
struct None {
  static constexpr Arguments<0> value{{{false, Category::parameter, 0}}};
};

// The message of the shape_error that f throws, or "no error".
template <class F>
std::string message(F f) {
  try {
    f();
  } catch (const shape_error& e) {
    return e.what();
  }
  return "no error";
}
}  // namespace toy
