// SPDX-License-Identifier: MIT
//
// The formula of the design, Square(p - a) * Exp(x + y), on standard-normal data: sums over j and over i, and every
// gradient, on sizes around the widths of registers and blocks, by pairs and separately. The tolerance is the
// strictest: no allowance for cancellation, only the sum of the absolute terms.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::Way;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> a{};
constexpr Pm<3, 1> p{};
constexpr auto f = Square(p - a) * Exp(x + y);

constexpr auto strict = conformance::Tolerance::terms;
#if defined(KERNFOLD_TEST_SUBSET)
constexpr std::ptrdiff_t sizes[] = {0, 1, 16, 17, 65, 1000}, long_axis = 10007;
#else
constexpr std::ptrdiff_t sizes[] = {0, 1, 2, 15, 16, 17, 63, 64, 65, 1000}, long_axis = 100003;
#endif

}  // namespace

TEMPLATE_TEST_CASE("seed formula: sums over j and over i", "[seed]", float, double) {
  for (const auto M : sizes)
    for (const auto N : sizes) {
      if (M * N > 65000) continue;  // 1000 x 1000: below
      check<Axis1, TestType>(f, M, N, strict);
      check<Axis1, TestType, Way::separately>(f, M, N, strict);
      check<Axis0, TestType>(f, M, N, strict);
    }
  check<Axis1, TestType>(f, 1000, 1000, strict);
}

TEMPLATE_TEST_CASE("seed formula: one long axis", "[seed]", float, double) {
  check<Axis1, TestType>(f, long_axis, 3, strict);
  check<Axis1, TestType>(f, 3, long_axis, strict);
  check<Axis1, TestType, Way::separately>(f, 5, long_axis, strict);
  check<Axis0, TestType>(f, long_axis, 3, strict);
  check<Axis0, TestType>(f, 3, long_axis, strict);
}
