// SPDX-License-Identifier: MIT
//
// What compiles and what doesn't, as values; the messages are tested in compile_fail/bind_*.cpp.
#include <array>
#include <string>
#include <vector>

#include "support/cuda_on_host/cuda_bf16.h"
#include "tensors/toy.hpp"

#include <kernfold/tensors/call.hpp>
#include <kernfold/tensors/device_view.hpp>

using namespace kernfold;
using namespace kernfold::detail;

namespace {
using Vec = std::vector<float>;
using D = std::vector<double>;
template <class V, class A>
using N = Named<V, A>;
using X = Vi<0, 3>;
using Y = Vj<1, 3>;
using A = Vj<2, 1>;
using P = Pm<3, 1>;
template <class... T>
constexpr CallError four = Call<toy::Four, T...>::check.error;
template <class S, class... T>
constexpr CallError one = Call<S, T...>::check.error;
using Gap = toy::Signature<ArgumentInfo{true, Category::i, 3}, ArgumentInfo{false, Category::parameter, 0},
                           ArgumentInfo{true, Category::j, 3}>;
}  // namespace

static_assert(four<Vec, Vec, Vec, Vec> == CallError::none);
static_assert(four<Vec, Vec, Vec, double, threads> == CallError::none);
static_assert(four<Vec, Vec, Vec> == CallError::argument_count);
static_assert(four<> == CallError::argument_count);
static_assert(four<threads> == CallError::argument_count);
static_assert(Call<toy::Four, Vec, threads>::check.given == 1 && Call<toy::Four, Vec, threads>::check.other == 4);
static_assert(four<Vec, Vec, Vec, Vec, Vec> == CallError::argument_count);
static_assert(four<Vec, Vec, threads, Vec, Vec> == CallError::data_after_option);
static_assert(one<Gap, Vec, Vec> == CallError::unused_position);
static_assert(one<toy::None> == CallError::none && one<toy::None, threads> == CallError::none);
static_assert(one<toy::None, Vec> == CallError::argument_count);

static_assert(four<N<Y, Vec>, N<P, int>, N<A, Vec>, N<X, Vec>, threads> == CallError::none);
static_assert(four<N<Y, Vec>, N<P, int>, N<A, Vec>> == CallError::not_named);
static_assert(Call<toy::Four, N<Y, Vec>, N<P, int>, N<A, Vec>>::check.position == 0);
static_assert(four<N<Y, Vec>, N<P, int>, N<A, Vec>, N<X, Vec>, N<A, Vec>> == CallError::named_twice);
static_assert(four<N<Y, Vec>, Vec, N<A, Vec>, N<X, Vec>> == CallError::names_mixed);
static_assert(four<Vec, Vec, Vec, N<P, float>> == CallError::names_mixed);
static_assert(four<N<Vj<1, 2>, Vec>, N<P, int>, N<A, Vec>, N<X, Vec>> == CallError::not_in_formula);
static_assert(four<N<Vi<1, 3>, Vec>, N<P, int>, N<A, Vec>, N<X, Vec>> == CallError::not_in_formula);
static_assert(four<N<Pm<4, 1>, Vec>, N<P, int>, N<A, Vec>, N<X, Vec>> == CallError::not_in_formula);
static_assert(four<N<X, X>, N<P, int>, N<A, Vec>, N<Y, Vec>> == CallError::formula);

static_assert(four<Vec, Y, Vec, Vec> == CallError::formula);
static_assert(four<Vec, float*, Vec, Vec> == CallError::pointer);
static_assert(four<Vec, std::vector<Vec>, Vec, Vec> == CallError::nested);
static_assert(four<Vec, float, Vec, Vec> == CallError::number);
static_assert(four<Vec, Vec, float, Vec> == CallError::number);
static_assert(one<toy::OneP<2>, float> == CallError::number);
static_assert(four<Vec, std::string, Vec, Vec> == CallError::scalar_type);
static_assert(four<Vec, Vec, Vec, std::vector<int>> == CallError::scalar_type);
static_assert(four<Vec, Vec, Vec, std::vector<std::array<float, 1>>> == CallError::none);
static_assert(four<Vec, Vec, D, Vec> == CallError::scalars_differ);
static_assert(Call<toy::Four, double, Vec, D, Vec>::check.position == 0);
static_assert(Call<toy::Four, Vec, Vec, Vec, D>::check.other == 3);

using Half = DeviceView<const __half>;
using Bfloat16 = DeviceView<__nv_bfloat16>;
using OnGpu = DeviceView<const float>;
static_assert(four<Half, Bfloat16, OnGpu, __half> == CallError::none);
static_assert(four<View<__half>, Vec, Vec, Vec> == CallError::half_on_cpu);
static_assert(four<D, View<__half>, Vec, Vec> == CallError::half_on_cpu);
static_assert(four<DeviceView<double>, Half, Half, float> == CallError::half_with_double);
static_assert(four<Half, View<__half>, Half, float> == CallError::memory_differs);
static_assert(four<Vec, __half, Vec, Vec> == CallError::number);
static_assert(Call<toy::Four, Half, Bfloat16, OnGpu, double>::scalar == Scalar::f32);
static_assert(Call<toy::OneP<1>, __half>::scalar == Scalar::f32);
constexpr Stored by_position = Call<toy::Four, Half, Bfloat16, OnGpu, __half>::stored;
static_assert(by_position.half == 1 && by_position.bfloat16 == 2);
constexpr Stored by_name = Call<toy::Four, N<Y, Bfloat16>, N<P, Half>, N<A, OnGpu>, N<X, Bfloat16>>::stored;
static_assert(by_name.half == 8 && by_name.bfloat16 == 3);

static_assert(one<toy::OneI<3>, std::vector<std::array<float, 3>>> == CallError::none);
static_assert(one<toy::OneI<3>, std::vector<std::array<float, 1>>> == CallError::row_width);
static_assert(one<toy::OneI<3>, std::array<float, 6>> == CallError::none);
static_assert(one<toy::OneI<3>, std::array<float, 0>> == CallError::none);
static_assert(one<toy::OneI<3>, float[7]> == CallError::fixed_size);
static_assert(one<toy::OneI<3>, float[7][3]> == CallError::none);
static_assert(one<toy::OneP<4>, std::array<float, 4>> == CallError::none);
static_assert(one<toy::OneP<4>, std::array<float, 8>> == CallError::fixed_size);
static_assert(one<toy::OneP<4>, float[2][2]> == CallError::none);
static_assert(one<toy::OneP<4>, float[3][2]> == CallError::fixed_size);
static_assert(Call<toy::OneP<4>, float[3][2]>::check.given == 6);

static_assert(Call<toy::Four, Vec, Vec, Vec, double>::scalar == Scalar::f32);
static_assert(Call<toy::Four, D, D, D, float>::scalar == Scalar::f64);
static_assert(Call<toy::OneP<1>, float>::scalar == Scalar::f32);
static_assert(Call<toy::OneP<1>, double>::scalar == Scalar::f64);
static_assert(Call<toy::OneP<1>, int>::scalar == Scalar::f64);
static_assert(Call<toy::None>::scalar == Scalar::f64);
