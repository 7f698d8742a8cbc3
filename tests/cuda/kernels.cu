// SPDX-License-Identifier: MIT
//
// Kernels whose machine code `run kernels` checks, under short names: registers that suffice, instructions of a pair.
#include <kernfold/engine/cuda/dispatch.hpp>
#include <kernfold/engine/cuda/launch.hpp>
#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

template <class R, class F, Accuracy A = Accuracy::fast, class T = float, Stored S = Stored{}>
using KernelOf = gpu::KernelFor<typename detail::FormulaFor<R, 0, std::remove_const_t<F>>::type, Kept::i, R, T, A, S>;
template <class F, class W>
using SoftMaxOf = gpu::KernelFor<
    typename detail::FormulaFor<SumSoftMaxWeight, 0, std::remove_const_t<F>, std::remove_const_t<W>>::type, Kept::i,
    SumSoftMaxWeight, float, Accuracy::fast>;

// Sums of two formulas in one pass.
template <class F, class G>
using TwoSumsOf =
    gpu::KernelFor<outputs_of<std::remove_const_t<F>, std::remove_const_t<G>>, Kept::i, Sum<>, float, Accuracy::fast>;

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 1> g{};
constexpr Vi<4, 1> e{};
constexpr auto gaussian = Exp(-g * SqDist(x, y)) * b;
constexpr auto laplacian = Exp(-g * Sqrt(SqDist(x, y))) * b;
constexpr auto rational_quadratic = RationalQuadraticKernel(x, y, g, Pm<4, 1>{}) * b;
constexpr auto thin_plate = ThinPlateSplineKernel(x, y) * b;
constexpr auto power = Powf(1_c + SqDist(x, y), g) * b;
constexpr auto cauchy = CauchyKernel(x, y, g) * b;

constexpr auto gaussian_of_1 = Exp(-g * SqDist(Vi<0, 1>{}, Vj<1, 1>{})) * b;
constexpr Vj<2, 3> v3{};

constexpr Vi<0, 10> x10{};
constexpr Vj<1, 10> y10{};
constexpr auto gaussian_of_10 = Exp(-g * SqDist(x10, y10)) * b;

constexpr Vi<0, 64> x64{};
constexpr Vj<1, 64> y64{};
constexpr Vj<2, 64> v64{};
constexpr auto attention = Exp(x64 | y64) * v64;
constexpr auto gaussian_of_64 = Exp(-g * SqDist(x64, y64)) * b;

constexpr Vi<0, 128> x128{};
constexpr Vj<1, 128> y128{};
constexpr auto gaussian_of_128 = Exp(-g * SqDist(x128, y128)) * b;

constexpr Vi<0, 512> x512{};
constexpr Vj<1, 512> y512{};
constexpr auto gaussian_of_512 = Exp(-g * SqDist(x512, y512)) * b;

// long results, with and without long vectors of rows
constexpr Vj<2, 128> v128{};
constexpr Vj<2, 512> v512{};
constexpr auto gaussian_times_v512 = Exp(-g * SqDist(x, y)) * v512;
constexpr Vj<2, 96> v96{};
constexpr auto gaussian_times_v96 = Exp(-g * SqDist(x, y)) * v96;
constexpr auto attention_of_128 = Exp(x128 | y128) * v128;

// the formula of the tutorial, and its gradient in y as a sum over j of its transpose would be
constexpr Vj<2, 1> a{};
constexpr Pm<3, 1> p{};
constexpr Vi<4, 3> e3{};
constexpr auto tutorial = Square(p - a) * Exp(x + y);

}  // namespace

#define KERNEL(name, ...)                                                                              \
  extern "C" __global__ void __launch_bounds__(__VA_ARGS__::threads, gpu::blocks_at_once<__VA_ARGS__>) \
      name(const __VA_ARGS__::Arguments given) {                                                       \
    gpu::run_block<__VA_ARGS__>(given);                                                                \
  }

KERNEL(gaussian_1, KernelOf<Sum<>, decltype(gaussian_of_1)>)
KERNEL(gaussian_3, KernelOf<Sum<>, decltype(gaussian)>)
KERNEL(gaussian_3_precise, KernelOf<Sum<>, decltype(gaussian), Accuracy::precise>)
KERNEL(gaussian_3_double, KernelOf<Sum<>, decltype(gaussian), Accuracy::fast, double>)
KERNEL(gaussian_3_half, KernelOf<Sum<>, decltype(gaussian), Accuracy::fast, float, Stored{0b1011, 0b0100}>)
KERNEL(gaussian_3_gradient, KernelOf<Sum<>, decltype(Grad(gaussian, x, e))>)
KERNEL(gaussian_3_towards, KernelOf<Sum<>, decltype((y - x) * gaussian)>)
KERNEL(gaussian_3_and_gradient, TwoSumsOf<decltype(gaussian), decltype(Grad(gaussian, x, e))>)
KERNEL(gaussian_3_mean, KernelOf<Mean, decltype(gaussian)>)
KERNEL(gaussian_3_mean_variance, KernelOf<MeanVariance, decltype(gaussian)>)
KERNEL(gaussian_3_max, KernelOf<Max<>, decltype(gaussian)>)
KERNEL(gaussian_3_log_sum_exp, KernelOf<LogSumExp<>, decltype(-g * SqDist(x, y))>)
KERNEL(product_3_log_sum_exp, KernelOf<LogSumExp<>, decltype(g * (x | y))>)
KERNEL(gaussian_3_soft_max, SoftMaxOf<decltype(-g * SqDist(x, y)), decltype(v3)>)
KERNEL(distance_3_arg_min, KernelOf<ArgMin<>, decltype(SqDist(x, y))>)
KERNEL(distance_3_k_min, KernelOf<ArgKMin<8>, decltype(SqDist(x, y))>)
KERNEL(gaussian_10, KernelOf<Sum<>, decltype(gaussian_of_10)>)
KERNEL(gaussian_64, KernelOf<Sum<>, decltype(gaussian_of_64)>)
KERNEL(gaussian_128, KernelOf<Sum<>, decltype(gaussian_of_128)>)
KERNEL(gaussian_512, KernelOf<Sum<>, decltype(gaussian_of_512)>)
KERNEL(gaussian_512_double, KernelOf<Sum<>, decltype(gaussian_of_512), Accuracy::fast, double>)
KERNEL(distance_512_k_min, KernelOf<ArgKMin<8>, decltype(SqDist(x512, y512))>)
KERNEL(gaussian_128_gradient, KernelOf<Sum<>, decltype(Grad(gaussian_of_128, x128, e))>)
KERNEL(gaussian_512_gradient, KernelOf<Sum<>, decltype(Grad(gaussian_of_512, x512, e))>)
KERNEL(gaussian_times_512, KernelOf<Sum<>, decltype(gaussian_times_v512)>)
KERNEL(attention_128, KernelOf<Sum<>, decltype(attention_of_128)>)
KERNEL(soft_max_128, SoftMaxOf<decltype(x128 | y128), decltype(v128)>)
KERNEL(mean_64, KernelOf<Mean, decltype(x64 * y64)>)
KERNEL(mean_variance_64, KernelOf<MeanVariance, decltype(x64 * y64)>)
KERNEL(mean_variance_of_96, KernelOf<MeanVariance, decltype(gaussian_times_v96)>)
KERNEL(max_arg_max_64, KernelOf<MaxArgMax, decltype(x64 - y64)>)
KERNEL(sum_64_compensated, KernelOf<detail::CompensatedSum, decltype(x64 - y64)>)
KERNEL(sum_64_wide, KernelOf<detail::WideSum, decltype(x64 - y64)>)
KERNEL(exponentials_512, KernelOf<Sum<>, decltype(Exp(x512) | Exp(y512))>)
KERNEL(laplacian_3, KernelOf<Sum<>, decltype(laplacian)>)
KERNEL(laplacian_3_gradient, KernelOf<Sum<>, decltype(Grad(laplacian, x, e))>)
KERNEL(rational_quadratic_3, KernelOf<Sum<>, decltype(rational_quadratic)>)
KERNEL(thin_plate_3, KernelOf<Sum<>, decltype(thin_plate)>)
KERNEL(power_3, KernelOf<Sum<>, decltype(power)>)
KERNEL(cauchy_3, KernelOf<Sum<>, decltype(cauchy)>)
KERNEL(attention_64, KernelOf<Sum<>, decltype(attention)>)
KERNEL(tutorial_3, KernelOf<Sum<>, decltype(tutorial)>)
KERNEL(tutorial_3_gradient, KernelOf<Sum<>, decltype(Grad(tutorial, x, e3))>)
