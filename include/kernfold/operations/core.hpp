// SPDX-License-Identifier: MIT
//
// The operations that simplification and differentiation themselves are made of. Their rules refer to each other, so
// they come together: every other operation includes this.
#pragma once

#include <kernfold/operations/add.hpp>
#include <kernfold/operations/minus.hpp>
#include <kernfold/operations/mult.hpp>
#include <kernfold/operations/scalprod.hpp>
#include <kernfold/operations/square.hpp>
#include <kernfold/operations/sum.hpp>
