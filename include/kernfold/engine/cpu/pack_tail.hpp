// SPDX-License-Identifier: MIT
//
// The long tail of functions on packs: glibc's vector library (libmvec, at most 4 ulp; plain -lm links it) on x86-64 where it
// has the function, else <cmath> lane by lane. KERNFOLD_NO_LIBMVEC, defined before the first include, chooses <cmath>.
// Vector entry points: https://sourceware.org/glibc/wiki/libmvec; the first four since glibc 2.22, the others since 2.35.
#pragma once

#include <kernfold/config.hpp>
#include <kernfold/engine/cpu/pack.hpp>
#include <kernfold/operations/math.hpp>

#if !defined(KERNFOLD_NO_LIBMVEC) && defined(__x86_64__) && defined(__GLIBC__)
#if __GLIBC_PREREQ(2, 22)
#define KERNFOLD_LIBMVEC 1
#endif
#if __GLIBC_PREREQ(2, 35)
#define KERNFOLD_LIBMVEC_2_35 1
#endif
#endif

// Names of the entry points: _ZGV, a letter for the instruction set, N (no mask), lanes, one v per argument.
#if defined(KERNFOLD_AVX512)
#define KERNFOLD_VECTOR_NAME(lanes_f, lanes_d, args, name) _ZGVeN16
#endif

namespace kernfold::math {
inline namespace KERNFOLD_ISA {
}  // namespace KERNFOLD_ISA
}  // namespace kernfold::math
