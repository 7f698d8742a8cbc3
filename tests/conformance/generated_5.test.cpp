// SPDX-License-Identifier: MIT
//
// Pseudo-random formulas of depth 4 against the reference: values and gradients.
#include "conformance/generated.hpp"

using generated::check_seed;

TEST_CASE("generated formulas, depth 4, part 5", "[generated]") {
  check_seed<18, 4>();
  check_seed<19, 4>();
  check_seed<21, 4>();
}
