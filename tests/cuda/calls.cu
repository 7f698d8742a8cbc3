// SPDX-License-Identifier: MIT
//
// calls [gpu]: calls of the CUDA engine. With a GPU, their results against the CPU engine's; without one, what they say
// of that. With `gpu` a machine without one counts as skipped.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <cuda/std/span>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <limits>
#include <thrust/device_vector.h>
#include <type_traits>
#include <vector>

#include <kernfold/cuda.hpp>

using namespace kernfold;

namespace user {

// A user's own operation, ...
struct CubeOp : Elementwise<1> {
  static constexpr const char* name = "Cube";
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  static KERNFOLD_HD P value(P v) {
    return v * v * v;
  }
  static constexpr auto derivative(auto v, auto adjoint) { return 3_c * Square(v) * adjoint; }
};
// ... and reduction.
struct SumOfCubes {
  static constexpr const char* name = "SumOfCubes";
  template <class P>
  struct State {
    P sum;
  };
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  static KERNFOLD_HD State<P> identity() {
    return {P(0)};
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  static KERNFOLD_HD void accumulate(State<P>& s, P v) {
    s.sum = s.sum + v * v * v;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  static KERNFOLD_HD void merge(State<P>& s, const State<P>& t) {
    s.sum = s.sum + t.sum;
  }
  KERNFOLD_NO_EXEC_CHECK
  template <class P>
  static KERNFOLD_HD P finish(const State<P>& s) {
    return s.sum;
  }
};

// ... and memory.
struct Resource {
  int calls = 0;
  void* allocate(std::size_t bytes, cudaStream_t) {
    ++calls;
    void* p = nullptr;
    gpu::require_success("cudaMalloc", cudaMalloc(&p, bytes));
    return p;
  }
  void deallocate(void* p, std::size_t, cudaStream_t) { cudaFree(p); }
};

}  // namespace user

namespace {

int failures = 0;
void check(bool ok, const char* what) {
  if (!ok) std::printf("WRONG: %s\n", what), ++failures;
}

template <class T>
std::vector<T> numbers(std::ptrdiff_t n, double step) {
  std::vector<T> v(static_cast<std::size_t>(n));
  for (std::size_t k = 0; k < v.size(); ++k) v[k] = static_cast<T>(std::sin(step * static_cast<double>(k + 1)));
  return v;
}

// Data on the GPU, for as long as it lives.
template <class T>
DeviceTensor<T> on_gpu(const std::vector<T>& v, std::ptrdiff_t cols, cudaStream_t stream = nullptr) {
  DeviceTensor<T> t(static_cast<std::ptrdiff_t>(v.size()) / cols, cols, stream);
  gpu::copy(t.data(), v.data(), t.size(), cudaMemcpyHostToDevice, stream);
  return t;
}

// The largest difference over the largest of `sizes`.
template <class T, class U>
double difference(const Tensor<T>& a, const Tensor<U>& b, const Tensor<U>& sizes) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return INFINITY;
  double largest = 0, of = 1e-30;
  for (std::ptrdiff_t k = 0; k < a.size(); ++k) {
    const double d = std::fabs(static_cast<double>(a.data()[k]) - static_cast<double>(b.data()[k]));
    if (!(d <= largest)) largest = d;
    of = std::fmax(of, std::fabs(static_cast<double>(sizes.data()[k])));
  }
  return largest / of;
}
template <class T, class U>
double difference(const Tensor<T>& a, const Tensor<U>& b) {
  return difference(a, b, b);
}
template <class T>
bool same(const Tensor<T>& a, const Tensor<T>& b) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         std::memcmp(a.data(), b.data(), sizeof(T) * static_cast<std::size_t>(a.size())) == 0;
}

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 1> g{};
constexpr auto gaussian = Exp(-g * SqDist(x, y)) * b;

// One formula over an axis: host data, precise and fast, and device data, against the CPU engine in double, relative to
// the reduction of |f|: terms of both signs may cancel.
template <template <class...> class R, class A, class T, class F>
void check_formula(const char* what, F f, std::ptrdiff_t M, std::ptrdiff_t N, int D, int DV, double tolerance) {
  const auto X = numbers<T>(M * D, 0.7), Y = numbers<T>(N * D, 1.3), B = numbers<T>(N * DV, 2.1);
  const std::vector<double> X64(X.begin(), X.end()), Y64(Y.begin(), Y.end()), B64(B.begin(), B.end());
  const auto want = reduce<R, A>(f, X64, Y64, B64, 0.5, all_pairs);
  const auto sizes = reduce<R, A>(Abs(f), X64, Y64, B64, 0.5, all_pairs);
  const auto fast = reduce<R, A>(f, X, Y, B, T(0.5), on_cuda{});
  const auto precise = reduce<R, A>(f, X, Y, B, T(0.5), on_cuda{}, accuracy::precise);
  const auto stays = reduce<R, A>(f, on_gpu(X, D), on_gpu(Y, D), on_gpu(B, DV), T(0.5)).to_host();
  check(difference(precise, want, sizes) <= tolerance, what);
  check(difference(fast, want, sizes) <= 4 * tolerance, what);
  check(same(fast, stays), "device data give the bits of host data");
}

template <class T>
void check_formulas(double tolerance) {
  constexpr std::ptrdiff_t sizes[][2] = {{1, 1}, {1000, 1000}, {7, 100003}, {100003, 7}, {1025, 129}};
  for (const auto& s : sizes) {
    check_formula<Sum, Axis1, T>("Gaussian, sum over j", gaussian, s[0], s[1], 3, 1, tolerance);
    check_formula<Sum, Axis0, T>("Gaussian, sum over i", gaussian, s[0], s[1], 3, 1, tolerance);
    check_formula<Sum, Axis01, T>("Gaussian, sum over both", gaussian, s[0], s[1], 3, 1, 4 * tolerance);
    check_formula<Max, Axis1, T>("Gaussian, largest", gaussian, s[0], s[1], 3, 1, tolerance);
  }
  check_formula<Sum, Axis1, T>("an operation of one's own", apply<user::CubeOp>(x | y) * b * g, 100, 100, 3, 1,
                               tolerance);
  check_formula<Sum, Axis1, T>("powers", Powf(1_c + SqDist(x, y), -g) * RationalQuadraticKernel(x, y, g, 2_c) * b, 100,
                               100, 3, 1, tolerance);
  check_formula<Sum, Axis1, T>("thin plates", ThinPlateSplineKernel(x, y) * b * g, 100, 100, 3, 1, tolerance);
  check_formula<Sum, Axis1, T>("Laplacian, gradient", Grad(LaplacianKernel(x, y, g) * b, x, 1_c), 100, 100, 3, 1,
                               tolerance);
  constexpr Vi<0, 130> u{};
  constexpr Vj<1, 130> v{};
  constexpr Vj<2, 64> w{};
  check_formula<Sum, Axis1, T>("long vectors", Exp(-g * SqDist(u, v) / 64_c) * w, 300, 500, 130, 64, tolerance);
}

// What an operation gives for host data on the GPU, and on the CPU: `call(option...)`.
template <class Call>
void check_same(const char* what, Call call) {
  check(difference(call(on_cuda{}, accuracy::precise), call(threads(1), all_pairs)) <= 1e-13, what);
}
void check_reductions() {
  const auto X = numbers<double>(900, 0.7), Y = numbers<double>(15000, 1.3), B = numbers<double>(5000, 2.1);
  constexpr auto score = (x | y) * b;
  const auto on_data = [&](auto operation) {
    return [&, operation](const auto&... option) { return operation(X, Y, B, option...); };
  };
  check_same("ArgMin", on_data(reduction<ArgMin, Axis1>(score)));
  check_same("ArgMax over both", on_data(reduction<ArgMax, Axis01>(score)));
  check_same("ArgKMin", on_data(reduction<ArgKMin<4>, Axis0>(score)));
  check_same("ArgKMin, of large states", on_data(reduction<ArgKMin<40>, Axis1>(score)));
  check_same("LogSumExp", on_data(reduction<LogSumExp, Axis1>(score)));
  check_same("SumSoftMaxWeight", on_data(reduction<SumSoftMaxWeight, Axis1>(score, y)));
  check_same("a reduction of one's own", on_data(reduction<user::SumOfCubes, Axis1>(score)));
  check_same("opaque operations", on_data(reduction<Sum, Axis1>(SoftDTW_SqDist(x, y, 1_c) * b)));
  const auto E = numbers<double>(300, 0.9);
  check_same("gradient of LogSumExp", [&](const auto&... option) {
    return value_and_grad(reduction<LogSumExp, Axis1>(score), y)(X, Y, B, E, option...).grad;
  });
  check_same("derivative of Norm",
             [&](const auto&... option) { return jvp(reduction<Norm, Axis1>(score), x)(X, Y, B, X, option...); });
  const auto both = reduce<MinArgMin, Axis1>(score, X, Y, B, on_cuda{}, accuracy::precise);
  check(difference(both.indices, reduce<ArgMin, Axis1>(score, X, Y, B)) == 0, "MinArgMin");
}

void check_calls() {
  const std::ptrdiff_t M = 500, N = 700;
  const auto X = numbers<float>(3 * M, 0.7), Y = numbers<float>(3 * N, 1.3), B = numbers<float>(N, 2.1);
  constexpr auto sum = reduction<Sum, Axis1>(gaussian);
  const auto want = sum(X, Y, B, 0.5f, on_cuda{});
  check(same(want, sum(X, Y, B, 0.5f, on_cuda{})), "a call gives the same bits when it is repeated");
  user::Resource resource;
  check(same(want, sum(X, Y, B, 0.5f, on_cuda{nullptr, -1, resource})), "memory of a resource");
  check(resource.calls >= 4, "memory is asked of the resource");

  cudaStream_t stream = nullptr;
  gpu::require_success("cudaStreamCreate", cudaStreamCreate(&stream));
  {
    const auto dX = on_gpu(X, 3, stream), dY = on_gpu(Y, 3, stream), dB = on_gpu(B, 1, stream);
    DeviceTensor<float> out(M, 1, stream);
    sum(dX, dY, dB, 0.5f, into(out), on_cuda{stream});
    check(same(want, out.to_host()), "into(out) on a stream");
    const auto by_name = reduce<Sum, Axis1>(gaussian, g = 0.5f, b = dB, y = device(dY.data(), N, 3),
                                            x = device(dX.data(), 3 * M), on_cuda{stream});
    check(same(want, by_name.to_host()), "by name, views of device memory");
    const cuda::std::span<const float> span(dX.data(), static_cast<std::size_t>(3 * M));
    check(same(want, sum(span, dY, dB, 0.5f, on_cuda{stream}).to_host()), "a cuda::std::span");
    const auto reversed = sum(device(dX.data() + 3 * (M - 1), M, 3, -3, 1), dY, dB, 0.5f, on_cuda{stream}).to_host();
    bool mirrored = true;
    for (std::ptrdiff_t i = 0; i < M; ++i) mirrored = mirrored && reversed(i, 0) == want(M - 1 - i, 0);
    check(mirrored, "strides");
  }
  gpu::require_success("cudaStreamDestroy", cudaStreamDestroy(stream));

  const std::vector<float> none;
  check(sum(none, Y, B, 0.5f, on_cuda{}).rows() == 0, "no rows");
  const auto empty = sum(X, none, none, 0.5f, on_cuda{});
  check(empty.rows() == M && empty(M - 1, 0) == 0, "no columns");

  try {
    (void)DeviceTensor<float>(std::ptrdiff_t{1} << 40, 4, nullptr);
    check(false, "16 TB are refused");
  } catch (const cuda_error& e) {
    check(std::strcmp(e.call(), "cudaMallocAsync") == 0 && e.code() == cudaErrorMemoryAllocation, e.what());
  }
  check(same(want, sum(X, Y, B, 0.5f, on_cuda{})), "calls work after one that failed");
  try {
    (void)sum(X, Y, B, 0.5f, on_cuda{nullptr, 1000});
    check(false, "device 1000 is refused");
  } catch (const cuda_error& e) {
    check(e.code() == cudaErrorInvalidDevice, e.what());
  }
}

// All numbers of half or bfloat16, as CUDA's functions on the host convert them, and rounded back.
template <class H>
void check_conversions(const char* what) {
  constexpr Vi<0, 1> u{};
  constexpr Vj<1, 1> one{};
  std::vector<H> all(0x10000);
  for (unsigned k = 0; k < 0x10000; ++k) {
    const auto bits = static_cast<unsigned short>(k);
    std::memcpy(static_cast<void*>(&all[k]), &bits, sizeof bits);
  }
  const auto there = on_gpu(all, 1);
  const auto ones = on_gpu(std::vector<float>{1.f}, 1);
  DeviceTensor<H> back(0x10000, 1, nullptr);
  const auto got = reduce<Sum, Axis1>(u * one, there, ones).to_host();
  reduce<Sum, Axis1>(u * one, there, ones, into(back));
  const auto bits = back.to_host();
  int wrong = 0;
  for (std::ptrdiff_t k = 0; k < got.size(); ++k) {
    const auto want = static_cast<float>(all[static_cast<std::size_t>(k)]);
    if (std::isnan(want))
      wrong += !std::isnan(got(k, 0)) || !std::isnan(static_cast<float>(bits(k, 0)));
    else
      wrong += got(k, 0) != want || static_cast<float>(bits(k, 0)) != want;
  }
  check(wrong == 0, what);
}
void check_half() {
  check_conversions<__half>("half");
  check_conversions<__nv_bfloat16>("bfloat16");
  const auto X = numbers<__half>(3 * 300, 0.7);
  const auto Y = numbers<__nv_bfloat16>(3 * 5000, 1.3);
  const auto B = numbers<float>(5000, 2.1);
  const auto exact = [](const auto& v) {
    std::vector<double> r;
    for (const auto t : v) r.push_back(static_cast<double>(static_cast<float>(t)));
    return r;
  };
  constexpr auto sum = reduction<Sum, Axis1>(gaussian);
  const auto want = sum(exact(X), exact(Y), exact(B), 0.5, all_pairs);
  const auto sizes = reduce<Sum, Axis1>(Abs(gaussian), exact(X), exact(Y), exact(B), 0.5, all_pairs);
  const thrust::device_vector<__half> X_there(X.begin(), X.end());
  const auto stays = sum(X_there, on_gpu(Y, 3), on_gpu(B, 1), 0.5f);
  static_assert(std::is_same_v<decltype(stays), const DeviceTensor<float>>);
  check(difference(stays.to_host(), want, sizes) <= 8e-6, "a Gaussian of vectors in half and bfloat16");
  check(same(stays.to_host(), sum(X, Y, B, 0.5f, on_cuda{})), "half of the host's gives the same bits");
}

// Without a GPU: each kind of call throws, names it, and leaves its output alone.
template <class Call>
void check_refusal(Call call) {
  try {
    call();
    check(false, "a call without a GPU throws");
  } catch (const cuda_error& e) {
    check(std::strstr(e.what(), "kernfold: there is no GPU to compute on: cuda") != nullptr, e.what());
    check(e.code() == cudaErrorNoDevice || e.code() == cudaErrorInsufficientDriver, e.what());
    check(std::strstr(e.what(), cudaGetErrorName(e.code())) != nullptr && std::strstr(e.what(), e.call()) != nullptr,
          e.what());
  }
}
void check_without_gpu() {
  const auto X = numbers<float>(30, 0.7), Y = numbers<float>(60, 1.3), B = numbers<float>(20, 2.1);
  std::vector<float> out(10, 42.f);
  check_refusal([&] { (void)reduce<Sum, Axis1>(gaussian, X, Y, B, 0.5f, on_cuda{}); });
  check_refusal([&] { (void)reduce<Max, Axis0>(gaussian, X, Y, B, 0.5f, on_cuda{nullptr, 1}); });
  check_refusal([&] { reduce<Sum, Axis1>(gaussian, X, Y, B, 0.5f, on_cuda{}, into(out)); });
  check_refusal([&] {
    (void)reduce<Sum, Axis1>(gaussian, device(X.data(), 10, 3), device(Y.data(), 60), device(B.data(), 20, 1), 0.5f);
  });
  check_refusal([&] { (void)DeviceTensor<float>(3, 3, nullptr); });
  for (const float v : out) check(v == 42.f, "the output of a call that failed is as before");
  check(reduce<Sum, Axis1>(gaussian, X, Y, B, 0.5f).rows() == 10, "the CPU engine goes on");
  // Shapes are checked before anything else.
  try {
    (void)reduce<Sum, Axis1>(gaussian, device(X.data(), 10, 2), device(Y.data(), 20, 3), device(B.data(), 20), 0.5f);
    check(false, "a wrong shape throws");
  } catch (const shape_error& e) {
    check(std::strstr(e.what(), "argument 0 (Vi<0, 3>): a matrix of 10 x 2") != nullptr, e.what());
  }
}

// What a call returns.
using HostResult = decltype(reduce<Sum, Axis1>(gaussian, std::vector<float>(), std::vector<float>(),
                                               std::vector<float>(), 1.f, on_cuda{}));
static_assert(std::is_same_v<HostResult, Tensor<float>>);
using OnGpu = DeviceView<const double>;
static_assert(
    std::is_same_v<decltype(reduce<Sum, Axis1>(gaussian, OnGpu(), OnGpu(), OnGpu(), 1.)), DeviceTensor<double>>);

static_assert(
    std::is_same_v<decltype(reduce<Sum, Axis1>(gaussian, thrust::device_vector<float>(), thrust::device_vector<float>(),
                                               thrust::device_vector<float>(), 1.f)),
                   DeviceTensor<float>>);
using Span = cuda::std::span<const float>;
using DevicePair = cuda::std::span<float, 2>;
static_assert(std::is_same_v<decltype(reduce<Sum, Axis1>(gaussian, Span(), Span(), std::declval<DevicePair>(), 1.f)),
                             DeviceTensor<float>>);

}  // namespace

int main(int argc, char** argv) {
  const bool only_gpu = argc > 1 && std::strcmp(argv[1], "gpu") == 0;
  int gpus = 0;
  if (cudaGetDeviceCount(&gpus) != cudaSuccess || gpus == 0) {
    if (only_gpu) {
      std::printf("skipped: no GPU\n");
      return 0;
    }
    check_without_gpu();
  } else {
    check_formulas<float>(2e-6);
    check_formulas<double>(1e-14);
    check_reductions();
    check_calls();
    check_half();
  }
  if (failures == 0) std::printf("all is well\n");
  return failures == 0 ? 0 : 1;
}
