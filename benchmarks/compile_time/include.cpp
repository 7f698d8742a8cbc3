// SPDX-License-Identifier: MIT
//
// The bare include.
#include <kernfold/kernfold.hpp>
