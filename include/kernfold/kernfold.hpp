// SPDX-License-Identifier: MIT
//
// kernfold: symbolic kernel reductions in C++20. The whole CPU library; start with the README.
#pragma once

#include <kernfold/api/evaluate.hpp>
#include <kernfold/api/reduction.hpp>
#include <kernfold/api/wrong_calls.hpp>
#include <kernfold/operations/abs.hpp>
#include <kernfold/operations/complex.hpp>
#include <kernfold/operations/complex_math.hpp>
#include <kernfold/operations/complex_parts.hpp>
#include <kernfold/operations/concat.hpp>
#include <kernfold/operations/core.hpp>
#include <kernfold/operations/cross.hpp>
#include <kernfold/operations/determinant.hpp>
#include <kernfold/operations/divide.hpp>
#include <kernfold/operations/exp.hpp>
#include <kernfold/operations/exp2.hpp>
#include <kernfold/operations/extract.hpp>
#include <kernfold/operations/inv.hpp>
#include <kernfold/operations/log.hpp>
#include <kernfold/operations/matvecmult.hpp>
#include <kernfold/operations/norms.hpp>
#include <kernfold/operations/pow.hpp>
#include <kernfold/operations/rsqrt.hpp>
#include <kernfold/operations/sign.hpp>
#include <kernfold/operations/sin.hpp>
#include <kernfold/operations/sqrt.hpp>
#include <kernfold/operations/tensordot.hpp>
#include <kernfold/version.hpp>
