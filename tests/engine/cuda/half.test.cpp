// SPDX-License-Identifier: MIT
//
// Data in half and bfloat16: their conversions, against arithmetic in double; calls with them, which compute in float,
// against loops in long double over the rounded data; results that are rounded.
#include <array>
#include <cmath>
#include <cuda_bf16.h>

#include "api/reduction_gradients.hpp"
#include "support/cuda_on_host.hpp"

using namespace kernfold;
using namespace reduction_gradients;

namespace {

template <class H>
std::vector<H> as(const Data& d) {
  std::vector<H> r;
  for (const double t : d) r.push_back(H(static_cast<float>(t)));
  return r;
}
// On the GPU, at an address that is a multiple of no more than an element.
template <class H>
struct There {
  DeviceTensor<H> memory;
  DeviceView<const H> view;
  There(const Data& d, std::ptrdiff_t cols) : memory(1, static_cast<std::ptrdiff_t>(d.size()) + 1, nullptr) {
    gpu::copy(memory.data() + 1, as<H>(d).data(), memory.size() - 1, cudaMemcpyHostToDevice, nullptr);
    view = device(static_cast<const H*>(memory.data()) + 1, (memory.size() - 1) / cols, cols);
  }
};

}  // namespace

#if !defined(__FAST_MATH__)
TEMPLATE_TEST_CASE("conversions of half and bfloat16", "[cuda]", __half, __nv_bfloat16) {
  using Format = std::conditional_t<std::is_same_v<TestType, __half>, gpu::Half, gpu::Bfloat16>;
  using Number = typename TestType::Number;
  int wrong = 0;
  const auto check_rounding = [&](float t) { wrong += Format::rounded(t) != Number::nearest(static_cast<double>(t)); };
  for (std::uint32_t b = 0; b < 0x10000; ++b) {
    const auto bits = static_cast<std::uint16_t>(b);
    const double want = Number::value(bits), next = Number::value(static_cast<std::uint16_t>(b + 1));
    const float got = Format::value(bits);
    if (std::isnan(want)) {
      wrong += !std::isnan(got) || !std::isnan(Number::value(Format::rounded(got)));
      continue;
    }
    wrong += static_cast<double>(got) != want || std::signbit(got) != std::signbit(want);
    wrong += Format::rounded(got) != bits;
    if (!std::isfinite(next) || !std::isfinite(want)) continue;
    const auto middle = static_cast<float>((want + next) / 2);
    for (const float t : {middle, std::nextafter(middle, 0.f), std::nextafter(middle, 2 * middle)}) check_rounding(t);
  }
  for (std::uint32_t b = 0; b < 0x10000; ++b) check_rounding(__builtin_bit_cast(float, b * 65537U + 12345U));
  for (const float t : {65504.f, 65519.99f, 65520.f, 65536.f, 3.4e38f, 1e-45f}) check_rounding(t);
  CHECK(wrong == 0);
}
#endif

namespace {

constexpr Vi<0, 1> a{};
constexpr Vj<1, 1> w{};
constexpr Pm<2, 1> s{};
constexpr auto products = reduction<Sum, Axis1>(a * w * s);

const Data W{1, 0.25, 1.0 / 4096};

}  // namespace

TEST_CASE("shapes of data in half and bfloat16", "[cuda]") {
  const auto X = as<__half>({1, 2, 3, 4, 5, 6, 7});
  const auto Y = as<__nv_bfloat16>({1, 10, 100});
  // by name, with strides, rows, numbers
  const auto reversed = reduce<Sum, Axis1>(a * w * s, w = Y, s = 1, a = view(X.data() + 6, 4, 1, -2, 1), on_cuda{});
  CHECK(reversed(0, 0) == 777);
  CHECK(reversed(3, 0) == 111);
  const std::vector<std::array<__half, 1>> rows{{X[1]}, {X[2]}};
  CHECK(products(rows, Y, __half(0.5f), on_cuda{})(1, 0) == 166.5f);
  CHECK(products(std::vector<__half>(), Y, __nv_bfloat16(0.5f), on_cuda{}).rows() == 0);
  CHECK(products(X, std::vector<__nv_bfloat16>(), 1, on_cuda{})(6, 0) == 0);

  // Numbers of half overlap where their bytes do.
  const There<__nv_bfloat16> there(W, 1);
  DeviceTensor<__half> memory(1, 6, nullptr);
  const __half* const data = memory.data();
  CHECK_THROWS_AS(products(device(data, 3, 1), there.view, 1, into(device(memory.data() + 2, 3, 1))), shape_error);
  CHECK_NOTHROW(products(device(data, 3, 1), there.view, 1, into(device(memory.data() + 3, 3, 1))));
  const auto* const odd = reinterpret_cast<const __half*>(reinterpret_cast<const char*>(data) + 1);
  CHECK_THROWS_AS(products(device(odd, 3, 1), there.view, 1), shape_error);
}

// What takes long to compile under sanitizers.
#if !defined(KERNFOLD_TEST_SUBSET)

namespace {

// What bfloat16 holds, and half.
Data rounded(Data d) {
  for (double& t : d) t = static_cast<double>(__nv_bfloat16(static_cast<float>(t)));
  return d;
}

const Data A = rounded({0, 1, -1, 3, 0x1p-23, 0x1.8p-20, 6e4, -5e4, 0.1});
constexpr std::ptrdiff_t count = 9;
constexpr float times_w = 1.25f + 1.0f / 4096;

template <class H>
void check_rounded(const H* got, std::ptrdiff_t stride) {
  for (std::ptrdiff_t i = 0; i < count; ++i)
    CHECK(got[i * stride].bits == H(static_cast<float>(A[static_cast<std::size_t>(i)]) * times_w).bits);
}

}  // namespace

TEMPLATE_TEST_CASE("results that are rounded to half and bfloat16", "[cuda]", __half, __nv_bfloat16) {
  std::vector<TestType> out(A.size()), apart(3 * A.size());
  products(as<__half>(A), as<__nv_bfloat16>(W), 1, on_cuda{}, into(out));
  check_rounded(out.data(), 1);
  products(as<__half>(A), as<__nv_bfloat16>(W), 1, on_cuda{}, into(view(apart.data(), count, 1, 3, 1)));
  check_rounded(apart.data(), 3);
  // on the GPU, where nothing waits for it
  cuda_on_host::record = {};
  DeviceTensor<TestType> there(count, 2, nullptr);
  const auto got = products(There<__half>(A, 1).view, There<__nv_bfloat16>(W, 1).view, 1,
                            into(device(there.data() + 1, count, 1, 2, 1)));
  static_assert(std::is_same_v<decltype(got), const DeviceView<TestType>>);
  CHECK(cuda_on_host::record.waits == 0);
  const Tensor<TestType> copy = there.to_host();
  check_rounded(copy.data() + 1, 2);
}

namespace {

template <int D>
void check_dimension(std::size_t M, std::size_t N) {
  constexpr Vi<0, D> u{};
  constexpr Vj<1, D> t{};
  const Data U = rounded(numbers(M * D, 1)), T = rounded(numbers(N * D, 2));
  const auto got = reduce<Sum, Axis1>(Exp(-SqDist(u, t) / IntCst<2 * D>{}), There<__half>(U, D).view,
                                      There<__nv_bfloat16>(T, D).view);
  std::vector<Real> want(M);
  for (std::size_t i = 0; i < M; ++i)
    for (std::size_t j = 0; j < N; ++j) {
      Real square = 0;
      for (std::size_t k = 0; k < D; ++k) {
        const Real d = static_cast<Real>(U[i * D + k]) - static_cast<Real>(T[j * D + k]);
        square += d * d;
      }
      want[i] += std::exp(-square / (2 * D));
    }
  check_equal(got.to_host(), want, 1e-5);
}

}  // namespace

TEST_CASE("vectors in half and bfloat16, in registers and by chunks", "[cuda]") {
  constexpr std::size_t shapes[][2] = {{1, 1}, {513, 35}, {7, 131}};
  for (const auto& shape : shapes) {
    check_dimension<7>(shape[0], shape[1]);
    check_dimension<512>(shape[0], shape[1]);
  }
}

namespace {

// A Call with data that half and bfloat16 hold.
struct RoundedCall : Call {
  RoundedCall() {
    for (Data* d : {&x, &y, &v, &p}) *d = rounded(*d);
  }
};
template <class Op, class... More>
auto run_there(Op op, const Call& c, const More&... more) {
  return op(There<__half>(c.x, 3).view, There<__nv_bfloat16>(c.y, 3).view, There<float>(c.v, 2).view,
            There<__half>(c.p, 1).view, more...);
}

}  // namespace

TEST_CASE("calls of several passes with data in half", "[cuda]") {
  const RoundedCall c;
  // the gradient with a result that is handed in
  const Data e = rounded(numbers(Call::M, 3)), given = rounded(numbers(Call::M, 4));
  const auto got = run_there(value_and_grad(reduction<LogSumExp, Axis1>(score), x), c, There<__half>(e, 1).view,
                             There<__nv_bfloat16>(given, 1).view);
  static_assert(std::is_same_v<decltype(got.grad), DeviceTensor<float>>);
  check_equal(got.value.to_host(), std::vector<Real>(given.begin(), given.end()), 0);
  auto want = differences(over(1, log_sum), c, &Call::x, e);
  const auto logs = over(1, log_sum)(c);
  for (std::size_t k = 0; k < want.size(); ++k) want[k] *= std::exp(logs[k / 3] - Real(given[k / 3]));
  check_equal(got.grad.to_host(), want, 1e-5);

  const auto [sums, nearest] = run_there(reduction<Axis1>(reduction<Sum>(f), reduction<ArgMin>(SqDist(x, y))), c);
  check_equal(sums.to_host(), over(1, sum)(c), 1e-5);
  const Tensor<std::int64_t> indices = nearest.to_host();
  for (std::size_t i = 0; i < Call::M; ++i) {
    std::size_t best = 0;
    for (std::size_t j = 1; j < Call::N; ++j)
      if (c.square_distance(i, j) < c.square_distance(i, best)) best = j;
    CHECK(indices.data()[i] == static_cast<std::int64_t>(best));
  }
  const auto part = run_there([](const auto&... data) { return partial(reduction<Sum, Axis1>(f), data...); }, c);
  check_equal(part.finish(), over(1, sum)(c), 1e-5);

  // The largest product is that of the last 2 and 10; where it is, is found among matrices of the engine's own.
  const auto slope = grad(reduction<Max, Axis01>(a * w), w)(as<__half>({1, -3, 2}), as<__nv_bfloat16>({1, 10, 4}),
                                                            as<__half>({0.5}), on_cuda{});
  check_equal(slope, {0, 1, 0});

  const auto X = as<__half>(c.x), Y = as<__half>(c.y), V = as<__half>(c.v);
  const __half P(static_cast<float>(c.p[0]));
  const auto all = dense(f, X, Y, V, P, on_cuda{});
  for (std::size_t i = 0; i < Call::M; ++i)
    for (std::size_t j = 0; j < Call::N; ++j)
      for (std::size_t k = 0; k < 2; ++k) {
        const auto value = static_cast<double>(f_of(c, i, j)[k]);
        CHECK(std::abs(static_cast<double>(all.data()[2 * (Call::N * i + j) + k]) - value) <=
              1e-5 * (1 + std::abs(value)));
      }
}

#endif
