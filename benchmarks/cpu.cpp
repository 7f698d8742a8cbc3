// SPDX-License-Identifier: MIT
//
// kernfold on the CPU against hand-written code, against the machine's rate of fused multiply-adds and, if one is
// given, against a peer program, all in one run: the competitors take turns, a ratio is formed within each turn, and
// the table shows medians with quartiles. On a busy machine nothing else says anything. Times are CPU time, of all
// threads together and divided by their number (set OMP_WAIT_POLICY=passive: a thread that spins while it waits is
// counted too); beside them the best wall time. Every result is first compared with a double loop.
//
// The peer is a command that this program starts. It reads lines "NAME TYPE THREADS" from its standard input, computes
// the formula of that name on the data made by `numbers` below, and answers "WALL CPU SUM": seconds, seconds of all its
// threads together, and the sum of all entries of the result, which is checked too; or "none". See pykeops_peer.py.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <string>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "hand_written.hpp"

#include <kernfold/kernfold.hpp>

using namespace kernfold;
using Index = std::ptrdiff_t;

namespace {

struct Options {
  int rounds = 25;
  std::string only, peer;  // rows whose name contains `only`
};

// ---- data

// Numbers in [low, low + width), the same in every language: splitmix64 of salt + k.
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

// ---- time

struct Times {
  double wall, cpu;  // cpu: of all threads
};
template <class Function>
Times timed(Function f) {
  using Clock = std::chrono::steady_clock;
  timespec a, b;
  const auto start = Clock::now();
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
  f();
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
  const double wall = std::chrono::duration<double>(Clock::now() - start).count();
  return {wall, static_cast<double>(b.tv_sec - a.tv_sec) + 1e-9 * static_cast<double>(b.tv_nsec - a.tv_nsec)};
}

struct Quartiles {
  double low, median, high;
};
Quartiles quartiles(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  const std::size_t n = v.size();
  return {v[n / 4], v[n / 2], v[n - 1 - n / 4]};
}

// Fused multiply-adds as operations per second (two each), of one thread while `thread_count` of them run.
template <class T>
double peak(int thread_count) {
#if defined(HAND_WRITTEN)
  double operations = 0;
  const Times t = timed([&] {
    cpu::parallel_for(thread_count, thread_count, [&](Index task, int) {
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

// ---- the peer

class Peer {
 public:
  explicit Peer(const std::string& command) {
    int to[2], from[2];
    if (command.empty() || pipe(to) != 0 || pipe(from) != 0) return;
    process_ = fork();
    if (process_ == 0) {
      dup2(to[0], 0);
      dup2(from[1], 1);
      for (const int fd : {to[0], to[1], from[0], from[1]}) close(fd);
      execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
      _exit(127);
    }
    close(to[0]);
    close(from[1]);
    to_ = fdopen(to[1], "w");
    from_ = fdopen(from[0], "r");
  }
  ~Peer() {
    if (to_ != nullptr) fclose(to_);
    if (from_ != nullptr) fclose(from_);
    if (process_ > 0) waitpid(process_, nullptr, 0);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // False if there is no peer or it does not know the formula.
  bool measure(const std::string& name, const char* type, int thread_count, Times& t, double& sum) {
    if (to_ == nullptr || from_ == nullptr) return false;
    if (fprintf(to_, "%s %s %d\n", name.c_str(), type, thread_count) < 0 || fflush(to_) != 0) return false;
    char line[256];
    if (fgets(line, sizeof line, from_) == nullptr) {
      fprintf(stderr, "the peer has ended\n");
      fclose(to_);
      to_ = nullptr;
      return false;
    }
    return sscanf(line, "%lf %lf %lf", &t.wall, &t.cpu, &sum) == 3;
  }

 private:
  pid_t process_ = -1;
  FILE *to_ = nullptr, *from_ = nullptr;
};

// ---- one row of the table

template <class T>
struct Row {
  std::string name;   // as the peer knows it
  std::string title;  // as people do
  Index rows, pairs;
  int operations;                                            // of a pair, in multiply-adds; 0: not bound by them
  std::function<Tensor<T>(int)> kernfold;                    // by the number of threads
  std::function<void(int, std::vector<T>&)> hand_written{};  // may be empty
  // Entries of row i in double precision, and of the sum of absolute values of their terms.
  std::function<void(Index, std::vector<double>&, std::vector<double>&)> reference;
};

template <class T>
constexpr const char* type_name = sizeof(T) == 4 ? "float" : "double";

bool failed = false;

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
    fprintf(stderr, "%s, %s, %s: wrong, relative error %g\n", row.name.c_str(), type_name<T>, who, worst);
  }
}

std::string ratio_text(const std::vector<double>& ratios, const char* format) {
  if (ratios.empty()) return "";
  const Quartiles q = quartiles(ratios);
  const std::string pattern = std::string(format) + " (" + format + "..." + format + ")";
  char text[96];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  snprintf(text, sizeof text, pattern.c_str(), q.median, q.low, q.high);
#pragma GCC diagnostic pop
  return text;
}

template <class T>
void measure(const Row<T>& row, int thread_count, const Options& options, Peer& peer) {
  if (row.name.find(options.only) == std::string::npos) return;
  Tensor<T> result = row.kernfold(thread_count);
  check(row, "kernfold", &result(0, 0), result.cols());
  double sum = 0, absolute = 0;
  for (Index k = 0; k < result.size(); ++k) {
    const double c = static_cast<double>((&result(0, 0))[k]);
    sum += c;
    absolute += std::fabs(c);
  }
  std::vector<T> hand_result(static_cast<std::size_t>(row.rows));
  if (row.hand_written) {
    row.hand_written(thread_count, hand_result);
    check(row, "hand-written", hand_result.data(), 1);
  }

  std::vector<double> ours, walls, theirs, of_hand, of_peak, over_peer;
  double peer_spent = 0;
  bool ask = true;
  for (int round = 0; round < options.rounds; ++round) {
    double hand = 0, machine = 0, own = 0;
    // in turns, so that nobody always follows the same neighbour
    for (int turn = 0; turn < 3; ++turn) {
      const int who = (turn + round) % 3;
      if (who == 0) {
        const Times t = timed([&] { result = row.kernfold(thread_count); });
        own = t.cpu / thread_count;
        ours.push_back(own);
        walls.push_back(t.wall);
      }
      if (who == 1 && row.hand_written)
        hand = timed([&] { row.hand_written(thread_count, hand_result); }).cpu / thread_count;
      if (who == 2 && row.operations > 0) machine = peak<T>(thread_count);
    }
    if (hand > 0) of_hand.push_back(hand / own);
    if (machine > 0) of_peak.push_back(static_cast<double>(row.pairs) * row.operations / thread_count / own / machine);
    // The peer is far slower: fewer samples.
    if (ask && round % 4 == 0 && peer_spent < 6) {
      Times t{};
      double peer_sum = 0;
      ask = peer.measure(row.name, type_name<T>, thread_count, t, peer_sum);
      if (!ask) continue;
      peer_spent += t.wall;
      if (!(std::fabs(peer_sum - sum) <= 1e-4 * absolute)) {
        failed = true;
        fprintf(stderr, "%s, %s: the peer's sum is %.9g, ours %.9g\n", row.name.c_str(), type_name<T>, peer_sum, sum);
      }
      theirs.push_back(t.cpu / thread_count);
      over_peer.push_back(theirs.back() / own);
    }
  }
  const Quartiles q = quartiles(ours);
  char peer_time[32] = "";
  if (!theirs.empty()) snprintf(peer_time, sizeof peer_time, "%.1f", 1e3 * quartiles(theirs).median);
  printf("| %s | %s | %d | %.3f (%.3f...%.3f) | %.3f | %.3f | %s | %s | %s | %s |\n", row.title.c_str(), type_name<T>,
         thread_count, 1e3 * q.median, 1e3 * q.low, 1e3 * q.high, 1e3 * *std::min_element(walls.begin(), walls.end()),
         static_cast<double>(row.pairs) / thread_count / q.median * 1e-9, ratio_text(of_hand, "%.3f").c_str(),
         ratio_text(of_peak, "%.3f").c_str(), peer_time, ratio_text(over_peer, "%.0f").c_str());
  fflush(stdout);
}

// ---- the formulas

template <class T>
std::vector<Row<T>> gaussian() {
  constexpr Index M = 10000, N = 10000;
  static const auto x = numbers<T>(3 * M, 1, 0, 1), y = numbers<T>(3 * N, 2, 0, 1), b = numbers<T>(N, 3, -1, 2),
                    e = numbers<T>(M, 4, -1, 2);
  static const T g = T(0.5);
  constexpr Vi<0, 3> vx{};
  constexpr Vj<1, 3> vy{};
  constexpr Vj<2, 1> vb{};
  constexpr Pm<3, 1> vg{};
  constexpr auto f = Exp(-vg * SqDist(vx, vy)) * vb;
  constexpr auto conv = reduction<Sum, Axis1>(f);
  constexpr auto in_x = grad(conv, vx);
  constexpr auto in_y = grad(conv, vy);

  const auto at = [](const std::vector<T>& v, Index k) { return static_cast<double>(v[static_cast<std::size_t>(k)]); };
  const auto kernel = [=](Index i, Index j) {
    double s = 0;
    for (Index k = 0; k < 3; ++k) s += std::pow(at(x, 3 * i + k) - at(y, 3 * j + k), 2);
    return std::exp(-static_cast<double>(g) * s);
  };
  // The derivative of e_i c_i in x_i for sign = -1, in y_j for sign = 1, of one pair.
  const auto derivative = [=](Index i, Index j, double sign, std::vector<double>& s, std::vector<double>& a) {
    for (Index k = 0; k < 3; ++k) {
      const double t = sign * 2 * static_cast<double>(g) * (at(x, 3 * i + k) - at(y, 3 * j + k)) * kernel(i, j) *
                       at(b, j) * at(e, i);
      s[static_cast<std::size_t>(k)] += t;
      a[static_cast<std::size_t>(k)] += std::fabs(t);
    }
  };
  std::vector<Row<T>> r;
  r.push_back({"gaussian",
               "Gaussian D=3, 10k x 10k",
               M,
               M * N,
               0,
               [=](int n) { return conv(x, y, b, g, threads(n)); },
               {},
               [=](Index i, std::vector<double>& s, std::vector<double>& a) {
                 for (Index j = 0; j < N; ++j) {
                   s[0] += kernel(i, j) * at(b, j);
                   a[0] += std::fabs(kernel(i, j) * at(b, j));
                 }
               }});
#if defined(HAND_WRITTEN)
  if constexpr (sizeof(T) == 4)
    r.back().hand_written = [=](int n, std::vector<T>& out) {
      hand::gaussian(x.data(), y.data(), b.data(), g, M, N, n, out.data());
    };
#endif
  r.push_back({"gaussian_x",
               "its gradient in x",
               M,
               M * N,
               0,
               [=](int n) { return in_x(x, y, b, g, e, threads(n)); },
               {},
               [=](Index i, std::vector<double>& s, std::vector<double>& a) {
                 for (Index j = 0; j < N; ++j) derivative(i, j, -1, s, a);
               }});
  r.push_back({"gaussian_y",
               "its gradient in y",
               N,
               M * N,
               0,
               [=](int n) { return in_y(x, y, b, g, e, threads(n)); },
               {},
               [=](Index j, std::vector<double>& s, std::vector<double>& a) {
                 for (Index i = 0; i < M; ++i) derivative(i, j, 1, s, a);
               }});
  return r;
}

template <class T>
std::vector<Row<T>> attention() {
  constexpr Index M = 4000, N = 4000;
  constexpr int D = 64;
  static const auto x = numbers<T>(D * M, 5, -0.25, 0.5), y = numbers<T>(D * N, 6, -0.25, 0.5),
                    v = numbers<T>(D * N, 7, -1, 2), e = numbers<T>(D * M, 8, -1, 2);
  constexpr Vi<0, D> vx{};
  constexpr Vj<1, D> vy{};
  constexpr Vj<2, D> vv{};
  constexpr auto f = Exp(Scalprod(vx, vy)) * vv;
  constexpr auto conv = reduction<Sum, Axis1>(f);
  constexpr auto in_x = grad(conv, vx);

  const auto dot = [](const std::vector<T>& p, Index i, const std::vector<T>& q, Index j) {
    double s = 0;
    for (Index k = 0; k < D; ++k)
      s += static_cast<double>(p[static_cast<std::size_t>(D * i + k)]) *
           static_cast<double>(q[static_cast<std::size_t>(D * j + k)]);
    return s;
  };
  const auto add = [](double w, const std::vector<T>& q, Index j, std::vector<double>& s, std::vector<double>& a) {
    for (std::size_t k = 0; k < D; ++k) {
      const double t = w * static_cast<double>(q[static_cast<std::size_t>(D * j) + k]);
      s[k] += t;
      a[k] += std::fabs(t);
    }
  };
  std::vector<Row<T>> r;
  r.push_back({"attention",
               "exp(x.y) v, D=64, 64 outputs, 4k x 4k",
               M,
               M * N,
               4 * D,
               [=](int n) { return conv(x, y, v, threads(n)); },
               {},
               [=](Index i, std::vector<double>& s, std::vector<double>& a) {
                 for (Index j = 0; j < N; ++j) add(std::exp(dot(x, i, y, j)), v, j, s, a);
               }});
  r.push_back({"attention_x",
               "its gradient in x",
               M,
               M * N,
               6 * D,
               [=](int n) { return in_x(x, y, v, e, threads(n)); },
               {},
               [=](Index i, std::vector<double>& s, std::vector<double>& a) {
                 for (Index j = 0; j < N; ++j) add(std::exp(dot(x, i, y, j)) * dot(e, i, v, j), y, j, s, a);
               }});
  return r;
}

template <class T>
std::vector<Row<T>> tutorial() {
  constexpr Index M = 3000, N = 5000;
  static const auto x = numbers<T>(3 * M, 9, 0, 1), y = numbers<T>(3 * N, 10, 0, 1), b = numbers<T>(N, 11, 0, 1),
                    e = numbers<T>(3 * M, 12, -1, 2);
  static const T p = T(0.25);
  constexpr Vi<0, 3> vx{};
  constexpr Vj<1, 3> vy{};
  constexpr Vj<2, 1> va{};
  constexpr Pm<3, 1> vp{};
  constexpr auto f = Square(vp - va) * Exp(vx + vy);
  constexpr auto conv = reduction<Sum, Axis1>(f);
  constexpr auto in_y = grad(conv, vy);

  const auto term = [](Index i, Index j, std::size_t k) {
    const std::size_t si = static_cast<std::size_t>(i), sj = static_cast<std::size_t>(j);
    return std::pow(static_cast<double>(p) - static_cast<double>(b[sj]), 2) *
           std::exp(static_cast<double>(x[3 * si + k]) + static_cast<double>(y[3 * sj + k]));
  };
  std::vector<Row<T>> r;
  r.push_back({"tutorial",
               "(p - a)^2 exp(x + y), 3000 x 5000",
               M,
               M * N,
               0,
               [=](int n) { return conv(x, y, b, p, threads(n)); },
               {},
               [=](Index i, std::vector<double>& s, std::vector<double>& a) {
                 for (Index j = 0; j < N; ++j)
                   for (std::size_t k = 0; k < 3; ++k) a[k] = s[k] += term(i, j, k);
               }});
  r.push_back({"tutorial_y",
               "its gradient in y",
               N,
               M * N,
               0,
               [=](int n) { return in_y(x, y, b, p, e, threads(n)); },
               {},
               [=](Index j, std::vector<double>& s, std::vector<double>& a) {
                 for (Index i = 0; i < M; ++i)
                   for (std::size_t k = 0; k < 3; ++k) {
                     const double t = term(i, j, k) * static_cast<double>(e[static_cast<std::size_t>(3 * i) + k]);
                     s[k] += t;
                     a[k] += std::fabs(t);
                   }
               }});
  return r;
}

template <class T>
void measure_all(const Options& options, Peer& peer) {
  for (auto rows : {gaussian<T>(), attention<T>(), tutorial<T>()})
    for (const auto& row : rows)
      for (const int n : {1, 2}) measure(row, n, options, peer);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int k = 1; k < argc; ++k) {
    const std::string word = argv[k];
    if (word == "--rounds" && k + 1 < argc) {
      options.rounds = std::max(1, std::atoi(argv[++k]));
    } else if (word == "--only" && k + 1 < argc) {
      options.only = argv[++k];
    } else if (word == "--peer" && k + 1 < argc) {
      options.peer = argv[++k];
    } else {
      fprintf(stderr, "usage: %s [--rounds n] [--only NAME] [--peer COMMAND]\n", argv[0]);
      return 2;
    }
  }
  Peer peer(options.peer);
  for (const int n : {1, 2}) {
    std::vector<double> single, twice;
    for (int k = 0; k < options.rounds; ++k) {
      single.push_back(peak<float>(n) * 1e-9);
      twice.push_back(peak<double>(n) * 1e-9);
    }
    printf("FMA peak, %d thread%s: %s Gflop/s a thread in float, %s in double.\n\n", n, n == 1 ? "" : "s",
           ratio_text(single, "%.1f").c_str(), ratio_text(twice, "%.1f").c_str());
  }
  printf("Hand-written kernels: %s.\n\n", hand::instruction_set);
  printf(
      "| formula | type | threads | CPU ms | best wall ms | 1e9 pairs/s a thread | of hand-written | of FMA peak | "
      "peer, CPU ms | times "
      "faster than the peer |\n|---|---|---|---|---|---|---|---|---|---|\n");
  measure_all<float>(options, peer);
  measure_all<double>(options, peer);
  if (failed) fprintf(stderr, "some results are wrong\n");
  return failed ? 1 : 0;
}
