// SPDX-License-Identifier: MIT
//
// Functions of packs: exp, exp2, expm1, log, tanh, hypot and log gamma, our own, and the long tail (sin, erf, pow ...).
// Largest errors in ulp (tests/engine/cpu/exhaustive_math.cpp), over all 2^32 floats, of expm1 over every fifth (AVX2,
// SSE2: every 31st; NEON: every 997th), and over dense samples of doubles:
//
//             float exp2   exp  expm1   log     double exp2   exp  expm1   log
//   AVX-512         1.84  1.73   1.37  1.44            1.12  1.09   1.38  0.86
//   AVX2, NEON      1.23  1.48   1.37  1.44            1.21  1.58   1.36  0.86
//   AVX2, of tiles  1.15  1.16                         1.02  1.03
//   SSE2            1.62  1.84   1.48  1.45            1.53  1.80   1.44  0.93
//
// sin and cos of tiles, where there is FMA: float 2.11, double 2.06 for arguments up to 65536 and 2^30; farther from 0
// they are those of pack_tail.hpp. tanh, over every 31st float and 9e6 doubles: 2.00 and 1.69 (AVX2, SSE2: 1.56, 1.64).
#pragma once

#include <kernfold/engine/cpu/pack_exp.hpp>
#include <kernfold/engine/cpu/pack_gamma.hpp>
#include <kernfold/engine/cpu/pack_hypot.hpp>
#include <kernfold/engine/cpu/pack_log.hpp>
#include <kernfold/engine/cpu/pack_sin.hpp>
#include <kernfold/engine/cpu/pack_tail.hpp>
#include <kernfold/engine/cpu/pack_tanh.hpp>
