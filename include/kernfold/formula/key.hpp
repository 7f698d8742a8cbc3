// SPDX-License-Identifier: MIT
//
// Identities that constant expressions can compare and hash: of operations, by name, and of formulas, by structure.
// (Not addresses: under -fsanitize=undefined gcc cannot tell two addresses apart at compile time. Not the compiler's
// printed names either: they differ between compilers, and grow with the formula.)
#pragma once

#include <cstdint>

namespace kernfold {

/// 128 bits that depend on all of a formula's structure; equal for equal formulas, and for others with a probability of
/// 2^-128.
struct Key {
  std::uint64_t a, b;
  constexpr bool operator==(const Key&) const = default;
};

namespace detail {

// The finalizer of splitmix64 (Steele, Lea, Flood 2014): every bit of x decides on every bit of the result.
constexpr std::uint64_t scramble(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

constexpr Key combine(Key k, std::uint64_t x) {
  return {scramble(k.a ^ (x + 0x9e3779b97f4a7c15u)), scramble(k.b + 3 * x + 0xd1342543de82ef95u)};
}
constexpr Key combine(Key k, Key l) { return combine(combine(k, l.a), l.b); }
constexpr Key combine(Key k, std::int64_t x) { return combine(k, static_cast<std::uint64_t>(x)); }

// FNV-1a (Fowler, Noll, Vo).
constexpr std::uint64_t hash_of(const char* s) {
  std::uint64_t h = 0xcbf29ce484222325u;
  for (; *s != '\0'; ++s) h = (h ^ static_cast<unsigned char>(*s)) * 0x100000001b3u;
  return h;
}

// The key of a node of a formula: what it is, its numbers, its operands.
template <class... Part>
constexpr Key key_of(const char* kind, Part... parts) {
  Key k{hash_of(kind), ~hash_of(kind)};
  ((k = combine(k, parts)), ...);
  return k;
}

}  // namespace detail
}  // namespace kernfold
