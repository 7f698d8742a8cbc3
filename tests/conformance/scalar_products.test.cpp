// SPDX-License-Identifier: MIT
//
// Contractions to dimension 1: of pairs, of what depends on one index alone, and of parameters.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check_all;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Pm<2, 3> p{};

}  // namespace

TEST_CASE("Scalprod", "[operations]") {
  check_all(Exp(RatCst<1, 4>{} * (x | y)) * p, x, y, p);
  check_all((x | p) * (y | p) * (x | y), x, y, p);
}

TEST_CASE("contractions that do not depend on the pair", "[operations]") {
  check_all((x | x) * y + (y | p) * x + Sum(p) * x, x, y, p);
  check_all(Sum(x) * Sum(y) * (p | p), x, y, p);
}
