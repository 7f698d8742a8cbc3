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

// A function that is compiled once: gcc would also copy it for each constant that it is called with.
#if defined(__clang__) || defined(__CUDACC__)
#define KERNFOLD_NOINLINE __attribute__((noinline))
#else
#define KERNFOLD_NOINLINE __attribute__((noinline, noclone))
#endif
// For a function that may spill packs: clang notices too late that it does, and then packs on the stack cross cache
// lines, a matter of luck with the caller's stack.
#if defined(__clang__) && defined(__x86_64__) && !defined(__CUDACC__)
#define KERNFOLD_ALIGN_STACK __attribute__((force_align_arg_pointer))
#else
#define KERNFOLD_ALIGN_STACK
#endif
// Engine functions must be inlined: a pack that crosses a call goes through memory.
#define KERNFOLD_INLINE __attribute__((always_inline)) inline
// The same for functions of which each node has its own. Where nothing is optimized, calls cost the compiler less than
// copies.
#if defined(__OPTIMIZE__) || defined(__CUDACC__)
#define KERNFOLD_INLINE_NODE KERNFOLD_INLINE
#else
#define KERNFOLD_INLINE_NODE inline
#endif
// For lambdas: `[](auto x) KERNFOLD_INLINE_LAMBDA { ... }`.
#define KERNFOLD_INLINE_LAMBDA __attribute__((always_inline))

// Unrolls the loop that follows completely (trip counts are small constants); the same four iterations at a time (trip
// counts are large). nvcc's host pass has no pragma that nobody warns of.
#if defined(__clang__) || defined(__CUDA_ARCH__)
#define KERNFOLD_UNROLL_FULL _Pragma("unroll")
#define KERNFOLD_UNROLL_PARTLY _Pragma("unroll 4")
#elif defined(__CUDACC__)
#define KERNFOLD_UNROLL_FULL
#define KERNFOLD_UNROLL_PARTLY
#else
#define KERNFOLD_UNROLL_FULL _Pragma("GCC unroll 64")
#define KERNFOLD_UNROLL_PARTLY _Pragma("GCC unroll 4")
#endif
// Completely on a GPU alone, whose registers have no addresses.
#if defined(__CUDA_ARCH__)
#define KERNFOLD_UNROLL_ON_DEVICE _Pragma("unroll")
#else
#define KERNFOLD_UNROLL_ON_DEVICE
#endif

// Before a loop that is short or waits for memory, and in its body: compilers would vectorize it, which takes longer
// than it saves.
#if defined(__clang__) && !defined(__CUDACC__)
#define KERNFOLD_PLAIN_LOOP _Pragma("clang loop vectorize(disable) interleave(disable) unroll(disable)")
#define KERNFOLD_PLAIN_BODY
#else
#define KERNFOLD_PLAIN_LOOP
#define KERNFOLD_PLAIN_BODY __asm__ volatile("")
#endif

// Evaluates the expression pattern `expression` for each element of its packs, in order: a fold over the comma operator
// without clang's limit of 256 elements.
#define KERNFOLD_IN_ORDER(expression)                                       \
  do {                                                                      \
    [[maybe_unused]] const char in_order[] = {0, (expression, char(0))...}; \
  } while (false)

// May the compiler reassociate arithmetic, as with -ffast-math? gcc says so. clang says it of -ffast-math, by
// __NO_MATH_ERRNO__ where finite math is taken back (-fno-finite-math-only), and from clang 15 on of other flags by the
// evaluation method.
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__)
#define KERNFOLD_REASSOCIATES 1
#elif defined(__clang__) && (defined(__NO_MATH_ERRNO__) || __FLT_EVAL_METHOD__ < 0)
#define KERNFOLD_REASSOCIATES 1
#endif

// Instruction set of this translation unit, and what else changes the code of one and the same function: the name of an
// inline namespace around everything that runs. So objects compiled with different flags can be linked into one
// program: of all functions of one name the linker keeps one, and must not give AVX-512 to a caller without. Outside of
// it are types that such callers exchange (Tensor, View, shape_error, options), whose members are inlined, and what
// only the compiler runs or text is made of (formula/, program/). Templates of the standard library are shared all the
// same: a program that starts on a machine for which some of its objects are not made must localize the symbols of
// those.
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#define KERNFOLD_AVX512 1
#if defined(__AVX512VBMI__)
#define KERNFOLD_ISA_NAME avx512vbmi
#else
#define KERNFOLD_ISA_NAME avx512
#endif
#elif defined(__AVX2__) && defined(__FMA__)
#define KERNFOLD_AVX2 1
#if defined(__AVX512F__)
#define KERNFOLD_ISA_NAME avx512f
#else
#define KERNFOLD_ISA_NAME avx2
#endif
#elif defined(__SSE2__)
#define KERNFOLD_SSE2 1
#if defined(__AVX__)
#define KERNFOLD_ISA_NAME avx
#elif defined(__SSE3__)
#define KERNFOLD_ISA_NAME sse3
#else
#define KERNFOLD_ISA_NAME sse2
#endif
#elif defined(__ARM_NEON) && defined(__aarch64__)
#define KERNFOLD_NEON 1
#define KERNFOLD_ISA_NAME neon
#else
#define KERNFOLD_ISA_NAME scalar
#endif
#if defined(__FAST_MATH__)
#define KERNFOLD_ISA_MATH _fast_math
#elif defined(KERNFOLD_REASSOCIATES)
#define KERNFOLD_ISA_MATH _reassociates
#elif defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#define KERNFOLD_ISA_MATH _finite_math
#else
#define KERNFOLD_ISA_MATH
#endif
#if defined(__cpp_exceptions)
#define KERNFOLD_ISA_ERRORS
#else
#define KERNFOLD_ISA_ERRORS _no_exceptions
#endif
#define KERNFOLD_JOIN(a, b, c) KERNFOLD_JOIN_EXPANDED(a, b, c)
#define KERNFOLD_JOIN_EXPANDED(a, b, c) a##b##c
#define KERNFOLD_ISA KERNFOLD_JOIN(KERNFOLD_ISA_NAME, KERNFOLD_ISA_MATH, KERNFOLD_ISA_ERRORS)
