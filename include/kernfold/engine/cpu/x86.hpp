// SPDX-License-Identifier: MIT
//
// How packs of x86-64 name instructions: by the builtins that <immintrin.h> is written with, as that header takes
// longer to compile than all of kernfold's. By its functions with compilers whose builtins may be others, and for nvcc.
// KERNFOLD_X86(builtin, function) is one of the two, KERNFOLD_X86_3(gcc's, clang's, function) where builtins differ.
#pragma once

#include <kernfold/config.hpp>

#if (defined(KERNFOLD_AVX512) || defined(KERNFOLD_AVX2)) && !defined(__CUDA_ARCH__)

#if defined(__CUDACC__) || defined(__apple_build_version__) || defined(__INTEL_LLVM_COMPILER)
#elif defined(__clang__)
#if __clang_major__ >= 14 && __clang_major__ <= 21
#define KERNFOLD_X86(builtin, function) builtin
#define KERNFOLD_X86_3(gcc, clang, function) clang
#endif
#elif __GNUC__ >= 12 && __GNUC__ <= 16
#define KERNFOLD_X86(builtin, function) builtin
#define KERNFOLD_X86_3(gcc, clang, function) gcc
#endif
#if !defined(KERNFOLD_X86)
#include <immintrin.h>
#define KERNFOLD_X86(builtin, function) function
#define KERNFOLD_X86_3(gcc, clang, function) function
#endif

#endif
