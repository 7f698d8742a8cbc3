// SPDX-License-Identifier: MIT
//
// kernfold with the CUDA engine, for .cu files: data on a GPU are reduced there, and host data with the option on_cuda.
#pragma once

#include <kernfold/prologue.hpp>

#include <kernfold/engine/cuda/engine.hpp>
#include <kernfold/kernfold.hpp>

#include <kernfold/epilogue.hpp>
