// SPDX-License-Identifier: MIT
//
// What every public header begins with, and takes back by epilogue.hpp: macros and warnings of the code around it. No
// #pragma once: each header includes them anew, and headers include each other.

// gcc looks at a template again where it is used, and then takes its local names for shadows of a user's global ones;
// and to each array whose size is an int it finds a change of sign.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#endif

// Macros that other people's headers define.
#pragma push_macro("min")
#pragma push_macro("max")
#undef min
#undef max
