// SPDX-License-Identifier: MIT
//
// Vectors too long for registers, which the kernels take by chunks of components and tiles of columns, or of which each
// thread of a group has a part: sizes that end within a chunk, a part, a tile, a block; against loops in long double.
#include "support/conformance.hpp"
#include "support/cuda_on_host.hpp"

using namespace kernfold;
using conformance::compare;
using conformance::random_data;

namespace {

template <class F, class T>
constexpr bool by_chunks = gpu::PairKernel<F, Kept::i, Sum<>, T, Accuracy::precise>::chunked;
template <class F, class T>
constexpr bool by_parts = gpu::KernelFor<F, Kept::i, Sum<>, T, Accuracy::precise>::leaves_states;

constexpr std::ptrdiff_t shapes[][2] = {{1, 1}, {513, 33}, {40, 131}, {7, 32}};
constexpr std::ptrdiff_t shapes_of_parts[][2] = {{1, 1}, {70, 33}, {19, 261}};

template <class A, class T, Accuracy accuracy = Accuracy::precise, class F>
void check(F, std::ptrdiff_t M, std::ptrdiff_t N) {
  const reference::Term term = reference::read<F>();
  const auto data = random_data<T>(term, M, N, 5);
  const auto want = reference::sum<T>(term, reference::over<A>(), M, N, F::dim, data);
  const auto got = [&]<std::size_t... p>(std::index_sequence<p...>) {
    return cuda_on_host::run<accuracy>(reduction<Sum, A>(F{}), data[p]...);
  }
  (std::make_index_sequence<static_cast<std::size_t>(draft<F>.positions)>{});
  compare<T>({got.rows(), got.cols(), got.data()}, want, conformance::Tolerance::intermediate,
             conformance::sizes(M, N));
}
template <class A, class T, Accuracy accuracy = Accuracy::precise, class F>
void check_chunks(F f, std::ptrdiff_t M, std::ptrdiff_t N) {
  static_assert(by_chunks<F, T> && !by_parts<F, T>);
  check<A, T, accuracy>(f, M, N);
}
template <class A, class T, Accuracy accuracy = Accuracy::precise, class F>
void check_parts(F f) {
  static_assert(by_parts<F, T>);
  for (const auto& shape : shapes_of_parts) check<A, T, accuracy>(f, shape[0], shape[1]);
}

constexpr Vi<0, 203> u{};
constexpr Vj<1, 203> v{};
constexpr Vj<2, 3> w{};
constexpr Pm<3, 1> s{};

}  // namespace

TEST_CASE("long vectors: a Gaussian", "[cuda]") {
  constexpr auto f = Exp(-(Square(s) * SqDist(u, v)) / IntCst<400>{}) * w;
  for (const auto& shape : shapes) {
    check_chunks<Axis1, float>(f, shape[0], shape[1]);
#if !defined(KERNFOLD_TEST_SUBSET)
    check_chunks<Axis1, float, Accuracy::fast>(f, shape[0], shape[1]);
    check_chunks<Axis0, double>(f, shape[0], shape[1]);
#endif
  }
}

#if !defined(KERNFOLD_TEST_SUBSET)
TEST_CASE("long vectors: scalar products, weights, other contractions", "[cuda]") {
  constexpr Pm<2, 203> weights{};
  constexpr Vi<2, 2> e{};
  check_chunks<Axis1, float>(WeightedSqDist(weights, u, v), 40, 70);
  check_chunks<Axis1, float>(Sqrt(Sum(Abs(u - v))) * e, 40, 70);
  check_chunks<Axis1, double>(Exp((u | v) / IntCst<100>{}) * SqNorm2(e - Square(e)), 40, 70);
}
#endif

TEST_CASE("long vectors: indices and LogSumExp", "[cuda]") {
  for (const auto& shape : shapes) {
    const std::ptrdiff_t M = shape[0], N = shape[1];
    const auto data = random_data<float>(reference::read<std::remove_const_t<decltype(SqDist(u, v))>>(), M, N, 6);
    const auto nearest = cuda_on_host::run(reduction<ArgKMin<2>, Axis1>(SqDist(u, v)), data[0], data[1]);
    const auto exact = cuda_on_host::run(reduction<LogSumExp, Axis1>(-SqDist(u, v)), data[0], data[1]);
    const auto fast = cuda_on_host::run<Accuracy::fast>(reduction<LogSumExp, Axis1>(-SqDist(u, v)), data[0], data[1]);
    std::ptrdiff_t wrong = 0;
    long double worst = 0;
    for (std::ptrdiff_t i = 0; i < M; ++i) {
      std::vector<std::pair<long double, std::ptrdiff_t>> d;
      for (std::ptrdiff_t j = 0; j < N; ++j) {
        long double sum = 0;
        for (std::ptrdiff_t k = 0; k < 203; ++k) {
          const long double t = static_cast<long double>(data[0][static_cast<std::size_t>(203 * i + k)]) -
                                static_cast<long double>(data[1][static_cast<std::size_t>(203 * j + k)]);
          sum += t * t;
        }
        d.emplace_back(sum, j);
      }
      std::sort(d.begin(), d.end());
      for (std::ptrdiff_t k = 0; k < 2 && k < N; ++k) wrong += nearest(i, k) != d[static_cast<std::size_t>(k)].second;
      long double total = 0;
      for (const auto& x : d) total += std::exp(d[0].first - x.first);
      const long double want = std::log(total) - d[0].first;
      for (const auto& got : {exact(i, 0), fast(i, 0)})
        worst = std::max(worst, std::fabs(static_cast<long double>(got) - want) / (1 + std::fabs(want)));
    }
    CAPTURE(M, N);
    CHECK(wrong == 0);
    CHECK(worst < 1e-5L);
  }
}

TEST_CASE("long vectors: long results", "[cuda]") {
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  constexpr Vj<2, 130> weights{};
  check_parts<Axis1, float>(Exp(-SqDist(x, y)) * weights);
#if !defined(KERNFOLD_TEST_SUBSET)
  constexpr Pm<3, 512> scales{};
  check_parts<Axis01, float, Accuracy::fast>(Exp(-SqDist(x, y)) * weights);
  check_parts<Axis0, double>(Exp(-SqDist(x, y)) * Vi<2, 257>{});
  check_parts<Axis1, float>(Cos(x | y) * scales * Vj<2, 512>{});
#endif
}

TEST_CASE("long vectors: long results of long vectors", "[cuda]") {
  constexpr Vi<0, 100> x{};
  constexpr Vj<1, 100> y{};
  constexpr Vj<2, 1> weights{};
  check_parts<Axis1, float>(Exp(-SqDist(x, y) / 200_c) * (x - y) * weights);
#if !defined(KERNFOLD_TEST_SUBSET)
  check_parts<Axis0, double>(Exp(-SqDist(x, y) / 200_c) * (x - y) * weights);
  check_parts<Axis1, float, Accuracy::fast>(Exp((x | y) / 20_c) * Vj<2, 203>{});
  check_parts<Axis1, float>(Exp(-SqDist(x, y) / 200_c) * Sin(x | Cos(x - y)) * Vj<2, 33>{});
#endif
}

TEST_CASE("long vectors: computed of rows and of columns", "[cuda]") {
  check_parts<Axis1, float>(Exp(u / 10_c) | Cos(v));
#if !defined(KERNFOLD_TEST_SUBSET)
  check_parts<Axis1, float>(CosineKernel(u, v) * w);
  check_parts<Axis1, double>(Normalize(u) * Exp(v * Pm<2, 1>{}) * SqNorm2(v));
#endif
}

TEST_CASE("long vectors: other reductions of long results", "[cuda]") {
  constexpr Vi<0, 20> x{};
  constexpr Vj<1, 20> y{};
  constexpr Vj<2, 140> values{};
  for (const auto& shape : shapes_of_parts) {
    const std::ptrdiff_t M = shape[0], N = shape[1];
    const auto data =
        random_data<float>(reference::read<std::remove_const_t<decltype(SqDist(x, y) * values)>>(), M, N, 7);
    const auto attention =
        cuda_on_host::run(reduction<SumSoftMaxWeight, Axis1>(x | y, values), data[0], data[1], data[2]);
    const auto largest =
        cuda_on_host::run(reduction<MaxArgMax, Axis1>(SqDist(x, y) * values), data[0], data[1], data[2]);
    long double worst = 0, worst_value = 0;
    std::ptrdiff_t wrong = 0;
    for (std::ptrdiff_t i = 0; i < M; ++i) {
      std::vector<long double> score, distance;
      for (std::ptrdiff_t j = 0; j < N; ++j) {
        long double product = 0, square = 0;
        for (std::ptrdiff_t k = 0; k < 20; ++k) {
          const long double a = static_cast<long double>(data[0][static_cast<std::size_t>(20 * i + k)]),
                            b = static_cast<long double>(data[1][static_cast<std::size_t>(20 * j + k)]);
          product += a * b;
          square += (a - b) * (a - b);
        }
        score.push_back(product);
        distance.push_back(square);
      }
      const long double top = *std::max_element(score.begin(), score.end());
      for (std::ptrdiff_t k = 0; k < 140; ++k) {
        long double sum = 0, all = 0, best = -1e30L;
        std::ptrdiff_t at = -1;
        for (std::ptrdiff_t j = 0; j < N; ++j) {
          const long double value = static_cast<long double>(data[2][static_cast<std::size_t>(140 * j + k)]),
                            weight = std::exp(score[static_cast<std::size_t>(j)] - top),
                            product = distance[static_cast<std::size_t>(j)] * value;
          sum += weight * value;
          all += weight;
          if (product > best) {
            best = product;
            at = j;
          }
        }
        worst = std::max(worst, std::fabs(static_cast<long double>(attention(i, k)) - sum / all));
        worst_value = std::max(
            worst_value, std::fabs(static_cast<long double>(largest.values(i, k)) - best) / (1 + std::fabs(best)));
        wrong += largest.indices(i, k) != at;
      }
    }
    CAPTURE(M, N);
    CHECK(worst < 2e-5L);
    CHECK(worst_value < 1e-5L);
    CHECK(wrong == 0);
  }
}

// Their partial results are several numbers for each component, which registers do not hold either.
TEST_CASE("long vectors: means and variances of long results", "[cuda]") {
  constexpr Vi<0, 40> x{};
  constexpr Vj<1, 40> y{};
  constexpr auto f = x * y;
  using F = std::remove_const_t<decltype(f)>;
  static_assert(!by_parts<F, float>);
  static_assert(gpu::KernelFor<F, Kept::i, MeanVariance, float, Accuracy::precise>::leaves_states);
  for (const auto& shape : shapes_of_parts) {
    const std::ptrdiff_t M = shape[0], N = shape[1];
    const auto data = random_data<float>(reference::read<F>(), M, N, 8);
    const auto moments = cuda_on_host::run(reduction<MeanVariance, Axis1>(f), data[0], data[1]);
    const auto means = cuda_on_host::run(reduction<Mean, Axis1>(f), data[0], data[1]);
    const auto overall = cuda_on_host::run(reduction<MeanVariance, Axis01>(f), data[0], data[1]);
    const auto sums = reduce<Sum, Axis1>(f, data[0], data[1], accuracy::compensated, on_cuda{});
    const auto together =
        reduction<Axis1>(reduction<MeanVariance>(f), reduction<MaxArgMax>(f))(data[0], data[1], on_cuda{});
    const auto value = [&](std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t k) {
      return static_cast<long double>(data[0][static_cast<std::size_t>(40 * i + k)]) *
             static_cast<long double>(data[1][static_cast<std::size_t>(40 * j + k)]);
    };
    long double worst = 0;
    const auto near = [&](float got, long double want) {
      const long double d = std::fabs(static_cast<long double>(got) - want);
      if (!(d <= worst)) worst = d;
    };
    for (std::ptrdiff_t k = 0; k < 40; ++k) {
      long double sum_of_all = 0, squares_of_all = 0;
      for (std::ptrdiff_t i = 0; i < M; ++i) {
        const long double n = static_cast<long double>(N);
        long double sum = 0, squares = 0, best = -1e30L;
        for (std::ptrdiff_t j = 0; j < N; ++j) {
          sum += value(i, j, k);
          squares += value(i, j, k) * value(i, j, k);
          best = std::max(best, value(i, j, k));
        }
        sum_of_all += sum;
        squares_of_all += squares;
        const long double mean = sum / n, variance = squares / n - mean * mean;
        near(moments.mean(i, k), mean);
        near(moments.variance(i, k), variance);
        near(means(i, k), mean);
        near(sums(i, k) / static_cast<float>(N), mean);
        near(std::get<0>(together).mean(i, k), mean);
        near(std::get<0>(together).variance(i, k), variance);
        near(std::get<1>(together).values(i, k), best);
      }
      const long double n = static_cast<long double>(M * N), mean = sum_of_all / n;
      near(overall.mean(0, k), mean);
      near(overall.variance(0, k), squares_of_all / n - mean * mean);
    }
    CAPTURE(M, N);
    CHECK(worst < 2e-5L);
  }
}

namespace {

template <class T, int D>
void check_large_parameter(std::ptrdiff_t M, std::ptrdiff_t N) {
  constexpr Vi<0, D> row{};
  constexpr Vj<1, D> column{};
  constexpr Pm<2, D * D> metric{};
  std::vector<T> X, Y, A;
  for (std::ptrdiff_t k = 0; k < M * D; ++k) X.push_back(static_cast<T>(std::sin(0.7 * static_cast<double>(k))));
  for (std::ptrdiff_t k = 0; k < N * D; ++k) Y.push_back(static_cast<T>(std::sin(1.3 * static_cast<double>(k))));
  for (int k = 0; k < D * D; ++k) A.push_back(static_cast<T>(std::cos(0.9 * k) / D));
  const auto sum = reduce<Sum, Axis1>(WeightedSqDist(metric, row, column), X, Y, A, on_cuda{});
  const auto image = reduce<Sum, Axis1>(MatVecMult(metric, row - column), X, Y, A, on_cuda{});
  long double worst = 0;
  const auto note = [&](T got, long double want, long double size) {
    const long double error = std::fabs(static_cast<long double>(got) - want) / size;
    if (!(error <= worst)) worst = error;
  };
  for (std::ptrdiff_t i = 0; i < M; ++i) {
    long double all = 0, all_size = 0;
    std::vector<long double> of(D, 0.L), size(D, 0.L);
    for (std::ptrdiff_t j = 0; j < N; ++j)
      for (std::ptrdiff_t k = 0; k < D; ++k)
        for (std::ptrdiff_t l = 0; l < D; ++l) {
          const auto difference = [&](std::ptrdiff_t c) {
            return static_cast<long double>(X[static_cast<std::size_t>(i * D + c)]) -
                   static_cast<long double>(Y[static_cast<std::size_t>(j * D + c)]);
          };
          const long double term = static_cast<long double>(A[static_cast<std::size_t>(k * D + l)]) * difference(l);
          of[static_cast<std::size_t>(k)] += term;
          size[static_cast<std::size_t>(k)] += std::fabs(term);
          all += term * difference(k);
          all_size += std::fabs(term * difference(k));
        }
    note(sum(i, 0), all, all_size);
    for (int k = 0; k < D; ++k) note(image(i, k), of[static_cast<std::size_t>(k)], size[static_cast<std::size_t>(k)]);
  }
  CAPTURE(M, N, D);
  CHECK(worst < 20 * static_cast<long double>(std::numeric_limits<T>::epsilon()));
}

}  // namespace

TEST_CASE("parameters that leave little shared memory for others", "[cuda]") {
  check_large_parameter<float, 64>(5, 40);
  check_large_parameter<float, 100>(130, 9);
  check_large_parameter<double, 64>(3, 33);
}
