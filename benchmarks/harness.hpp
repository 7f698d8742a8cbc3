// SPDX-License-Identifier: MIT
//
// Competitors that take turns in one run, so that ratios formed within each turn mean something on a busy machine too.
// Times are CPU time of all threads together (set OMP_WAIT_POLICY=passive: a thread that spins while it waits is
// counted too). Every result is first compared with a double loop.
//
// A peer is a command that this program starts. It reads lines "NAME TYPE THREADS M N" from its standard input,
// computes the formula of that name on the data made by `numbers` below, and answers "WALL CPU SUM": seconds, seconds
// of all its threads together, and the sum of all entries of the result, which is checked too; or "none". See peer.py.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <string>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "hand_written.hpp"

#include <kernfold/tensors/tensor.hpp>

namespace bench {

using Index = std::ptrdiff_t;

/// Numbers in [low, low + width), the same in every language: splitmix64 of salt + k.
template <class T>
std::vector<T> numbers(Index n, std::uint64_t salt, double low, double width) {
  std::vector<T> v(static_cast<std::size_t>(n));
  std::uint64_t state = salt << 32;
  for (T& x : v) {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    x = static_cast<T>(low + width * (static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53));
  }
  return v;
}

struct Times {
  double wall, cpu;  // cpu: of all threads
};
/// Of one of `calls` calls in a row.
template <class Function>
Times timed(Function f, int calls = 1) {
  using Clock = std::chrono::steady_clock;
  timespec a, b;
  const auto start = Clock::now();
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
  for (int k = 0; k < calls; ++k) f();
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
  const double wall = std::chrono::duration<double>(Clock::now() - start).count();
  const double cpu = static_cast<double>(b.tv_sec - a.tv_sec) + 1e-9 * static_cast<double>(b.tv_nsec - a.tv_nsec);
  return {wall / calls, cpu / calls};
}

struct Quartiles {
  double low, median, high;
};
inline Quartiles quartiles(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  const auto quantile = [&](double part) {
    const double at = part * static_cast<double>(v.size() - 1);
    const auto below = static_cast<std::size_t>(at), above = std::min(below + 1, v.size() - 1);
    return v[below] + (at - static_cast<double>(below)) * (v[above] - v[below]);
  };
  return {quantile(0.25), quantile(0.5), quantile(0.75)};
}

/// With three digits or so.
inline std::string text(double v) {
  char s[32];
  snprintf(s, sizeof s, "%.*f", v < 1 ? 3 : v < 10 ? 2 : v < 100 ? 1 : 0, v);
  return s;
}
/// "median (lower quartile...upper quartile)"; empty without samples, the bare number for one.
inline std::string text(const std::vector<double>& samples) {
  if (samples.empty()) return "";
  const Quartiles q = quartiles(samples);
  if (samples.size() == 1) return text(q.median);
  return text(q.median) + " (" + text(q.low) + "..." + text(q.high) + ")";
}

/// Two columns of a table: nanoseconds of CPU time that `call` takes for each of n items, and how many times as long
/// `loop` takes, in rounds of both.
template <class Loop, class Call>
std::string beside_loop(Index n, int rounds, Loop loop, Call call) {
  std::vector<double> nanoseconds, ratio;
  for (int round = 0; round < rounds; ++round) {
    const double loops = timed(loop).cpu, calls = timed(call).cpu;
    nanoseconds.push_back(1e9 * calls / static_cast<double>(n));
    ratio.push_back(loops / calls);
  }
  return text(nanoseconds) + " | " + text(ratio);
}

/// Fused multiply-adds as operations per second (two each), of one thread while `thread_count` of them run; 0 if this
/// machine has no hand-written code.
template <class T>
double fma_peak(int thread_count) {
#if defined(HAND_WRITTEN)
  double operations = 0;
  const Times t = timed([&] {
    kernfold::cpu::parallel_for(thread_count, thread_count, [&](Index task, int) {
      volatile T sum;
      const double n = hand::fma_peak<T>(400000, &sum);
      if (task == 0) operations = n;
    });
  });
  return operations * thread_count / t.cpu;
#else
  return static_cast<void>(thread_count), 0;
#endif
}

class Peer {
 public:
  Peer(const std::string& title, const std::string& command) : title_(title) {
    int to[2], from[2];
    // close-on-exec: a peer that held an end of another's pipes would keep it from ever reading the end
    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) return;
    process_ = fork();
    if (process_ == 0) {
      dup2(to[0], 0);
      dup2(from[1], 1);
      execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
      _exit(127);
    }
    close(to[0]);
    close(from[1]);
    to_ = fdopen(to[1], "w");
    from_ = fdopen(from[0], "r");
  }
  ~Peer() {
    leave();
    if (from_ != nullptr) fclose(from_);
    if (process_ > 0) waitpid(process_, nullptr, 0);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  const std::string& title() const { return title_; }

  /// It is not asked again.
  void leave() {
    if (to_ != nullptr) fclose(to_);
    to_ = nullptr;
  }

  /// False if the peer does not know the formula, or has ended.
  bool measure(const std::string& name, const char* type, int thread_count, Index M, Index N, Times& t, double& sum) {
    if (to_ == nullptr || from_ == nullptr) return false;
    char line[256] = "";
    fprintf(to_, "%s %s %d %td %td\n", name.c_str(), type, thread_count, M, N);
    if (fflush(to_) != 0 || fgets(line, sizeof line, from_) == nullptr) {
      fprintf(stderr, "%s has ended\n", title_.c_str());
      leave();
    }
    return sscanf(line, "%lf %lf %lf", &t.wall, &t.cpu, &sum) == 3;
  }

 private:
  std::string title_;
  pid_t process_ = -1;
  FILE *to_ = nullptr, *from_ = nullptr;
};

/// One line of the table.
template <class T>
struct Row {
  std::string name;                                  // as the peers know it
  std::string title;                                 // as people do
  Index M, N, rows;                                  // rows: of the result
  int operations;                                    // of a pair, in multiply-adds; 0: not bound by them
  std::function<kernfold::Tensor<T>(int)> kernfold;  // by the number of threads
  // Entries of row i in double precision, and of the sum of absolute values of their terms.
  std::function<void(Index, std::vector<double>&, std::vector<double>&)> reference;
  // With exp2 as exact as ours, and as an expert would write it; may be empty.
  std::array<std::function<void(int, std::vector<T>&)>, 2> hand_written = {};
};

template <class T>
constexpr const char* type_name = sizeof(T) == 4 ? "float" : "double";

inline bool failed = false;

template <class T>
void check(const Row<T>& row, const char* who, const T* result, Index columns) {
  std::vector<double> exact(static_cast<std::size_t>(columns)), scale(exact);
  double worst = 0;
  for (Index s = 0; s < 40; ++s) {
    const Index i = s * (row.rows - 1) / 39;
    std::fill(exact.begin(), exact.end(), 0.0);
    std::fill(scale.begin(), scale.end(), 0.0);
    row.reference(i, exact, scale);
    for (std::size_t k = 0; k < exact.size(); ++k) {
      const double e =
          std::fabs(static_cast<double>(result[i * columns + static_cast<Index>(k)]) - exact[k]) / scale[k];
      if (!(e <= worst)) worst = e;
    }
  }
  if (!(worst <= (sizeof(T) == 4 ? 1e-5 : 1e-13))) {
    failed = true;
    fprintf(stderr, "%s, %s, %s: wrong, relative error %g\n", row.title.c_str(), type_name<T>, who, worst);
  }
}

/// Samples of one row, in seconds of CPU time; empty for who took no part. Ratios are kernfold's speed
/// over the other's; over the FMA peak it is the operations that it does in a second.
struct Measured {
  std::vector<double> kernfold;
  std::vector<double> of_hand_written[2], of_peak;
  std::vector<std::vector<double>> peer, over_peer;
  double best_wall, best_wall_of_all;  // on `thread_count` threads, and on all processors
};

/// `rounds` rounds, but no more than take `limit` seconds; each peer in every fourth, for at most `peer_limit` seconds.
template <class T>
Measured measure(const Row<T>& row, int thread_count, int rounds, double limit,
                 const std::vector<std::unique_ptr<Peer>>& peers, double peer_limit) {
  kernfold::Tensor<T> result = row.kernfold(thread_count);
  check(row, "kernfold", &result(0, 0), result.cols());
  double sum = 0, absolute = 0;
  for (const T v : result) {
    sum += static_cast<double>(v);
    absolute += std::fabs(static_cast<double>(v));
  }
  std::vector<T> hand_result(static_cast<std::size_t>(result.size()));
  for (const auto& f : row.hand_written) {
    if (!f) continue;
    f(thread_count, hand_result);
    check(row, "hand-written", hand_result.data(), result.cols());
  }
  const auto own = [&] { result = row.kernfold(thread_count); };
  const auto all = [&] { result = row.kernfold(kernfold::cpu::default_threads()); };
  // Short calls are timed many at once.
  const int calls = std::max(1, static_cast<int>(2e-3 / timed(own).wall));

  Measured m{{}, {}, {}, {}, {}, 1e9, 1e9};
  m.peer.resize(peers.size());
  m.over_peer.resize(peers.size());
  std::vector<double> spent(peers.size());
  double total = 0;
  for (int round = 0; round < rounds && total < limit; ++round) {
    double ours = 0, hand[2] = {}, peak = 0;
    const auto start = std::chrono::steady_clock::now();
    // in turns, so that nobody always follows the same neighbour
    for (std::size_t turn = 0; turn < 5; ++turn) {
      const std::size_t who = (turn + static_cast<std::size_t>(round)) % 5;
      if (who == 0) {
        const Times t = timed(own, calls);
        ours = t.cpu;
        m.best_wall = std::min(m.best_wall, t.wall);
      }
      if (who == 1) m.best_wall_of_all = std::min(m.best_wall_of_all, timed(all, calls).wall);
      if (who == 2 && row.operations > 0) peak = fma_peak<T>(thread_count);
      if (who >= 3 && row.hand_written[who - 3])
        hand[who - 3] = timed([&] { row.hand_written[who - 3](thread_count, hand_result); }).cpu;
    }
    total += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    m.kernfold.push_back(ours);
    for (int k = 0; k < 2; ++k)
      if (hand[k] > 0) m.of_hand_written[k].push_back(hand[k] / ours);
    if (peak > 0) {
      const double operations = static_cast<double>(row.M) * static_cast<double>(row.N) * row.operations;
      m.of_peak.push_back(operations / ours / peak);
    }
    for (std::size_t k = 0; k < peers.size() && round % 4 == 0; ++k) {
      if (spent[k] >= peer_limit) continue;
      Times t{};
      double peer_sum = 0;
      if (!peers[k]->measure(row.name, type_name<T>, thread_count, row.M, row.N, t, peer_sum)) {
        spent[k] = peer_limit;
        continue;
      }
      spent[k] += t.wall;
      if (!(std::fabs(peer_sum - sum) <= 1e-4 * absolute)) {
        failed = true;
        fprintf(stderr, "%s, %s: the sum of %s is %.9g, ours %.9g\n", row.title.c_str(), type_name<T>,
                peers[k]->title().c_str(), peer_sum, sum);
      }
      m.peer[k].push_back(t.cpu);
      m.over_peer[k].push_back(t.cpu / ours);
    }
  }
  return m;
}

}  // namespace bench
