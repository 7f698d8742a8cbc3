// SPDX-License-Identifier: MIT
//
// Vectors too long for registers, which the kernels take by chunks of components and tiles of columns: sizes that end
// within a chunk, a tile, a block; against loops in long double.
#include "support/conformance.hpp"
#include "support/cuda_on_host.hpp"

using namespace kernfold;
using conformance::compare;
using conformance::random_data;

namespace {

template <class F, class T>
constexpr bool by_chunks = gpu::PairKernel<F, Kept::i, Sum<>, T, Accuracy::precise>::chunked;

constexpr std::ptrdiff_t shapes[][2] = {{1, 1}, {513, 33}, {40, 131}, {7, 32}};

template <class A, class T, Accuracy accuracy = Accuracy::precise, class F>
void check(F, std::ptrdiff_t M, std::ptrdiff_t N) {
  static_assert(by_chunks<F, T>);
  const reference::Term term = reference::read<F>();
  const auto data = random_data<T>(term, M, N, 5);
  const auto want = reference::sum<T>(term, reference::over<A>(), M, N, F::dim, data);
  const auto got = [&] {
    constexpr auto sum = reduction<Sum, A>(F{});
    if constexpr (draft<F>.positions == 2)
      return cuda_on_host::run<accuracy>(sum, data[0], data[1]);
    else if constexpr (draft<F>.positions == 3)
      return cuda_on_host::run<accuracy>(sum, data[0], data[1], data[2]);
    else
      return cuda_on_host::run<accuracy>(sum, data[0], data[1], data[2], data[3]);
  }();
  compare<T>({got.rows(), got.cols(), got.data()}, want, conformance::Tolerance::intermediate,
             conformance::sizes(M, N));
}

constexpr Vi<0, 203> u{};
constexpr Vj<1, 203> v{};
constexpr Vj<2, 3> w{};
constexpr Pm<3, 1> s{};

}  // namespace

TEST_CASE("long vectors: a Gaussian", "[cuda]") {
  constexpr auto f = Exp(-(Square(s) * SqDist(u, v)) / IntCst<400>{}) * w;
  for (const auto& shape : shapes) {
    check<Axis1, float>(f, shape[0], shape[1]);
#if !defined(KERNFOLD_TEST_SUBSET)
    check<Axis1, float, Accuracy::fast>(f, shape[0], shape[1]);
    check<Axis0, double>(f, shape[0], shape[1]);
#endif
  }
}

#if !defined(KERNFOLD_TEST_SUBSET)
TEST_CASE("long vectors: scalar products, weights, other contractions", "[cuda]") {
  constexpr Pm<2, 203> weights{};
  constexpr Vi<2, 2> e{};
  check<Axis1, float>(WeightedSqDist(weights, u, v), 40, 70);
  check<Axis1, float>(Sqrt(Sum(Abs(u - v))) * e, 40, 70);
  check<Axis1, double>(Exp((u | v) / IntCst<100>{}) * SqNorm2(e - Square(e)), 40, 70);
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
