// SPDX-License-Identifier: MIT
//
// Pseudo-random formulas of depth 3 against the reference: values and gradients.
#include "conformance/generated.hpp"

using generated::check_seed;

TEST_CASE("generated formulas, depth 3, part 1", "[generated]") {
  check_seed<0, 3>();
  check_seed<1, 3>();
  check_seed<2, 3>();
  check_seed<3, 3>();
  check_seed<4, 3>();
}
