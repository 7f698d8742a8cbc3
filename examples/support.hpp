// SPDX-License-Identifier: MIT
//
// What examples need besides the library: random data, the time of a call, and a figure drawn by gnuplot.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <random>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string>
#include <sys/wait.h>
#include <vector>

#include <kernfold/kernfold.hpp>

namespace example {

template <class T>
kernfold::Tensor<T> standard_normal(std::ptrdiff_t rows, std::ptrdiff_t cols, std::mt19937& generator) {
  std::normal_distribution<double> normal;
  kernfold::Tensor<T> t(rows, cols);
  for (T& v : t) v = static_cast<T>(normal(generator));
  return t;
}

struct Timing {
  double seconds;
  std::size_t runs;
};

/// The median time of 3 to 21 runs that take about a second (fewer if they take over ten), after one that does not
/// count.
template <class Work>
Timing median_time(Work work) {
  using Clock = std::chrono::steady_clock;
  work();
  std::vector<double> times;
  double total = 0;
  while ((times.size() < 3 && total < 10) || (times.size() < 21 && total < 1)) {
    const auto start = Clock::now();
    work();
    times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
    total += times.back();
  }
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times.size()};
}

/// Draws `file`, a PNG of 1200 x 900 pixels, from gnuplot commands. False, with a message, if that did not work.
inline bool gnuplot(const std::string& file, const std::string& commands) {
  // The shell takes the name from the environment and gnuplot never sees it: there is no quoting to get wrong.
  setenv("KERNFOLD_FIGURE", file.c_str(), 1);
  signal(SIGPIPE, SIG_IGN);  // a gnuplot that ends early is an error to report, not the end of this program
  FILE* const pipe = popen("command -v gnuplot >/dev/null || exit 127; exec gnuplot -d >\"$KERNFOLD_FIGURE\"", "w");
  if (pipe != nullptr) {
    fprintf(pipe, "set terminal pngcairo size 1200,900 font 'Sans,13'\n%s", commands.c_str());
    const int status = pclose(pipe);
    if (status == 0) return true;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
      fprintf(stderr, "no figure: gnuplot was not found; `apt-get install gnuplot-nox` brings it\n");
      return false;
    }
  }
  fprintf(stderr, "no figure: gnuplot could not write '%s'\n", file.c_str());
  return false;
}

}  // namespace example
