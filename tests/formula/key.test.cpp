// SPDX-License-Identifier: MIT
//
// Keys: equal for equal formulas, different for formulas that differ in anything.
#include <type_traits>

#include "support/catch2.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vi<2, 3> z{};
constexpr Pm<3, 1> p{};

// Whether all types of a list have different keys.
template <class... F>
constexpr int equal_keys(TypeList<F...>) {
  const Key keys[] = {F::key...};
  int n = 0;
  for (unsigned i = 0; i < sizeof...(F); ++i)
    for (unsigned k = 0; k < i; ++k) n += keys[i] == keys[k] ? 1 : 0;
  return n;
}
template <class... F>
TypeList<F...> list(F...);

}  // namespace

TEST_CASE("formulas that differ have different keys", "[formula]") {
  using Different = decltype(list(
      // leaves: category, position, dimension, number
      x, y, z, p, Vi<1, 3>{}, Vi<0, 4>{}, Vj<0, 3>{}, Pm<0, 3>{}, Vi<3, 1>{}, 1_c, 2_c, IntCst<-2>{}, 0.5_c, 0_c,
      Zero<1>{}, Zero<2>{},
      // operations: name, operands, their order, integers
      Exp(x), Log(x), Exp(y), Exp(Exp(x)), x + y, y + x, x - y, y - x, x * y, Pow<3>(x), Pow<-3>(x), Pow<4>(x),
      Extract<0, 2>(x), Extract<1, 2>(x), Extract<1, 1>(x), ExtractT<1, 4>(x), ExtractT<0, 4>(x),
      // trees of the same leaves
      (x + y) + z, x + (y + z), (x + z) + y, x + (z + y), (x - y) - z, x - (y - z), Exp(x) + y, x + Exp(y), Exp(x + y),
      // gradients
      Grad(x * y, x, z), Grad(x * y, y, z), Grad(x * y, x, y), Grad(y * x, x, z), Grad(Grad(x * y, x, z), y, z)));
  STATIC_REQUIRE(equal_keys(Different{}) == 0);
}

TEST_CASE("a name for a formula has the key of the formula", "[formula]") {
  STATIC_REQUIRE(decltype(SqNorm2(x))::key == decltype(x | x)::key);
  STATIC_REQUIRE(decltype(SqDist(x, y))::key == decltype((x - y) | (x - y))::key);
  STATIC_REQUIRE_FALSE(decltype(SqNorm2(x))::key == decltype(x | y)::key);
}

TEST_CASE("combine depends on the order of its parts", "[formula]") {
  constexpr Key k = detail::key_of("k");
  STATIC_REQUIRE_FALSE(detail::combine(detail::combine(k, std::int64_t{1}), std::int64_t{2}) ==
                       detail::combine(detail::combine(k, std::int64_t{2}), std::int64_t{1}));
  STATIC_REQUIRE_FALSE(detail::combine(k, std::int64_t{0}) == k);
  STATIC_REQUIRE_FALSE(detail::key_of("a") == detail::key_of("b"));
}
