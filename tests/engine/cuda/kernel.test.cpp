// SPDX-License-Identifier: MIT
//
// The kernels of the CUDA engine on the host, on shapes that end within a thread's rows, a tile of columns, a chunk,
// a group of merged states; with the formulas of conformance/ they run there.
#include <array>
#include <cstring>

#include "support/conformance.hpp"
#include "support/cuda_on_host.hpp"
#include "support/strided.hpp"

using namespace kernfold;
using conformance::compare;
using conformance::random_data;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 1> g{};
constexpr auto gaussian = Exp(-(Square(g) * SqDist(x, y))) * b;
using Gaussian = std::remove_const_t<decltype(gaussian)>;

template <class A, class T, Accuracy accuracy, class F>
void check(F, std::ptrdiff_t M, std::ptrdiff_t N) {
  const reference::Term term = reference::read<F>();
  const auto data = random_data<T>(term, M, N, 5);
  const auto want = reference::sum<T>(term, reference::over<A>(), M, N, F::dim, data);
  const auto got = cuda_on_host::run<accuracy>(reduction<Sum, A>(F{}), data[0], data[1], data[2], data[3]);
  compare<T>({got.rows(), got.cols(), got.data()}, want, conformance::Tolerance::intermediate,
             conformance::sizes(M, N));
}

constexpr std::ptrdiff_t shapes[][2] = {{1, 1},     {1, 500}, {511, 127}, {512, 128},
                                        {513, 129}, {700, 1}, {3, 4099},  {1025, 33}};

}  // namespace

TEMPLATE_TEST_CASE("sums over j, i and both", "[cuda]", float, double) {
  for (const auto& s : shapes) {
    check<Axis1, TestType, Accuracy::precise>(gaussian, s[0], s[1]);
    check<Axis0, TestType, Accuracy::precise>(gaussian, s[0], s[1]);
    check<Axis01, TestType, Accuracy::precise>(gaussian, s[0], s[1]);
  }
}

TEST_CASE("fast: exp by way of exp2", "[cuda]") {
  for (const auto& s : shapes) check<Axis1, float, Accuracy::fast>(gaussian, s[0], s[1]);
}

TEST_CASE("states of more rows than one merge takes", "[cuda]") {
  check<Axis01, float, Accuracy::precise>(gaussian, 5000, 40);
}

TEST_CASE("strided views and numbers", "[cuda]") {
  const std::ptrdiff_t M = 37, N = 150;
  const auto data = random_data<double>(reference::read<Gaussian>(), M, N, 6);
  const auto want = reference::sum<double>(reference::read<Gaussian>(), reference::Over::j, M, N, 1, data);
  constexpr std::ptrdiff_t strides[][2] = {{3, 1}, {7, 2}, {-3, 1}, {-8, -2}, {1, 200}};
  for (const auto& s : strides) {
    CAPTURE(s[0], s[1]);
    const auto X = strided(data[0], M, 3, s[0], s[1]), Y = strided(data[1], N, 3, s[0], s[1]);
    const auto got = cuda_on_host::run(reduction<Sum, Axis1>(gaussian), X.view, Y.view, data[2], data[3][0]);
    compare<double>({got.rows(), got.cols(), got.data()}, want, conformance::Tolerance::intermediate, "");
  }
}

TEST_CASE("the largest and the smallest value", "[cuda]") {
  for (const auto& s : shapes) {
    const std::ptrdiff_t M = s[0], N = s[1];
    const auto data = random_data<double>(reference::read<Gaussian>(), M, N, 7);
    constexpr auto f = (x | y) * b;
    const auto largest = cuda_on_host::run(reduction<Max, Axis1>(f), data[0], data[1], data[2]);
    const auto smallest = cuda_on_host::run(reduction<Min, Axis0>(f), data[0], data[1], data[2]);
    const auto value = [&](std::ptrdiff_t i, std::ptrdiff_t j) {
      long double dot = 0;
      for (std::ptrdiff_t k = 0; k < 3; ++k)
        dot += static_cast<long double>(data[0][static_cast<std::size_t>(3 * i + k)]) *
               static_cast<long double>(data[1][static_cast<std::size_t>(3 * j + k)]);
      return dot * static_cast<long double>(data[2][static_cast<std::size_t>(j)]);
    };
    long double worst = 0;
    for (std::ptrdiff_t i = 0; i < M; ++i) {
      long double best = -INFINITY;
      for (std::ptrdiff_t j = 0; j < N; ++j) best = std::max(best, value(i, j));
      worst = std::max(worst, std::fabs(best - static_cast<long double>(largest(i, 0))));
    }
    for (std::ptrdiff_t j = 0; j < N; ++j) {
      long double best = INFINITY;
      for (std::ptrdiff_t i = 0; i < M; ++i) best = std::min(best, value(i, j));
      worst = std::max(worst, std::fabs(best - static_cast<long double>(smallest(j, 0))));
    }
    CAPTURE(M, N);
    CHECK(worst < 1e-13L);
  }
}

TEST_CASE("long vectors, whose rows and results no registers hold", "[cuda]") {
  constexpr Vi<0, 130> u{};
  constexpr Vj<1, 130> v{};
  constexpr Vj<2, 100> w{};
  constexpr auto f = Exp(-SqDist(u, v) / 260_c) * w;
  using F = std::remove_const_t<decltype(f)>;
  const auto data = random_data<float>(reference::read<F>(), 70, 90, 8);
  const auto want = reference::sum<float>(reference::read<F>(), reference::Over::j, 70, 90, 100, data);
  const auto got = cuda_on_host::run(reduction<Sum, Axis1>(f), data[0], data[1], data[2]);
  compare<float>({got.rows(), got.cols(), got.data()}, want, conformance::Tolerance::intermediate, "");
}

// Were a phase to read what another thread writes in it, the order of threads would show.
TEST_CASE("the order of threads in a phase does not matter", "[cuda]") {
  const auto data = random_data<float>(reference::read<Gaussian>(), 600, 300, 9);
  const auto call = [&](cuda_on_host::Order order) {
    cuda_on_host::order = order;
    return cuda_on_host::run(reduction<Sum, Axis01>(gaussian), data[0], data[1], data[2], data[3]);
  };
  const auto forwards = call(cuda_on_host::Order::forwards), backwards = call(cuda_on_host::Order::backwards);
  cuda_on_host::order = cuda_on_host::Order::in_turns;
  CHECK(forwards(0, 0) == backwards(0, 0));
}
