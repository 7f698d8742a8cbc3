// SPDX-License-Identifier: MIT
//
// Radial kernels in low dimension, their sums and gradients, beside hand-written code (hand_kernels.hpp): a table of
// kernfold's speed over that of the other, where this does without what costs digits and where it does not. Some 240
// kernels; each takes some 0.3 s.
//     kernels [--pairs M N] [--rounds n] [--only NAME]
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>

#include "hand_kernels.hpp"
#include "harness.hpp"

#include <kernfold/kernfold.hpp>

#if defined(HAND_WRITTEN)

using namespace bench;
using namespace kernfold;

namespace {

struct Options {
  Index M = 2000, N = 2000;
  int rounds = 11;
  std::string only;
};

// |a - b| relative to the largest entry.
template <class T>
double difference(const Tensor<T>& a, const std::vector<T>& b) {
  double worst = 0, largest = 0;
  for (std::size_t k = 0; k < b.size(); ++k) {
    const double x = static_cast<double>(b[k]), y = static_cast<double>(a.data()[k]);
    worst = std::max(worst, std::fabs(x - y));
    largest = std::max(largest, std::fabs(x));
  }
  return worst / largest;
}

// Of all cells, without and with points that are scaled beforehand.
struct Ratios {
  std::vector<double> exact, scaled;
};

// One cell: both ratios, and kernfold's 1e9 pairs a second.
template <class T, class Ours, class Theirs>
void print_cell(const std::string& name, Ours ours, Theirs theirs, std::size_t size, const Options& options,
                Ratios& all) {
  std::vector<T> out(size);
  const auto exact = [&] { theirs(std::false_type{}, out.data()); };
  const auto scaled = [&] { theirs(std::true_type{}, out.data()); };
  const Tensor<T> result = ours();
  const auto check = [&](auto other) {
    other();
    const double error = difference(result, out);
    if (error <= (sizeof(T) == 4 ? 2e-5 : 2e-13)) return;
    failed = true;
    fprintf(stderr, "%s: results differ by %g\n", name.c_str(), error);
  };
  check(exact);
  check(scaled);
  const int calls = std::max(1, static_cast<int>(2e-3 / timed(exact).cpu));
  std::vector<double> own, of_exact, of_scaled;
  for (int round = 0; round < options.rounds; ++round) {
    double time[3] = {};
    for (int turn = 0; turn < 3; ++turn) {  // in turns
      const int who = (turn + round) % 3;
      time[who] = who == 0 ? timed(ours, calls).cpu : who == 1 ? timed(exact, calls).cpu : timed(scaled, calls).cpu;
    }
    own.push_back(time[0]);
    of_exact.push_back(time[1] / time[0]);
    of_scaled.push_back(time[2] / time[0]);
  }
  all.exact.push_back(quartiles(of_exact).median);
  all.scaled.push_back(quartiles(of_scaled).median);
  const double pairs = static_cast<double>(options.M) * static_cast<double>(options.N);
  printf(" %s, %s (%s) |", text(all.exact.back()).c_str(), text(all.scaled.back()).c_str(),
         text(1e-9 * pairs / quartiles(own).median).c_str());
  fflush(stdout);
}

enum class Quantity { sum, in_x, in_y, in_length };
constexpr const char* titles[] = {"sum", "gradient in x", "gradient in y", "gradient in the length"};

template <class T, class Kernel, int D, int B, Quantity quantity, class F>
void print_dimension(const std::string& name, F formula, const Options& options, Ratios& all) {
  const Index M = options.M, N = options.N;
  const auto X = numbers<T>(D * M, 1, 0, 1), Y = numbers<T>(D * N, 2, 0, 1), W = numbers<T>(B * N, 3, -1, 2),
             E = numbers<T>(B * M, 4, -1, 2);
  const T l = T(0.5);
  constexpr Vi<0, D> x{};
  constexpr Vj<1, D> y{};
  constexpr Vj<2, B> b{};
  constexpr Pm<3, 1> length{};
  constexpr auto conv = reduction<Sum, Axis1>(decltype(formula(x, y, length)){} * b);
  const auto cell = [&](auto ours, auto theirs, Index size) {
    print_cell<T>(name + ", D = " + std::to_string(D), ours, theirs, static_cast<std::size_t>(size), options, all);
  };
  const auto gradient = [&](auto v) { return [&, g = grad(conv, v)] { return g(X, Y, W, l, E, threads(1)); }; };
  if constexpr (quantity == Quantity::sum)
    cell([&] { return conv(X, Y, W, l, threads(1)); },
         [&](auto scaled, T* out) {
           hand::kernel_sum<scaled(), Kernel, D, B>(X.data(), Y.data(), W.data(), l, M, N, 1, out);
         },
         M * B);
  if constexpr (quantity == Quantity::in_x)
    cell(
        gradient(x),
        [&](auto scaled, T* out) {
          hand::kernel_gradient<scaled(), Kernel, D, B>(X.data(), Y.data(), W.data(), E.data(), l, M, N, 1, out);
        },
        M * D);
  if constexpr (quantity == Quantity::in_y)
    cell(
        gradient(y),
        [&](auto scaled, T* out) {
          hand::kernel_gradient<scaled(), Kernel, D, B>(Y.data(), X.data(), E.data(), W.data(), l, N, M, 1, out);
        },
        N * D);
  if constexpr (quantity == Quantity::in_length)
    cell(
        gradient(length),
        [&](auto scaled, T* out) {
          *out =
              hand::kernel_length_gradient<scaled(), Kernel, D, B>(X.data(), Y.data(), W.data(), E.data(), l, M, N, 1);
        },
        1);
}

template <class T, class Kernel, int B, Quantity quantity, class F>
void print_row(const char* kernel, F formula, const Options& options, Ratios& all) {
  const std::string name = std::string(kernel) + ", " + titles[static_cast<int>(quantity)] + ", b of R^" +
                           std::to_string(B) + ", " + type_name<T>;
  if (name.find(options.only) == std::string::npos) return;
  printf("| %s |", name.c_str());
  print_dimension<T, Kernel, 1, B, quantity>(name, formula, options, all);
  print_dimension<T, Kernel, 2, B, quantity>(name, formula, options, all);
  print_dimension<T, Kernel, 3, B, quantity>(name, formula, options, all);
  print_dimension<T, Kernel, 5, B, quantity>(name, formula, options, all);
  print_dimension<T, Kernel, 10, B, quantity>(name, formula, options, all);
  printf("\n");
}

template <class T, class Kernel, class F>
void print_kernel(const char* kernel, F formula, const Options& options, Ratios& all) {
  print_row<T, Kernel, 1, Quantity::sum>(kernel, formula, options, all);
  print_row<T, Kernel, 3, Quantity::sum>(kernel, formula, options, all);
  print_row<T, Kernel, 1, Quantity::in_x>(kernel, formula, options, all);
  print_row<T, Kernel, 3, Quantity::in_x>(kernel, formula, options, all);
  print_row<T, Kernel, 1, Quantity::in_y>(kernel, formula, options, all);
  print_row<T, Kernel, 1, Quantity::in_length>(kernel, formula, options, all);
}

template <class T>
void print_type(const Options& options, Ratios& all) {
  const auto gaussian = [](auto x, auto y, auto l) { return GaussianKernel(x, y, l); };
  const auto laplacian = [](auto x, auto y, auto l) { return LaplacianKernel(x, y, l); };
  const auto cauchy = [](auto x, auto y, auto l) { return CauchyKernel(x, y, l); };
  const auto matern = [](auto x, auto y, auto l) { return Matern52Kernel(x, y, l); };
  print_kernel<T, hand::Gaussian>("Gaussian", gaussian, options, all);
  print_kernel<T, hand::Laplacian>("Laplacian", laplacian, options, all);
  print_kernel<T, hand::Cauchy>("Cauchy", cauchy, options, all);
  print_kernel<T, hand::Matern52>("Matern 5/2", matern, options, all);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int k = 1; k < argc; ++k) {
    const std::string word = argv[k];
    if (word == "--pairs" && k + 2 < argc) {
      options.M = std::atoi(argv[k + 1]);
      options.N = std::atoi(argv[k + 2]);
      k += 2;
    } else if (word == "--rounds" && k + 1 < argc) {
      options.rounds = std::max(1, std::atoi(argv[++k]));
    } else if (word == "--only" && k + 1 < argc) {
      options.only = argv[++k];
    } else {
      fprintf(stderr, "usage: %s [--pairs M N] [--rounds n] [--only NAME]\n", argv[0]);
      return 2;
    }
  }
  printf("Hand-written code: %s; %td x %td pairs, one thread.\n\n", hand::instruction_set, options.M, options.N);
  printf(
      "| of hand-written as exact, with scaled points (1e9 pairs/s) | D = 1 | 2 | 3 | 5 | 10 "
      "|\n|---|---|---|---|---|---|\n");
  Ratios all;
  print_type<float>(options, all);
  print_type<double>(options, all);
  const auto summary = [](const char* what, const std::vector<double>& ratios) {
    if (ratios.empty()) return;
    const Quartiles q = quartiles(ratios);
    const auto least = *std::min_element(ratios.begin(), ratios.end());
    printf("\n%td ratios %s: median %s, a quarter below %s, least %s\n", static_cast<Index>(ratios.size()), what,
           text(q.median).c_str(), text(q.low).c_str(), text(least).c_str());
  };
  summary("to code as exact", all.exact);
  summary("to code with scaled points", all.scaled);
  if (failed) fprintf(stderr, "some results are wrong\n");
  return failed ? 1 : 0;
}

#else

int main() { printf("There is no hand-written code for this machine.\n"); }

#endif
