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

/// How far a pass over the pairs is. A gradient of several variables makes several passes, one after the other.
struct Progress {
  double fraction;   // of the pairs, from 0 to 1
  double elapsed;    // seconds since the call began
  double remaining;  // seconds, if all pairs take as long
};

inline namespace KERNFOLD_ISA {

/// progress(callback), progress(callback, interval): calls callback(Progress) about every `interval` seconds, of which
/// 0.1 is the default, and when all pairs are done. Calls come from any of the call's threads, but one at a time. What
/// the callback throws ends the call. On the CPU.
template <class Callback>
struct progress final : AnyMonitor {
  static_assert(std::is_invocable_v<const Callback&, Progress>,
                "kernfold: progress(callback): the callback must take a Progress, as in [](const Progress& p) { ... "
                "p.fraction ... }");
  explicit progress(Callback callback, double interval = 0.1)
      : callback_(callback), interval_(interval), begin_(Clock::now()) {}

  void watch(double done) const override {
    const double elapsed = std::chrono::duration<double>(Clock::now() - begin_).count();
    if (done < 1 && elapsed < next_.load(std::memory_order_relaxed)) return;
    if (busy_.test_and_set(std::memory_order_acquire)) {
      if (done < 1) return;  // the next part will tell
      while (busy_.test_and_set(std::memory_order_acquire)) {
      }
    }
    const struct Release {
      std::atomic_flag& flag;
      ~Release() { flag.clear(std::memory_order_release); }
    } release{busy_};
    next_.store(elapsed + interval_, std::memory_order_relaxed);
    callback_(Progress{done, elapsed, done > 0 ? elapsed * (1 - done) / done : 0});
  }

 private:
  using Clock = std::chrono::steady_clock;
  Callback callback_;
  double interval_;
  Clock::time_point begin_;
  mutable std::atomic<double> next_{0};
  mutable std::atomic_flag busy_;
};

/// A bar on the standard error stream, such as "[########........]  50 %  1.2 s, 1.2 s to go".
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
