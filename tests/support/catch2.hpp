// SPDX-License-Identifier: MIT
//
// Catch2 2.13 and 3 behind one include. Use what both have: TEST_CASE, SECTION, TEMPLATE_TEST_CASE, GENERATE, CAPTURE,
// INFO, REQUIRE/CHECK(_THAT/_THROWS_AS), and for floating point only the matchers WithinRel and WithinAbs.
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#else
#include <catch2/catch.hpp>
#endif
