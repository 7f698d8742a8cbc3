// SPDX-License-Identifier: MIT
//
// The tutorial problem of KeOps: c_i = sum_j (p - a_j)^2 exp(x_i + y_j) for points x_i, y_j of R^3, and the gradient
// g = (d_y c)^T e, both without storing the M x N x 3 array of terms. They are timed, compared with plain loops that do
// store it, checked in double precision, and drawn (with gnuplot, if it is there). The library is at work in `run`.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iomanip>
#include <limits>
#include <memory>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support.hpp"

#if defined(__CUDACC__)
#include <kernfold/cuda.hpp>
#else
#include <kernfold/kernfold.hpp>
#endif

using namespace kernfold;
using Index = std::ptrdiff_t;

constexpr char usage[] =
    "usage: sum_reduction [--size M N] [--double] [--threads n] [--device D] [--output FILE.png] "
    "[--help]\n"
    "  --size M N         number of points x_i and of points y_j, 1 to 10000000 each (default 3000 5000)\n"
    "  --double           compute in double precision (default: single)\n"
    "  --threads n        threads for kernfold, 1 to 256 (default: all processors, or OMP_NUM_THREADS under OpenMP)\n"
    "  --device D         cpu (default) or cuda, for a program compiled by nvcc\n"
    "  --output FILE.png  where the figure goes (default sum_reduction.png); if it cannot be drawn, that is an error\n"
    "Exit code: 0, or 1 if the results are wrong or an explicit --output failed, or 2 for a wrong command line.\n";

constexpr double storage_limit = 4e9;  // bytes that the vanilla version may take
constexpr double checked_pairs = 3e7;  // beyond that, the check takes a sample of the rows

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Options {
  Index M = 3000, N = 5000;
  bool in_double = false, on_gpu = false, help = false;
  int thread_count = cpu::default_threads();
  std::string output;  // empty: the default, and no error if it cannot be drawn
};

Options parse(const std::vector<std::string_view>& words) {
  Options o;
  std::size_t next = 0;
  const auto value = [&](std::string_view option) {
    if (next == words.size()) throw UsageError(std::string(option) + " needs a value");
    return words[next++];
  };
  const auto number = [&](std::string_view option, Index most) {
    const std::string_view s = value(option);
    Index n = 0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n);
    if (error != std::errc() || end != s.data() + s.size() || n < 1 || n > most)
      throw UsageError(std::string(option) + ": '" + std::string(s) + "' is not a whole number from 1 to " +
                       std::to_string(most));
    return n;
  };
  while (next < words.size()) {
    const std::string_view option = words[next++];
    if (option == "--size") {
      o.M = number(option, 10'000'000);
      o.N = number(option, 10'000'000);
    } else if (option == "--double") {
      o.in_double = true;
    } else if (option == "--threads") {
      o.thread_count = static_cast<int>(number(option, cpu::max_threads));
    } else if (option == "--device") {
      const std::string_view device = value(option);
      if (device != "cpu" && device != "cuda")
        throw UsageError("--device: '" + std::string(device) + "' is neither cpu nor cuda");
      o.on_gpu = device == "cuda";
    } else if (option == "--output") {
      o.output = value(option);
      if (o.output.empty()) throw UsageError("--output: the file name is empty");
    } else if (option == "--help") {
      o.help = true;
    } else {
      throw UsageError("unknown option '" + std::string(option) + "'");
    }
  }
  return o;
}

// What one writes without a library: store term(row, column, k) for all pairs, then sum over one axis.
enum class Over { j, i };
template <Over axis, class T, class Term>
Tensor<T> vanilla(Index M, Index N, Term term) {
  const auto terms = std::make_unique_for_overwrite<T[]>(static_cast<std::size_t>(M * N * 3));
  for (Index i = 0; i < M; ++i)
    for (Index j = 0; j < N; ++j)
      for (Index k = 0; k < 3; ++k) terms[static_cast<std::size_t>((i * N + j) * 3 + k)] = term(i, j, k);

  Tensor<T> sum(axis == Over::j ? M : N, 3);
  std::fill(sum.begin(), sum.end(), T(0));
  for (Index i = 0; i < M; ++i)
    for (Index j = 0; j < N; ++j)
      for (Index k = 0; k < 3; ++k)
        sum(axis == Over::j ? i : j, k) += terms[static_cast<std::size_t>((i * N + j) * 3 + k)];
  return sum;
}

// Largest differences, each divided by the sum of the absolute values of its terms. NaN if a result is NaN.
struct Differences {
  Index rows = 0;                    // how many were looked at
  double exact = 0, of_vanilla = 0;  // kernfold - double precision, kernfold - vanilla
};

// term(row, column, k), in double precision, summed over the columns in long double. `plain` may be empty.
template <class T, class Term>
Differences compare(const Tensor<T>& result, const Tensor<T>& plain, Index columns, Term term) {
  const auto larger = [](double a, double b) { return a >= b || a != a ? a : b; };
  Differences d;
  d.rows = std::clamp(static_cast<Index>(checked_pairs / static_cast<double>(columns)), Index(1), result.rows());
  for (Index s = 0; s < d.rows; ++s) {
    const Index row = d.rows == 1 ? result.rows() - 1 : s * (result.rows() - 1) / (d.rows - 1);
    for (Index k = 0; k < 3; ++k) {
      long double sum = 0, size = 0;
      for (Index column = 0; column < columns; ++column) {
        const double t = term(row, column, k);
        sum += t;
        size += std::abs(t);
      }
      const auto r = static_cast<long double>(result(row, k));
      d.exact = larger(d.exact, static_cast<double>(std::abs(r - sum) / size));
      if (plain.size() > 0)
        d.of_vanilla =
            larger(d.of_vanilla, static_cast<double>(std::abs(r - static_cast<long double>(plain(row, k))) / size));
    }
  }
  return d;
}

// Gnuplot commands for the first rows of g, a panel for each component. `plain` may be empty.
template <class T>
std::string figure(const Tensor<T>& g, const Tensor<T>& plain) {
  const Index rows = std::min<Index>(40, g.rows());
  std::ostringstream s;
  s << std::setprecision(9) << "$data << EOD\n";
  for (Index j = 0; j < rows; ++j) {
    s << j;
    for (const T v : g.row(j)) s << ' ' << v;
    if (plain.size() > 0)
      for (const T v : plain.row(j)) s << ' ' << v;
    s << '\n';
  }
  s << "EOD\nset multiplot layout 3,1 margins 0.09,0.975,0.07,0.9 spacing 0,0.085 title "
    << "'The gradient g = (d_y c)^T e, first " << rows << " of " << g.rows() << " rows' noenhanced font ',16'\n"
    << "set grid\nset xrange [-0.5:" << static_cast<double>(rows) - 0.5 << "]\nset ylabel 'value' offset 1\n"
    << "set key at screen 0.975,0.985 right top vertical Right\n";
  for (Index k = 0; k < 3; ++k) {
    double low = static_cast<double>(g(0, k)), high = low;
    for (Index j = 1; j < rows; ++j) {
      low = std::min(low, static_cast<double>(g(j, k)));
      high = std::max(high, static_cast<double>(g(j, k)));
    }
    const double margin = high > low ? (high - low) / 10 : std::abs(high) / 10 + 1e-6;
    s << "set yrange [" << low - margin << ':' << high + margin << "]\n"
      << "set title 'component " << k + 1 << " of g_j' offset 0,-0.5\n"
      << (k == 2 ? "set xlabel 'row j' offset 0,0.5\n" : "") << "plot $data using 1:" << k + 2
      << " with linespoints lw 5 pt 7 ps 0.9 lc rgb '#7fb2e5' title 'kernfold'";
    if (plain.size() > 0)
      s << ", '' using 1:" << k + 5 << " with linespoints lw 2 dt (12,8) pt 7 ps 0.3 lc rgb '#c00000' title 'vanilla'";
    s << "\nunset key\n";
  }
  s << "unset multiplot\n";
  return s.str();
}

template <class T>
int run(const Options& o) {
  // The formula is a type; these variables have no data.
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Vj<2, 1> a{};
  constexpr Pm<3, 1> p{};
  constexpr auto conv = reduction<Sum, Axis1>(Square(p - a) * Exp(x + y));
  constexpr auto dconv = grad(conv, y);  // takes one argument more: e, of the shape of c

  std::mt19937 generator(1);
  const Index M = o.M, N = o.N;
  const Tensor<T> X = example::standard_normal<T>(M, 3, generator), Y = example::standard_normal<T>(N, 3, generator),
                  A = example::standard_normal<T>(N, 1, generator), E = example::standard_normal<T>(M, 3, generator);
  const T P = example::standard_normal<T>(1, 1, generator)(0, 0);

  std::printf("formula   c_i = sum_j (p - a_j)^2 exp(x_i + y_j)        x (M, 3), y (N, 3), a (N, 1), p (1)\n");
  std::printf("gradient  g = (d_y c)^T e                               e (M, 3) as c, g (N, 3)\n");
  std::printf("sizes     M = %td, N = %td, %s, standard normal data\n", M, N, sizeof(T) == 4 ? "float32" : "float64");
  if (o.on_gpu)
    std::printf("device    kernfold: a GPU, data copied there and back; vanilla (plain loops): 1 thread\n\n");
  else
    std::printf("threads   kernfold: at most %d; vanilla (plain loops): 1\n\n", o.thread_count);

  const double pairs = static_cast<double>(M) * static_cast<double>(N);
  const auto report = [&](const char* what, example::Timing t) {
    std::printf("%-11s %12.4g %14.3g %7zu\n", what, t.seconds * 1e3, pairs / t.seconds, t.runs);
  };
  std::printf("%-11s %12s %14s %7s    median after one warm-up run\n", "", "time (ms)", "pairs/s", "runs");

  const auto call = [&](auto operation, const auto&... data) {
#if defined(__CUDACC__)
    if (o.on_gpu) return operation(data..., on_cuda{});
#endif
    return operation(data..., threads(o.thread_count));
  };
  Tensor<T> c, g;
  report("kernfold c", example::median_time([&] { c = call(conv, X, Y, A, P); }));
  report("kernfold g", example::median_time([&] { g = call(dconv, X, Y, A, P, E); }));

  const auto term = [&](auto scalar, Index i, Index j, Index k) {
    using S = decltype(scalar);
    const S difference = S(P) - S(A(j, 0));
    return difference * difference * std::exp(S(X(i, k)) + S(Y(j, k)));
  };
  Tensor<T> vanilla_c, vanilla_g;
  const double bytes = pairs * 3 * sizeof(T);
  const bool compared = bytes <= storage_limit;
  if (compared) {
    report("vanilla c", example::median_time([&] {
             vanilla_c = vanilla<Over::j, T>(M, N, [&](Index i, Index j, Index k) { return term(T(), i, j, k); });
           }));
    report("vanilla g", example::median_time([&] {
             vanilla_g =
                 vanilla<Over::i, T>(M, N, [&](Index i, Index j, Index k) { return term(T(), i, j, k) * E(i, k); });
           }));
    std::printf("\nvanilla stores the M x N x 3 array of terms, %.4g MB; kernfold stores none\n", bytes / 1e6);
  } else {
    std::printf("vanilla     skipped: its M x N x 3 array of terms would take %.4g MB, over the limit of %.4g MB\n",
                bytes / 1e6, storage_limit / 1e6);
  }

  const auto dc = compare(c, vanilla_c, N, [&](Index i, Index j, Index k) { return term(0.0, i, j, k); });
  const auto dg = compare(g, vanilla_g, M,
                          [&](Index j, Index i, Index k) { return term(0.0, i, j, k) * static_cast<double>(E(i, k)); });
  const double tolerance = 16 * static_cast<double>(std::numeric_limits<T>::epsilon());
  const bool right = dc.exact <= tolerance && dg.exact <= tolerance;
  std::printf("\nlargest difference over the sum of absolute terms %9s %12s\n", "c", "g");
  std::printf("  kernfold - plain loops in double precision   %12.2e %12.2e\n", dc.exact, dg.exact);
  if (compared)
    std::printf("  kernfold - vanilla                           %12.2e %12.2e\n", dc.of_vanilla, dg.of_vanilla);
  std::printf("  rows compared                                %12td %12td\n", dc.rows, dg.rows);
  std::printf("%s: kernfold is %s %.2g of double precision\n\n", right ? "PASS" : "FAIL",
              right ? "within" : "not within", tolerance);

  const std::string file = o.output.empty() ? "sum_reduction.png" : o.output;
  std::fflush(stdout);
  const bool drawn = example::gnuplot(file, figure(g, vanilla_g));
  if (drawn) std::printf("figure    %s\n", std::filesystem::absolute(file).c_str());
  return right && (drawn || o.output.empty()) ? 0 : 1;
}

int main(int argc, char** argv) {
  try {
    const Options o = parse({argv + 1, argv + argc});
    if (o.help) {
      std::fputs(usage, stdout);
      return 0;
    }
#if !defined(__CUDACC__)
    if (o.on_gpu)
      throw std::runtime_error(
          "--device cuda: this program was compiled without CUDA; compile it with nvcc and run it where a GPU is:\n"
          "    nvcc -x cu -std=c++20 -O3 -arch=native -I include -o sum_reduction examples/sum_reduction.cpp");
#endif
    return o.in_double ? run<double>(o) : run<float>(o);
  } catch (const UsageError& e) {
    std::fprintf(stderr, "sum_reduction: %s\n%s", e.what(), usage);
    return 2;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "sum_reduction: %s\n", e.what());
    return 1;
  }
}
