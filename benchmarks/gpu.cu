// SPDX-License-Identifier: MIT
//
// The CUDA engine against what the GPU can do, measured in the same run: exponentials (MUFU) and fused multiply-adds
// per second, and the launch of an empty kernel. Prints the rows of a table; run_gpu builds, runs and completes it.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cuda_fp16.h>
#include <vector>

#include <kernfold/cuda.hpp>

using namespace kernfold;

namespace {

__global__ void exponentials(float* out, int turns) {
  float v[8];
  for (int k = 0; k < 8; ++k) v[k] = 1e-3F * static_cast<float>(threadIdx.x + k);
  for (int t = 0; t < turns; ++t)
#pragma unroll
    for (int k = 0; k < 8; ++k) asm volatile("ex2.approx.ftz.f32 %0, %0;" : "+f"(v[k]));
  float s = 0;
  for (int k = 0; k < 8; ++k) s += v[k];
  out[blockIdx.x * blockDim.x + threadIdx.x] = s;
}
__global__ void multiply_adds(float* out, int turns, float a, float b) {
  float v[16];
  for (int k = 0; k < 16; ++k) v[k] = 1e-3F * static_cast<float>(threadIdx.x + k);
#pragma unroll 16
  for (int t = 0; t < turns; ++t)
#pragma unroll
    for (int k = 0; k < 16; ++k) v[k] = fmaf(v[k], a, b);
  float s = 0;
  for (int k = 0; k < 16; ++k) s += v[k];
  out[blockIdx.x * blockDim.x + threadIdx.x] = s;
}
__global__ void empty() {}

// Median seconds of 9 runs after a warm-up, each of as many calls as take some milliseconds: so what a run takes once,
// such as memory that the pool gave back when the last one was waited for, does not count.
template <class Work>
double seconds(Work work) {
  cudaEvent_t begin, end;
  gpu::require_success("cudaEventCreate", cudaEventCreate(&begin));
  gpu::require_success("cudaEventCreate", cudaEventCreate(&end));
  const auto run = [&](int calls) {
    gpu::require_success("cudaEventRecord", cudaEventRecord(begin));
    for (int k = 0; k < calls; ++k) work();
    gpu::require_success("cudaEventRecord", cudaEventRecord(end));
    gpu::require_success("cudaEventSynchronize", cudaEventSynchronize(end));
    float ms = 0;
    gpu::require_success("cudaEventElapsedTime", cudaEventElapsedTime(&ms, begin, end));
    return static_cast<double>(ms) / 1e3 / calls;
  };
  run(1);
  int calls = 1;
  while (calls < 4096 && run(calls) * calls < 1e-2) calls *= 4;
  std::vector<double> times;
  for (int k = 0; k < 9; ++k) times.push_back(run(calls));
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

template <class T = float>
DeviceTensor<T> data(std::ptrdiff_t rows, std::ptrdiff_t cols, double step) {
  std::vector<T> v(static_cast<std::size_t>(rows * cols));
  for (std::size_t k = 0; k < v.size(); ++k)
    v[k] = T(static_cast<float>(0.5 * std::sin(step * static_cast<double>(k + 1))));
  DeviceTensor<T> t(rows, cols, nullptr);
  gpu::copy(t.data(), v.data(), t.size(), cudaMemcpyHostToDevice, nullptr);
  gpu::require_success("cudaDeviceSynchronize", cudaDeviceSynchronize());
  return t;
}

double mufu_rate = 0, fma_rate = 0;

// Of a pair: exponentials, the instructions that its machine code has, and those that its arithmetic needs.
struct Instructions {
  double mufu, issued, needed;
};

template <class Work>
double row(const char* formula, std::ptrdiff_t M, std::ptrdiff_t N, Instructions pair, Work work) {
  const double s = seconds(work), rate = static_cast<double>(M) * static_cast<double>(N) / s;
  std::printf("| %s | %td x %td | %.4g ms | %.3g | %.2f | %.2f | %.2f |\n", formula, M, N, s * 1e3, rate,
              pair.mufu * rate / mufu_rate, pair.issued * rate / fma_rate, pair.needed * rate / fma_rate);
  std::fflush(stdout);
  return s;
}

// T: of which the vectors and b are.
template <template <class...> class R, int D, int DV, class T = float, class F>
double measure(const char* name, F f, std::ptrdiff_t M, std::ptrdiff_t N, Instructions pair) {
  const auto X = data<T>(M, D, 0.7), Y = data<T>(N, D, 1.3), B = data<T>(N, DV, 2.1);
  const auto E = data(M, DV, 0.3);
  if constexpr (draft<F>.positions == 5)
    return row(name, M, N, pair, [&] { (void)reduce<R, Axis1>(f, X, Y, B, 0.5F, E); });
  else if constexpr (draft<F>.positions == 4)
    return row(name, M, N, pair, [&] { (void)reduce<R, Axis1>(f, X, Y, B, 0.5F); });
  else if constexpr (draft<F>.positions == 3)
    return row(name, M, N, pair, [&] { (void)reduce<R, Axis1>(f, X, Y, B); });
  else
    return row(name, M, N, pair, [&] { (void)reduce<R, Axis1>(f, X, Y); });
}

template <int D>
constexpr Vi<0, D> x{};
template <int D>
constexpr Vj<1, D> y{};
constexpr Vj<2, 1> b{};
constexpr Vj<2, 64> v{};
constexpr Pm<3, 1> g{};
constexpr Vi<4, 1> e{};

}  // namespace

int main() {
  cudaDeviceProp p;
  gpu::require_success("cudaGetDeviceProperties", cudaGetDeviceProperties(&p, 0));
  const int blocks = p.multiProcessorCount * 32, turns = 4096;
  const auto scratch = data(blocks, 256, 1);
  float* const out = const_cast<float*>(scratch.data());
  const double threads = 256.0 * blocks;
  mufu_rate = threads * 8 * turns / seconds([&] { exponentials<<<blocks, 256>>>(out, turns); });
  fma_rate = threads * 16 * turns / seconds([&] { multiply_adds<<<blocks, 256>>>(out, turns, 0.999F, 1e-3F); });
  const double launch = seconds([] { empty<<<1, 32>>>(); });
  std::printf("%s, %d multiprocessors: %.3g exponentials and %.3g multiply-adds a second, a launch takes %.2f us.\n\n",
              p.name, p.multiProcessorCount, mufu_rate, fma_rate, launch * 1e6);
  std::printf(
      "| formula, float | M x N | time | pairs/s | of the MUFU rate | of the issue rate | of it, needed |\n"
      "|---|---|---|---|---|---|---|\n");

  constexpr std::ptrdiff_t million = 1000000;
  constexpr auto gaussian = Exp(-g * SqDist(x<3>, y<3>)) * b;
  constexpr Instructions of_3{1, 8.28, 8};
  measure<Sum, 3, 1>("Gaussian, D = 3", gaussian, million, million, of_3);
  measure<Sum, 3, 1>("Gaussian, D = 3", gaussian, 10000, million, of_3);
  measure<Sum, 3, 1>("Gaussian, D = 3", gaussian, 100000, 100000, of_3);
  measure<Sum, 3, 1>("Gaussian, D = 3", gaussian, 10000, 10000, of_3);
  const double small = measure<Sum, 3, 1>("Gaussian, D = 3", gaussian, 1000, 1000, of_3);
  const double into_out = [&] {
    const auto X = data(1000, 3, 0.7), Y = data(1000, 3, 1.3), B = data(1000, 1, 2.1);
    DeviceTensor<float> result(1000, 1, nullptr);
    return row("the same, into(out)", 1000, 1000, of_3,
               [&] { reduce<Sum, Axis1>(gaussian, X, Y, B, 0.5F, into(result)); });
  }();
  measure<Sum, 3, 1, __half>("Gaussian, D = 3, data in half", gaussian, 200000, 200000, of_3);
  measure<Sum, 3, 1>("its gradient in x", Grad(gaussian, x<3>, e), 200000, 200000, {1, 12.28, 11});
  measure<Sum, 10, 1>("Gaussian, D = 10", Exp(-g * SqDist(x<10>, y<10>)) * b, 200000, 200000, {1, 22.8, 22});
  constexpr auto gaussian_64 = Exp(-g * SqDist(x<64>, y<64>)) * b;
  measure<Sum, 64, 1>("Gaussian, D = 64", gaussian_64, 100000, 100000, {1, 152, 130});
  measure<Sum, 64, 1>("Gaussian, D = 64", gaussian_64, 10000, million, {1, 152, 130});
  measure<Sum, 64, 1, __half>("Gaussian, D = 64, data in half", gaussian_64, 100000, 100000, {1, 152, 130});
  measure<Sum, 64, 1>("its gradient in x", Grad(gaussian_64, x<64>, e), 50000, 50000, {1, 216, 194});
  measure<Sum, 64, 1, __half>("its gradient in x, data in half", Grad(gaussian_64, x<64>, e), 50000, 50000,
                              {1, 216, 194});
  measure<Sum, 64, 64>("sum exp(x.y) v, D = 64", Exp(x<64> | y<64>) * v, 50000, 50000, {1, 165, 129});
  measure<LogSumExp, 3, 1>("LogSumExp of -|x - y|^2", -SqDist(x<3>, y<3>), 200000, 200000, {1, 9.8, 9});
  measure<ArgMin, 3, 1>("ArgMin of |x - y|^2", SqDist(x<3>, y<3>), 200000, 200000, {0, 7.3, 7});
  std::printf("\nA call of 1000 x 1000 takes as long as %.1f launches of an empty kernel; with into(out), %.1f.\n",
              small / launch, into_out / launch);
}
