// SPDX-License-Identifier: MIT
//
// Calls that the CUDA engine answers: those with data on a GPU, which stay there, and those with host data and the
// option on_cuda, which are copied there and back.
#pragma once

#include <kernfold/api/reduction.hpp>
#include <kernfold/engine/cuda/dispatch.hpp>
#include <kernfold/engine/cuda/machine.hpp>
#include <kernfold/engine/cuda/options.hpp>

namespace kernfold::gpu {
inline namespace KERNFOLD_ISA {

// The arguments of a binding as kernels receive them: numbers by value.
template <class T, int Positions, class U, class Place>
Arrays<T, Positions> arrays_of(const Binding<T, Positions, U>& b, Place place) {
  Arrays<T, Positions> r;
  for (int p = 0; p < b.slots; ++p) {
    const bool is_number = b.argument[p].data == &b.number[p];
    r.argument[p] = is_number ? View<const T>{nullptr, 1, 1, 1, 1} : place(b.argument[p]);
    r.number[p] = b.number[p];
  }
  return r;
}

template <class... T>
inline constexpr bool data_on_device = (... || detail::data_type<typename detail::CallArgumentOf<T>::data>().device);
template <class... T>
inline constexpr bool writes_to_device = !std::is_void_v<
    typename detail::EngineOf<std::remove_cvref_t<decltype(*find_option<AnyInto>(std::declval<const T&>()...))>>::type>;
template <class... T>
inline constexpr Accuracy chosen_accuracy = has_option<accuracy::Precise, T...> ? Accuracy::precise : Accuracy::fast;

template <class R, class A, class F, class... T>
auto run_reduction(const T&... arguments) {
  using S = detail::SignatureOf<F>;
  const auto b = bind_arguments<S>(arguments...);
  using Value = typename decltype(b)::scalar;
  using Call = detail::Call<S, T...>;
  if constexpr (Call::ok) {
    constexpr bool sums_i = !__is_same(A, Axis1), sums_j = !__is_same(A, Axis0);
    if constexpr (sums_i) (void)require_size<S, Category::i, T...>();
    if constexpr (sums_j) (void)require_size<S, Category::j, T...>();
    constexpr bool both = sums_i && sums_j, keeps_j = __is_same(A, Axis0);
    // an axis that nothing depends on and nobody gave a size has one index
    const std::ptrdiff_t i = b.size_i < 0 ? 1 : b.size_i, j = b.size_j < 0 ? 1 : b.size_j;
    const std::ptrdiff_t rows = keeps_j ? j : i, columns = keeps_j ? i : j, out_rows = both ? 1 : rows;

    const on_cuda* const option = find_option<on_cuda>(arguments...);
    const on_cuda where = option != nullptr ? *option : on_cuda();
    using C = Code<F, keeps_j ? Kept::j : Kept::i>;
    const auto run = [&](Machine& machine, const Arrays<Value, C::positions>& inputs, const View<Value>& out) {
      reduce_pairs<C, R, Value, chosen_accuracy<T...>, both>(machine, inputs, rows, columns, out);
    };

    constexpr bool on_device = data_on_device<T...>, given = has_option<AnyInto, T...>;
    constexpr bool fits = !given || writes_to_device<T...> == on_device;
    static_assert(fits || !on_device,
                  "kernfold: reduce(f, ..., into(out)): the data are on a GPU and out is in host memory; pass "
                  "into(device(pointer, rows, cols)), or copy the result");
    static_assert(fits || on_device,
                  "kernfold: reduce(f, ..., into(out)): the data are in host memory and out is on a GPU; pass both on "
                  "one of them");
    if constexpr (!fits) {
      return Tensor<Value>();
    } else if constexpr (on_device && given) {
      const View<Value> out = checked_output<Value>(b, out_rows, F::dim);
      const CurrentDevice current(where.device);
      Machine machine(where.stream);
      run(machine, arrays_of(b, [](const View<const Value>& a) { return a; }), out);
      return DeviceView<Value>{{out, detail::Form::matrix}};
    } else if constexpr (on_device) {
      const CurrentDevice current(where.device);
      Machine machine(where.stream);
      DeviceTensor<Value> out(out_rows, F::dim, where.stream);
      run(machine, arrays_of(b, [](const View<const Value>& a) { return a; }), device(out).block.view);
      return out;
    } else {
      const auto run_from_host = [&](const View<Value>& out) {
        const CurrentDevice current(where.device);
        Machine machine(where.stream);
        const auto inputs = arrays_of(b, [&](const View<const Value>& a) { return machine.upload(a); });
        Value* const result = machine.template allocate<Value>(out.rows * out.cols);
        run(machine, inputs, {result, out.rows, out.cols, out.cols, 1});
        machine.download(result, out);
      };
      if constexpr (given) {
        const View<Value> out = checked_output<Value>(b, out_rows, F::dim);
        run_from_host(out);
        return out;
      } else {
        Tensor<Value> out(out_rows, F::dim);
        run_from_host(view(out));
        return out;
      }
    }
  } else {
    return Tensor<Value>();
  }
}

}  // namespace KERNFOLD_ISA

/// What a call with data on a GPU, or with the option on_cuda, is handed to.
struct Engine {
  template <class R, class A, class F, class... T>
  static auto run(const T&... arguments) {
    return run_reduction<R, A, F>(arguments...);
  }
};

}  // namespace kernfold::gpu
