// SPDX-License-Identifier: MIT
//
// Pseudo-random formulas of depth 3 against the reference: values and gradients.
#include "conformance/generated.hpp"

using generated::check_seed;

TEST_CASE("generated formulas, depth 3, part 3", "[generated]") {
  check_seed<10, 3>();
  check_seed<11, 3>();
  check_seed<12, 3>();
  check_seed<13, 3>();
  check_seed<14, 3>();
}
