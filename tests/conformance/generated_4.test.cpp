// SPDX-License-Identifier: MIT
//
// Pseudo-random formulas of depth 4 against the reference: values and gradients.
#include "conformance/generated.hpp"

using generated::check_seed;

TEST_CASE("generated formulas, depth 4, part 4", "[generated]") {
  check_seed<15, 4>();
  check_seed<16, 4>();
  check_seed<17, 4>();
}
