// SPDX-License-Identifier: MIT
//
// Pseudo-random formulas of depth 3 against the reference: values and gradients.
#include "conformance/generated.hpp"

using generated::check_seed;

TEST_CASE("generated formulas, depth 3, part 2", "[generated]") {
  check_seed<5, 3>();
  check_seed<6, 3>();
  check_seed<7, 3>();
  check_seed<8, 3>();
  check_seed<9, 3>();
}
