// SPDX-License-Identifier: MIT
//
// A warning that a user wants and our headers keep quiet in their own code.
// expected-error: declaration.* shadows
#pragma GCC diagnostic error "-Wshadow"

#include <kernfold/explain.hpp>
#include <kernfold/kernfold.hpp>
#include <kernfold/program/print.hpp>
#include <kernfold/progress.hpp>
#include <kernfold/stop.hpp>

constexpr int size = 2;

int main() {
#ifdef REJECT
  constexpr int size = 1;
  return size - 1;
#else
  return size - 2;
#endif
}
