// SPDX-License-Identifier: MIT
//
// kernfold: symbolic kernel reductions in C++20. The whole CPU library; start with the README.
#pragma once

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

#include <kernfold/api/evaluate.hpp>
#include <kernfold/api/extremum_gradient.hpp>
#include <kernfold/api/gradient.hpp>
#include <kernfold/api/partial.hpp>
#include <kernfold/api/reduction.hpp>
#include <kernfold/api/together.hpp>
#include <kernfold/api/values.hpp>
#include <kernfold/api/wrong_calls.hpp>
#include <kernfold/formula/index.hpp>
#include <kernfold/operations/abs.hpp>
#include <kernfold/operations/asin.hpp>
#include <kernfold/operations/asinh.hpp>
#include <kernfold/operations/atan.hpp>
#include <kernfold/operations/bspline.hpp>
#include <kernfold/operations/cbrt.hpp>
#include <kernfold/operations/clamp.hpp>
#include <kernfold/operations/compare.hpp>
#include <kernfold/operations/complex.hpp>
#include <kernfold/operations/complex_math.hpp>
#include <kernfold/operations/complex_parts.hpp>
#include <kernfold/operations/components.hpp>
#include <kernfold/operations/concat.hpp>
#include <kernfold/operations/core.hpp>
#include <kernfold/operations/cross.hpp>
#include <kernfold/operations/derivatives.hpp>
#include <kernfold/operations/determinant.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/erf.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/exp2.hpp>
#include <kernfold/operations/expm1.hpp>
#include <kernfold/operations/extract.hpp>
#include <kernfold/operations/floor.hpp>
#include <kernfold/operations/hypot.hpp>
#include <kernfold/operations/ifelse.hpp>
#include <kernfold/operations/inv.hpp>
#include <kernfold/operations/kernels.hpp>
#include <kernfold/operations/lgamma.hpp>
#include <kernfold/operations/log.hpp>
#include <kernfold/operations/log2.hpp>
#include <kernfold/operations/logic.hpp>
#include <kernfold/operations/matvecmult.hpp>
#include <kernfold/operations/max.hpp>
#include <kernfold/operations/mod.hpp>
#include <kernfold/operations/norms.hpp>
#include <kernfold/operations/or_zero.hpp>
#include <kernfold/operations/pow.hpp>
#include <kernfold/operations/powf.hpp>
#include <kernfold/operations/rsqrt.hpp>
#include <kernfold/operations/sigmoid.hpp>
#include <kernfold/operations/sign.hpp>
#include <kernfold/operations/sin.hpp>
#include <kernfold/operations/sinh.hpp>
#include <kernfold/operations/sinxdivx.hpp>
#include <kernfold/operations/soft_dtw.hpp>
#include <kernfold/operations/sqrt.hpp>
#include <kernfold/operations/step.hpp>
#include <kernfold/operations/tan.hpp>
#include <kernfold/operations/tensordot.hpp>
#include <kernfold/operations/xlogx.hpp>
#include <kernfold/reductions/argmax.hpp>
#include <kernfold/reductions/kmin.hpp>
#include <kernfold/reductions/logsumexp.hpp>
#include <kernfold/reductions/mean.hpp>
#include <kernfold/reductions/prod.hpp>
#include <kernfold/version.hpp>

#pragma pop_macro("min")
#pragma pop_macro("max")

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
