// SPDX-License-Identifier: MIT
//
// Formulas of physics, statistics and geometry beside the same by hand (hand_tiles.hpp): for each the fastest of five
// tiles. Prints a table of kernfold's speed over that. Hand-written code takes what is fast: a step of Newton's method
// for quotients and roots, exponentials of negative numbers alone; its data are packed beforehand, and that is not
// timed.
//     gallery [--pairs n] [--rounds n] [--only NAME]     n x n pairs, n rounded up to a multiple of 8
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>

#include "hand_tiles.hpp"
#include "harness.hpp"

#include <kernfold/kernfold.hpp>

#if defined(HAND_WRITTEN)

using namespace bench;
using namespace kernfold;

namespace {

struct Options {
  Index n = 2000;
  int rounds = 11;
  std::string only;
};

std::vector<double> all_ratios;

/// DX, DY: numbers of a row and of a column; S: of the result.
template <int DX, int DY, int S, class T, class Ours, class Pair>
void compare_with(const std::string& title, const std::vector<T>& x, const std::vector<T>& y, const Options& options,
                  Ours ours, Pair pair) {
  if (title.find(options.only) == std::string::npos) return;
  const Index n = options.n;
  std::vector<T> out(static_cast<std::size_t>(n * S));
  std::vector<std::pair<std::string, std::function<void()>>> tiles;
  const auto tile = [&](auto R, auto C) {
    tiles.emplace_back(std::to_string(R()) + " x " + std::to_string(C()), [&] {
      hand::sum_tiles<DX, DY, S, decltype(R)::value, decltype(C)::value>(x.data(), y.data(), n, n, pair, out.data());
    });
  };
  tile(hand::Degree<1>{}, hand::Degree<1>{});
  tile(hand::Degree<1>{}, hand::Degree<4>{});
  tile(hand::Degree<1>{}, hand::Degree<8>{});
  tile(hand::Degree<2>{}, hand::Degree<2>{});
  tile(hand::Degree<2>{}, hand::Degree<4>{});

  const Tensor<T> result = ours();
  const auto own = [&] { ours(); };
  const int calls = std::max(1, static_cast<int>(1e-3 / timed(own).cpu));
  std::size_t best = 0;
  double least = 1e9;
  for (std::size_t k = 0; k < tiles.size(); ++k) {
    tiles[k].second();
    double worst = 0, largest = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      worst = std::max(worst, std::fabs(static_cast<double>(out[i]) - static_cast<double>(result.data()[i])));
      largest = std::max(largest, std::fabs(static_cast<double>(out[i])));
    }
    if (!(worst <= (sizeof(T) == 4 ? 2e-5 : 2e-13) * largest)) {
      failed = true;
      fprintf(stderr, "%s: results differ by %g\n", title.c_str(), worst / largest);
    }
    std::vector<double> seconds;
    for (int turn = 0; turn < 5; ++turn) seconds.push_back(timed(tiles[k].second, calls).cpu);
    if (const double t = *std::min_element(seconds.begin(), seconds.end()); t < least) {
      least = t;
      best = k;
    }
  }
  std::vector<double> ratio, seconds;
  for (int round = 0; round < options.rounds; ++round) {
    double ours_took = 0, theirs = 0;
    for (int turn = 0; turn < 2; ++turn)  // in turns
      ((turn + round) % 2 == 0 ? ours_took : theirs) =
          (turn + round) % 2 == 0 ? timed(own, calls).cpu : timed(tiles[best].second, calls).cpu;
    ratio.push_back(theirs / ours_took);
    seconds.push_back(ours_took);
  }
  all_ratios.push_back(quartiles(ratio).median);
  printf("| %s | %s | %s | %s | %s |\n", title.c_str(), type_name<T>, text(ratio).c_str(),
         text(1e-9 * static_cast<double>(n * n) / quartiles(seconds).median).c_str(), tiles[best].first.c_str());
  fflush(stdout);
}

/// Records of n rows, each of which has D numbers of every part.
template <class T>
std::vector<T> records(Index n, std::initializer_list<std::pair<const std::vector<T>*, Index>> parts) {
  std::vector<T> r;
  for (Index j = 0; j < n; ++j)
    for (const auto& [part, D] : parts) r.insert(r.end(), part->begin() + D * j, part->begin() + D * (j + 1));
  return r;
}

template <class T>
void print_gallery(const Options& options) {
  const Index n = options.n;
  const auto X = numbers<T>(3 * n, 1, 0, 1), Y = numbers<T>(3 * n, 2, 0, 1), B = numbers<T>(n, 3, -1, 2),
             V = numbers<T>(3 * n, 4, -1, 2), E = numbers<T>(3 * n, 5, -1, 2), L = numbers<T>(n, 6, 0.5, 1),
             P = numbers<T>(10 * n, 7, 0.1, 1), Q = numbers<T>(10 * n, 8, 0.1, 1), P6 = numbers<T>(6 * n, 9, -1, 2),
             Q6 = numbers<T>(6 * n, 10, -1, 2);
  const auto YB = records<T>(n, {{&Y, 3}, {&B, 1}}), YV = records<T>(n, {{&Y, 3}, {&V, 3}}),
             YBL = records<T>(n, {{&Y, 3}, {&B, 1}, {&L, 1}}), XE = records<T>(n, {{&X, 3}, {&E, 3}}),
             QB = records<T>(n, {{&Q, 10}, {&B, 1}}), QB6 = records<T>(n, {{&Q6, 6}, {&B, 1}});
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Vj<2, 1> b{};
  constexpr Vj<2, 3> v{};
  constexpr auto d = x - y;
  constexpr auto square = SqDist(x, y);
  constexpr auto softened = square + 0.01_c;
  const auto one = threads(1);
  // b f of scalars b, and sums of vectors, by formulas f
  const auto scalar = [&](const char* title, auto f, auto pair) {
    compare_with<3, 4, 1>(
        title, X, YB, options, [&] { return reduce<Sum, Axis1>(f, X, Y, B, one, all_pairs); }, pair);
  };
  const auto vector = [&](const char* title, auto f, auto pair) {
    compare_with<3, 4, 3>(
        title, X, YB, options, [&] { return reduce<Sum, Axis1>(f, X, Y, B, one); }, pair);
  };
  const auto of_vectors = [&](const char* title, auto f, auto pair) {
    compare_with<3, 6, 3>(
        title, X, YV, options, [&] { return reduce<Sum, Axis1>(f, X, Y, V, one); }, pair);
  };
  const auto weighted = [](auto& p, const auto& k) KERNFOLD_INLINE_LAMBDA { p.add(0, k, p.y(3)); };
  const auto along_difference = [](auto& p, const auto& k) KERNFOLD_INLINE_LAMBDA {
    for (int c = 0; c < 3; ++c) p.add(c, k, p.difference(c));
  };

  scalar("inverse multiquadric", b / Sqrt(1_c + square),
         [=](auto& p) KERNFOLD_INLINE_LAMBDA { weighted(p, inverse_root(p.template square_distance<3>() + T(1))); });
  scalar("multiquadric", b * Sqrt(1_c + square),
         [=](auto& p) KERNFOLD_INLINE_LAMBDA { weighted(p, root(p.template square_distance<3>() + T(1))); });
  scalar("energy distance", b * Norm2(d),
         [=](auto& p) KERNFOLD_INLINE_LAMBDA { weighted(p, root(p.template square_distance<3>())); });
  scalar("rational quadratic, 3/2", b * Powf(1_c + square / 3_c, -1.5_c), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
    const auto q = inverse_root(mad(p.template square_distance<3>(), T(1.0 / 3), T(1)));
    weighted(p, q * q * q);
  });
  scalar("Matern 3/2", b * ((1_c + Norm2(d)) * Exp(-Norm2(d))), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
    const auto r = root(p.template square_distance<3>());
    weighted(p, (r + T(1)) * exp_minus(r));
  });
  scalar("Wendland", b * (Square(Square(ReLU(1_c - Norm2(d)))) * (4_c * Norm2(d) + 1_c)),
         [=](auto& p) KERNFOLD_INLINE_LAMBDA {
           const auto r = root(p.template square_distance<3>());
           const auto q = positive_part(T(1) - r);
           weighted(p, (q * q) * (q * q) * mad(r, T(4), T(1)));
         });
  scalar("Epanechnikov", b * ReLU(1_c - square),
         [=](auto& p) KERNFOLD_INLINE_LAMBDA { weighted(p, positive_part(T(1) - p.template square_distance<3>())); });
  scalar("Yukawa", b * Exp(-Sqrt(softened)) / Sqrt(softened), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
    const auto r2 = p.template square_distance<3>() + T(0.01);
    const auto q = inverse_root(r2);
    weighted(p, exp_minus(r2 * q) * q);
  });
  scalar("Lennard-Jones", b * (Pow<6>(1_c / (square + 0.1_c)) - Pow<3>(1_c / (square + 0.1_c))),
         [=](auto& p) KERNFOLD_INLINE_LAMBDA {
           const auto q = inverse(p.template square_distance<3>() + T(0.1));
           weighted(p, q * q * q * (q * q * q - T(1)));
         });
  scalar("Lennard-Jones, by quotients", b * (1_c / Pow<6>(square + 0.1_c) - 1_c / Pow<3>(square + 0.1_c)),
         [=](auto& p) KERNFOLD_INLINE_LAMBDA {
           const auto q = inverse(p.template square_distance<3>() + T(0.1));
           weighted(p, q * q * q * (q * q * q - T(1)));
         });
  scalar("Morse", b * Square(1_c - Exp(-Norm2(d))), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
    const auto q = T(1) - exp_minus(root(p.template square_distance<3>()));
    weighted(p, q * q);
  });
  scalar("second derivative of a Gaussian", b * (square - 1_c) * Exp(-square / 2_c),
         [=](auto& p) KERNFOLD_INLINE_LAMBDA {
           const auto r2 = p.template square_distance<3>();
           weighted(p, exp_minus(r2 * T(0.5)) * (r2 - T(1)));
         });
  scalar("polynomial of the distance", b * (((square - 3_c) * square + 2_c) * square - 1_c),
         [=](auto& p) KERNFOLD_INLINE_LAMBDA {
           const auto r2 = p.template square_distance<3>();
           weighted(p, mad(mad(r2 - T(3), r2, T(2)), r2, T(-1)));
         });
  vector("gravity", b * (y - x) / Pow<3>(Sqrt(softened)), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
    const auto q = inverse_root(p.template square_distance<3>() + T(0.01));
    along_difference(p, q * q * (q * (T(0) - p.y(3))));
  });
  vector("gravity, by a power", b * (y - x) / Powf(softened, 1.5_c), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
    const auto q = inverse_root(p.template square_distance<3>() + T(0.01));
    along_difference(p, q * q * (q * (T(0) - p.y(3))));
  });
  vector("Lennard-Jones, a gradient", Grad(Pow<-6>(square + 0.1_c) - Pow<-3>(square + 0.1_c), x, b),
         [=](auto& p) KERNFOLD_INLINE_LAMBDA {
           const auto q = inverse(p.template square_distance<3>() + T(0.1));
           const auto q3 = q * q * q;
           along_difference(p, (q3 * q) * (mad(q3, T(-12), T(6)) * p.y(3)));
         });
  vector("t-SNE", b * d * Square(1_c / (1_c + square)), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
    const auto q = inverse(p.template square_distance<3>() + T(1));
    along_difference(p, q * q * p.y(3));
  });
  of_vectors("momenta by a Gaussian", v * Exp(-square), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
    const auto k = exp_minus(p.template square_distance<3>());
    for (int c = 0; c < 3; ++c) p.add(c, k, p.y(3 + c));
  });
  of_vectors("Biot-Savart", Cross(v, d) * Pow<3>(Rsqrt(softened)), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
    const auto q = inverse_root(p.template square_distance<3>() + T(0.01));
    for (int c = 0; c < 3; ++c) {
      const int e = (c + 1) % 3, f = (c + 2) % 3;
      p.add(c, q * q * q, p.y(3 + e) * p.difference(f) - p.y(3 + f) * p.difference(e));
    }
  });
  of_vectors("Stokeslet", v * Rsqrt(softened) + (Pow<3>(Rsqrt(softened)) * (d | v)) * d,
             [=](auto& p) KERNFOLD_INLINE_LAMBDA {
               const auto q = inverse_root(p.template square_distance<3>() + T(0.01));
               auto w = p.difference(0) * p.y(3);
               for (int c = 1; c < 3; ++c) w = mad(p.difference(c), p.y(3 + c), w);
               for (int c = 0; c < 3; ++c) p.add(c, q, p.y(3 + c));
               along_difference(p, q * q * q * w);
             });
  of_vectors("Hessian of a Gaussian times vectors", Exp(-square) * (4_c * (d | v)) * d - 2_c * Exp(-square) * v,
             [=](auto& p) KERNFOLD_INLINE_LAMBDA {
               const auto k = exp_minus(p.template square_distance<3>());
               auto w = p.difference(0) * p.y(3);
               for (int c = 1; c < 3; ++c) w = mad(p.difference(c), p.y(3 + c), w);
               for (int c = 0; c < 3; ++c) p.add(c, k * T(-2), p.y(3 + c));
               along_difference(p, k * w * T(4));
             });
  {
    constexpr Vj<3, 1> s{};
    compare_with<3, 5, 1>(
        "mixture of Gaussians", X, YBL, options,
        [&] { return reduce<Sum, Axis1>(b * Exp(-s * square), X, Y, B, L, one); },
        [=](auto& p) KERNFOLD_INLINE_LAMBDA { p.add(0, exp_minus(p.template square_distance<3>() * p.y(4)), p.y(3)); });
    constexpr Vi<2, 3> normal{};
    constexpr Vj<3, 3> other{};
    compare_with<6, 6, 1>(
        "varifold", XE, YV, options,
        [&] { return reduce<Sum, Axis1>(Exp(-square) * Square((normal | other)), X, Y, E, V, one); },
        [=](auto& p) KERNFOLD_INLINE_LAMBDA {
          const auto c = p.template product<3>(3, 3);
          p.add(0, exp_minus(p.template square_distance<3>()), c * c);
        });
    compare_with<6, 6, 1>(
        "oriented Gaussians", XE, YV, options,
        [&] {
          constexpr auto k = Exp(-square);
          return reduce<Sum, Axis1>(k * (normal | other) * (1_c + Square(normal | d) + Square(other | d)), X, Y, E, V,
                                    one);
        },
        [=](auto& p) KERNFOLD_INLINE_LAMBDA {
          const auto k = exp_minus(p.template square_distance<3>());
          auto a = p.x(3) * p.difference(0), c = p.y(3) * p.difference(0);
          for (int m = 1; m < 3; ++m) {
            a = mad(p.x(3 + m), p.difference(m), a);
            c = mad(p.y(3 + m), p.difference(m), c);
          }
          p.add(0, k * p.template product<3>(3, 3), mad(a, a, mad(c, c, T(1))));
        });
    compare_with<6, 6, 1>(
        "dipoles", XE, YV, options,
        [&] {
          constexpr auto q = Rsqrt(softened);
          return reduce<Sum, Axis1>((normal | other) * Pow<3>(q) - 3_c * (normal | d) * (other | d) * Pow<5>(q), X, Y,
                                    E, V, one);
        },
        [=](auto& p) KERNFOLD_INLINE_LAMBDA {
          const auto q = inverse_root(p.template square_distance<3>() + T(0.01));
          auto a = p.x(3) * p.difference(0), c = p.y(3) * p.difference(0);
          for (int k = 1; k < 3; ++k) {
            a = mad(p.x(3 + k), p.difference(k), a);
            c = mad(p.y(3 + k), p.difference(k), c);
          }
          p.add(0, q * q * q, p.template product<3>(3, 3) - T(3) * a * c * (q * q));
        });
  }
  {
    constexpr Vi<0, 10> h{};
    constexpr Vj<1, 10> g{};
    const auto ten = [&](const char* title, auto f, auto pair) {
      compare_with<10, 11, 1>(
          title, P, QB, options, [&] { return reduce<Sum, Axis1>(b * f, P, Q, B, one, all_pairs); }, pair);
    };
    ten("chi^2 of histograms, D = 10", Sum(Square(h - g) / (h + g)), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
      auto s = p.difference(0) * p.difference(0) / (p.x(0) + p.y(0));
      for (int k = 1; k < 10; ++k) s = mad(p.difference(k) * p.difference(k), inverse(p.x(k) + p.y(k)), s);
      p.add(0, s, p.y(10));
    });
    ten("exp(-|x - y|_1), D = 10", Exp(-Sum(Abs(h - g))), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
      auto s = magnitude(p.difference(0));
      for (int k = 1; k < 10; ++k) s = s + magnitude(p.difference(k));
      p.add(0, exp_minus(s), p.y(10));
    });
    ten("(x.y + 1)^3, D = 10", Pow<3>((h | g) + 1_c), [=](auto& p) KERNFOLD_INLINE_LAMBDA {
      const auto s = p.template product<10>(0, 0) + T(1);
      p.add(0, s * s * s, p.y(10));
    });
    constexpr Vi<0, 6> k{};
    constexpr Vj<1, 6> l{};
    compare_with<6, 7, 6>(
        "mean shift, D = 6", P6, QB6, options, [&] { return reduce<Sum, Axis1>(Exp(-SqDist(k, l)) * l, P6, Q6, one); },
        [=](auto& p) KERNFOLD_INLINE_LAMBDA {
          const auto w = exp_minus(p.template square_distance<6>());
          for (int c = 0; c < 6; ++c) p.add(c, w, p.y(c));
        });
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int k = 1; k < argc; ++k) {
    const std::string word = argv[k];
    if (word == "--pairs" && k + 1 < argc) {
      options.n = (std::max(1, std::atoi(argv[++k])) + 7) / 8 * 8;  // no tile leaves columns over
    } else if (word == "--rounds" && k + 1 < argc) {
      options.rounds = std::max(1, std::atoi(argv[++k]));
    } else if (word == "--only" && k + 1 < argc) {
      options.only = argv[++k];
    } else {
      fprintf(stderr, "usage: %s [--pairs n] [--rounds n] [--only NAME]\n", argv[0]);
      return 2;
    }
  }
  printf("Hand-written code: %s; %td x %td pairs, one thread.\n\n", hand::instruction_set, options.n, options.n);
  printf("| sum over j | type | of hand-written | 1e9 pairs/s | its tile |\n|---|---|---|---|---|\n");
  print_gallery<float>(options);
  print_gallery<double>(options);
  if (!all_ratios.empty())
    printf("\n%td ratios: median %s, least %s\n", static_cast<Index>(all_ratios.size()),
           text(quartiles(all_ratios).median).c_str(),
           text(*std::min_element(all_ratios.begin(), all_ratios.end())).c_str());
  if (failed) fprintf(stderr, "some results are wrong\n");
  return failed ? 1 : 0;
}

#else

int main() { printf("There is no hand-written code for this machine.\n"); }

#endif
