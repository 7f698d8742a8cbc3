// SPDX-License-Identifier: MIT
//
// The bare include.
#include <kernfold/cuda.hpp>
