// SPDX-License-Identifier: MIT
//
// What every public header ends with: macros and warnings are again as they were before prologue.hpp.

#pragma pop_macro("min")
#pragma pop_macro("max")

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
