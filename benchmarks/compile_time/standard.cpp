// SPDX-License-Identifier: MIT
//
// What the bare include is compared with.
#include <cmath>
#include <immintrin.h>
#include <vector>
