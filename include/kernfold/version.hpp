// SPDX-License-Identifier: MIT
//
// The version of kernfold: the one place where it is written. CMake reads these three lines.
#pragma once

#define KERNFOLD_VERSION_MAJOR 0
#define KERNFOLD_VERSION_MINOR 1
#define KERNFOLD_VERSION_PATCH 0
