// SPDX-License-Identifier: MIT
//
// Data in half and bfloat16: their conversions, against arithmetic in double, and calls with them, which are those with
// the rounded data in float.
#include <cmath>
#include <cstring>
#include <cuda_bf16.h>
#include <limits>

#include "support/conformance.hpp"
#include "support/cuda_on_host.hpp"
#include "support/strided.hpp"

using namespace kernfold;
using conformance::compare;
using conformance::random_data;

namespace {

template <class H>
using FormatFor = std::conditional_t<std::is_same_v<H, __half>, gpu::Half, gpu::Bfloat16>;

template <class H>
std::vector<H> in(const std::vector<float>& v) {
  return std::vector<H>(v.begin(), v.end());
}
template <class H>
DeviceTensor<H> on_gpu(const std::vector<H>& v, std::ptrdiff_t cols) {
  DeviceTensor<H> t(static_cast<std::ptrdiff_t>(v.size()) / cols, cols, nullptr);
  gpu::copy(t.data(), v.data(), t.size(), cudaMemcpyHostToDevice, nullptr);
  return t;
}
// On the GPU at an address that is a multiple of 2 bytes and of no more.
template <class H>
struct Misaligned {
  DeviceTensor<H> memory;
  DeviceView<const H> view;
  Misaligned(const std::vector<H>& v, std::ptrdiff_t cols) : memory(1, static_cast<std::ptrdiff_t>(v.size()) + 1, nullptr) {
    gpu::copy(memory.data() + 1, v.data(), memory.size() - 1, cudaMemcpyHostToDevice, nullptr);
    view = device(static_cast<const H*>(memory.data() + 1), static_cast<std::ptrdiff_t>(v.size()) / cols, cols);
  }
};

// Data of a formula: each argument in float, as its half would be.
template <class F>
std::vector<std::vector<float>> rounded_data(std::ptrdiff_t M, std::ptrdiff_t N) {
  auto data = random_data<float>(reference::read<F>(), M, N, 5);
  for (auto& argument : data)
    for (float& v : argument) v = __nv_bfloat16(v);  // which half holds, too
  return data;
}
template <class T>
conformance::Got<T> got(const Tensor<T>& t) {
  return {t.rows(), t.cols(), t.data()};
}

}  // namespace

TEMPLATE_TEST_CASE("conversions", "[cuda]", __half, __nv_bfloat16) {
  using Format = FormatFor<TestType>;
  using Number = typename TestType::Number;
  int wrong = 0;
  const auto check_rounding = [&](float v) { wrong += Format::rounded(v) != Number::nearest(v); };
  for (std::uint32_t b = 0; b < 0x10000; ++b) {
    const auto bits = static_cast<std::uint16_t>(b);
    const double want = Number::value(bits);
    if (std::isnan(want)) {
      wrong += !std::isnan(Format::value(bits)) || !std::isnan(Number::value(Format::rounded(Format::value(bits))));
      continue;
    }
    wrong += static_cast<double>(Format::value(bits)) != want || std::signbit(Format::value(bits)) != std::signbit(want);
    wrong += Format::rounded(Format::value(bits)) != bits;
    const auto next = static_cast<float>(Number::value(static_cast<std::uint16_t>(b + 1)));
    if (!std::isfinite(next) || !std::isfinite(want)) continue;
    const float middle = static_cast<float>((want + static_cast<double>(next)) / 2);
    for (const float v : {middle, std::nextafter(middle, 0.f), std::nextafter(middle, 2 * middle)}) check_rounding(v);
  }
  for (std::uint32_t b = 0; b < 0x10000; ++b) check_rounding(__builtin_bit_cast(float, b * 65537U + 12345U));
  for (const float v : {65504.f, 65519.99f, 65520.f, 65536.f, 3.4e38f, 1e-45f}) check_rounding(v);
  CHECK(wrong == 0);
}

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 1> g{};
constexpr auto gaussian = Exp(-(Square(g) * SqDist(x, y))) * b;

// Rows in half, columns in bfloat16, at odd addresses, other data in float.
template <int D>
void check_dimension(std::ptrdiff_t M, std::ptrdiff_t N) {
  constexpr Vi<0, D> u{};
  constexpr Vj<1, D> v{};
  constexpr Vj<2, 2> w{};
  constexpr auto f = Exp(-SqDist(u, v) / IntCst<2 * D>{}) * w;
  using F = std::remove_const_t<decltype(f)>;
  const auto data = rounded_data<F>(M, N);
  const auto want = reference::sum<float>(reference::read<F>(), reference::Over::j, M, N, 2, data);
  const Misaligned<__half> U(in<__half>(data[0]), D);
  const Misaligned<__nv_bfloat16> V(in<__nv_bfloat16>(data[1]), D);
  const auto W = on_gpu(data[2], 2);
  compare<float>(got(reduce<Sum, Axis1>(f, U.view, V.view, W).to_host()), want, conformance::Tolerance::intermediate,
                 conformance::sizes(M, N));
  compare<float>(got(reduce<Sum, Axis1>(f, in<__nv_bfloat16>(data[0]), in<__half>(data[1]), data[2], on_cuda{})), want,
                 conformance::Tolerance::intermediate, conformance::sizes(M, N));
}

}  // namespace

TEST_CASE("sums of vectors in half and bfloat16, in registers and by chunks", "[cuda]") {
  constexpr std::ptrdiff_t shapes[][2] = {{1, 1}, {513, 35}, {7, 131}};
  for (const auto& s : shapes) {
    check_dimension<1>(s[0], s[1]);
    check_dimension<3>(s[0], s[1]);
    check_dimension<7>(s[0], s[1]);
    check_dimension<64>(s[0], s[1]);
    check_dimension<512>(s[0], s[1]);
  }
}
