// SPDX-License-Identifier: MIT
//
// Ending a long call from outside: reduce<Sum, Axis1>(f, X, Y, stop(token)), with a std::stop_token.
#pragma once

#include <kernfold/prologue.hpp>

#include <stdexcept>
#include <stop_token>

#include <kernfold/tensors/errors.hpp>
#include <kernfold/tensors/options.hpp>

namespace kernfold {

/// Thrown by a call that was stopped. The memory of into(out) is then partly written.
class cancelled : public std::runtime_error {
 public:
  cancelled() : std::runtime_error("kernfold: the call was stopped") {}
};

inline namespace KERNFOLD_ISA {

/// stop(token): the call ends with `cancelled` soon after a stop is requested; a request made before it is seen even
/// where there are no pairs. Each thread looks before each tile of rows meets a block of columns, so the call goes on
/// for the time of at most 64 rows against 512 columns, or 2048 where the K smallest values are kept, or 16 rows
/// against 64 columns of SoftDTW_SqDist and other opaque operations: microseconds for most formulas, and 10 ms where a
/// pair takes 10 us. On the CPU.
struct stop final : AnyMonitor {
  explicit stop(std::stop_token token) : token_(static_cast<std::stop_token&&>(token)) {}
  void ask() const override {
    if (token_.stop_requested()) detail::throw_error(cancelled());
  }
  void watch(double) const override { ask(); }

 private:
  std::stop_token token_;
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold

#include <kernfold/epilogue.hpp>
