// SPDX-License-Identifier: MIT
//
// What differs between compilers and machines, and nothing else: the few macros that the rest of the library is written
// with, and the name of the instruction set that this translation unit is compiled for.
#pragma once

#if defined(__CUDACC__)
#define KERNFOLD_HD __host__ __device__
#else
#define KERNFOLD_HD
#endif
// Before a function template for host and device that is also instantiated with host-only types (packs): without it
// nvcc warns of the instantiation, although no device code ever calls it.
#if defined(__CUDACC__)
#define KERNFOLD_NO_EXEC_CHECK _Pragma("nv_exec_check_disable")
#else
#define KERNFOLD_NO_EXEC_CHECK
#endif

#define KERNFOLD_NOINLINE __attribute__((noinline))
// Engine functions must be inlined: a pack that crosses a call goes through memory.
#define KERNFOLD_INLINE __attribute__((always_inline)) inline
// The same for lambdas: `[](auto x) KERNFOLD_INLINE_LAMBDA { ... }`.
#define KERNFOLD_INLINE_LAMBDA __attribute__((always_inline))

// Unrolls the loop that follows completely (trip counts are small constants).
#if defined(__clang__) || defined(__CUDACC__)
#define KERNFOLD_UNROLL_FULL _Pragma("unroll")
#else
#define KERNFOLD_UNROLL_FULL _Pragma("GCC unroll 64")
#endif
// The same, four iterations at a time (trip counts are large).
#if defined(__clang__) || defined(__CUDACC__)
#define KERNFOLD_UNROLL_PARTLY _Pragma("unroll 4")
#else
#define KERNFOLD_UNROLL_PARTLY _Pragma("GCC unroll 4")
#endif

// Evaluates the expression pattern `expression` for each element of its packs, in order: a fold over the comma operator
// without clang's limit of 256 elements.
#define KERNFOLD_IN_ORDER(expression)                                       \
  do {                                                                      \
    [[maybe_unused]] const char in_order[] = {0, (expression, char(0))...}; \
  } while (false)

// Instruction set of this translation unit, and what else changes the code of a function that was written once: the
// name of an inline namespace around everything that runs. So objects compiled with different flags can be linked into
// one program: the linker keeps one of all functions of a name, and must not give AVX-512 code to a caller without.
// Outside of it stand types that such callers exchange (Tensor, View, shape_error, options), whose members are inlined,
// and what only the compiler runs (formula/, program/). The same holds for nothing that a template of the standard
// library does: a program that must run on a machine without AVX needs its objects' symbols localized.
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#define KERNFOLD_AVX512 1
#if defined(__AVX512VBMI__)
#define KERNFOLD_SET avx512_vbmi
#else
#define KERNFOLD_SET avx512
#endif
#elif defined(__AVX2__) && defined(__FMA__)
#define KERNFOLD_AVX2 1
#if defined(__AVX512F__)
#define KERNFOLD_SET avx2_avx512f
#else
#define KERNFOLD_SET avx2
#endif
#elif defined(__SSE2__)
#define KERNFOLD_SSE2 1
#if defined(__AVX__)
#define KERNFOLD_SET sse2_avx
#elif defined(__SSE3__)
#define KERNFOLD_SET sse2_sse3
#else
#define KERNFOLD_SET sse2
#endif
#elif defined(__ARM_NEON) && defined(__aarch64__)
#define KERNFOLD_NEON 1
#define KERNFOLD_SET neon
#else
#define KERNFOLD_SET scalar
#endif

#if defined(__FAST_MATH__)
#define KERNFOLD_FAST_MATH _fast
#else
#define KERNFOLD_FAST_MATH
#endif
#if defined(__cpp_exceptions)
#define KERNFOLD_EXCEPTIONS
#else
#define KERNFOLD_EXCEPTIONS _no_exceptions
#endif
#define KERNFOLD_JOIN(a, b, c) a##b##c
#define KERNFOLD_NAME(a, b, c) KERNFOLD_JOIN(a, b, c)
#define KERNFOLD_ISA KERNFOLD_NAME(KERNFOLD_SET, KERNFOLD_FAST_MATH, KERNFOLD_EXCEPTIONS)
