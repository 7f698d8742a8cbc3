// SPDX-License-Identifier: MIT
//
// What a long call has done so far: reduce<Sum, Axis1>(f, X, Y, progress(callback)), or progress_bar() for a console.
#pragma once

#include <kernfold/prologue.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <type_traits>

#include <kernfold/tensors/options.hpp>

namespace kernfold {

/// How far a pass over the pairs is. Most calls make one; these make several, one after the other:
/// - grads and value_and_grad of a Sum: one for the results along i, one for those along j, and one for each sum that
///   separates into sums over i and over j; sums over both axes are made beside others.
/// - Derivatives of LogSumExp, SumSoftMaxWeight, Norm and of a Mean with weights: first one for the result, if it is
/// not
///   handed in (for SumSoftMaxWeight even then); then those of a Sum. The second derivative of LogSumExp: one more.
///   value_and_grad of Norm and Mean: one more, for the value.
/// - grads of Max and Min: one for each variable, and value_and_grad one more.
struct Progress {
  double fraction;   // of this pass, above 0, and 1 at its end
  double elapsed;    // seconds since the call began
  double remaining;  // seconds until this pass ends, if what is left goes on as fast as this pass has so far
};

inline namespace KERNFOLD_ISA {

/// progress(callback), progress(callback, interval): calls callback(Progress) about every `interval` seconds, of which
/// 0.1 is the default, and at the end of each pass, with the fraction 1. Fractions of a pass rise. A sum that separates
/// is told at its end alone. Callbacks come from any of the call's threads, but one at a time. What one throws ends the
/// call. An object may be used again, but by one call at a time. On the CPU.
template <class Callback>
struct progress final : AnyMonitor {
  static_assert(std::is_invocable_v<const Callback&, Progress>,
                "kernfold: progress(callback): the callback must take a Progress, as in [](const Progress& p) { ... "
                "p.fraction ... }");
  explicit progress(Callback callback, double interval = 0.1) : callback_(callback), interval_(interval) {}

  void begin_call() const override {
    call_ = Clock::now();
    next_.store(0, std::memory_order_relaxed);
  }
  void begin_pass() const override {
    pass_ = elapsed();
    told_ = 0;
  }
  void watch(double done) const override {
    const double now = elapsed();
    if (done < 1 && now < next_.load(std::memory_order_relaxed)) return;
    if (busy_.test_and_set(std::memory_order_acquire)) return;  // the next part will tell; at the end nobody else does
    const struct Release {
      std::atomic_flag& flag;
      ~Release() { flag.clear(std::memory_order_release); }
    } release{busy_};
    if (done <= told_) return;
    told_ = done;
    next_.store(now + interval_, std::memory_order_relaxed);
    callback_(Progress{done, now, (now - pass_) * (1 - done) / done});
  }

 private:
  using Clock = std::chrono::steady_clock;
  double elapsed() const { return std::chrono::duration<double>(Clock::now() - call_).count(); }

  Callback callback_;
  double interval_;
  mutable Clock::time_point call_;
  mutable std::atomic<double> next_{0};
  mutable double pass_ = 0, told_ = 0;  // of the pass: when it began, and the fraction last told
  mutable std::atomic_flag busy_;
};

/// A bar on the standard error stream for each pass, such as "[########........]  50 %  1.2 s, 1.2 s to go".
inline auto progress_bar(double interval = 0.1) {
  return progress(
      [](const Progress& p) {
        constexpr int width = 40;
        char bar[width + 1];
        for (int k = 0; k < width; ++k) bar[k] = k < static_cast<int>(p.fraction * width + 0.5) ? '#' : '.';
        bar[width] = '\0';
        std::fprintf(stderr, "\r[%s] %3.0f %%  %.1f s, %.1f s to go%s", bar, 100 * p.fraction, p.elapsed, p.remaining,
                     p.fraction < 1 ? "  " : "  \n");
      },
      interval);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold

#include <kernfold/epilogue.hpp>
