// SPDX-License-Identifier: MIT
//
// Calls that the CUDA engine answers: those with data on a GPU, which stay there, and those with host data and the
// option on_cuda, which are copied there and back.
#pragma once

#include <kernfold/api/reduction.hpp>
#include <kernfold/engine/cuda/dispatch.hpp>
#include <kernfold/engine/cuda/machine.hpp>
#include <kernfold/engine/cuda/options.hpp>

namespace kernfold {

/// What reductions of data on a GPU return that give values and indices.
template <class T>
struct DeviceValuesAndIndices {
  DeviceTensor<T> values;
  DeviceTensor<std::int64_t> indices;
};

namespace gpu {
inline namespace KERNFOLD_ISA {

template <class... T>
inline constexpr bool data_on_device = (... || detail::data_type<typename detail::CallArgumentOf<T>::data>().device);
template <class... T>
inline constexpr bool writes_to_device = !std::is_void_v<
    typename detail::EngineOf<std::remove_cvref_t<decltype(*find_option<AnyInto>(std::declval<const T&>()...))>>::type>;
template <class... T>
inline constexpr Accuracy chosen_accuracy = has_option<accuracy::Precise, T...> ? Accuracy::precise : Accuracy::fast;

/// The result of reduction R on the GPU: matrices of `rows` rows, or the memory of into(out) in place of one.
template <class R, class T, int Dim>
struct DeviceReturned {
  using Host = cpu::Returned<R, T, Dim>;
  DeviceTensor<T> value;
  DeviceTensor<std::int64_t> index;

  DeviceReturned(std::ptrdiff_t rows, cudaStream_t stream)
      : value(rows, Host::values * Host::dim, stream), index(rows, Host::indices * Host::dim, stream) {}
  Destination<T> destination() { return {device(value).block.view, device(index).block.view, nullptr}; }
  auto release() {
    if constexpr (Host::indices == 0)
      return static_cast<DeviceTensor<T>&&>(value);
    else if constexpr (Host::values == 0)
      return static_cast<DeviceTensor<std::int64_t>&&>(index);
    else
      return DeviceValuesAndIndices<T>{static_cast<DeviceTensor<T>&&>(value),
                                       static_cast<DeviceTensor<std::int64_t>&&>(index)};
  }
};

template <class R, class A, class F, class... T>
auto run_reduction(const T&... arguments) {
  constexpr bool both = __is_same(A, Axis01);
  constexpr Kept kept = cpu::kept_by<A>;
  using S = detail::SignatureOf<CodeOf<F, kept>>;
  const auto b = bind_arguments<S>(arguments...);
  using Value = typename decltype(b)::scalar;
  using Result = cpu::Returned<R, Value, F::dim>;
  using OnDevice = DeviceReturned<R, Value, F::dim>;
  constexpr bool given = has_option<AnyInto, T...>, device_data = data_on_device<T...>;
  if constexpr (!detail::Call<S, T...>::ok) {
    return Result(0).release();
  } else if constexpr (given && writes_to_device<T...> != device_data) {
    static_assert(!device_data || writes_to_device<T...>,
                  "kernfold: reduce(f, ..., into(out)): the data are on a GPU and out is in host memory; pass "
                  "into(device(pointer, rows, cols)), or copy the result");
    static_assert(device_data || !writes_to_device<T...>,
                  "kernfold: reduce(f, ..., into(out)): the data are in host memory and out is on a GPU; pass both on "
                  "one of them");
    return Result(0).release();
  } else {
    const cpu::Sizes sizes = cpu::sizes_of<A, S, T...>(b);
    const cpu::Extent n = sizes.template extent<A>();
    const std::ptrdiff_t out_rows = sizes.template rows<A>();
    using Element = typename Result::Element;
    View<Element> out{};
    if constexpr (given) out = checked_output<Element>(b, out_rows, Result::cols);

    const on_cuda* const option = find_option<on_cuda>(arguments...);
    const on_cuda where = option != nullptr ? *option : on_cuda();
    const CurrentDevice current(where.device);
    Machine machine(where.stream);
    const auto run = [&](const auto& place, const Destination<Value>& to) {
      Dispatch<F, kept, R, Value, chosen_accuracy<T...>, both, Machine>::run(machine, arrays_of(b, place), n.kept,
                                                                             n.reduced, to);
    };
    if constexpr (device_data) {
      const auto stays = [](const View<const Value>& a) { return a; };
      if constexpr (given) {
        static_assert(Result::one_matrix && (std::is_same_v<Element, Value> || std::is_same_v<Element, std::int64_t>),
                      "kernfold: into(out): on a GPU this reduction's result is no single matrix of numbers of the "
                      "data's type or of 64-bit indices; leave into(out) out");
        if constexpr (std::is_same_v<Element, Value>)
          run(stays, values_in(out));
        else
          run(stays, {{nullptr, 0, 0, 0, 0}, out, nullptr});
        return DeviceView<Element>{{out, detail::Form::matrix}};
      } else {
        OnDevice r(out_rows, where.stream);
        run(stays, r.destination());
        return r.release();
      }
    } else {
      const auto copied = [&](const View<const Value>& a) { return machine.upload(a); };
      OnDevice on_device(out_rows, where.stream);
      run(copied, on_device.destination());
      if constexpr (given && std::is_same_v<Element, Value> && Result::one_matrix) {
        machine.download(on_device.value.data(), out);
        return out;
      } else {
        Result r(out_rows);
        machine.download(on_device.value.data(), view(r.value));
        machine.download(on_device.index.data(), view(r.index));
        if constexpr (given) {
          static_assert(Result::one_matrix,
                        "kernfold: into(out): the reduction gives values and indices, which one matrix cannot take; "
                        "leave into(out) out");
          for (std::ptrdiff_t row = 0; row < out_rows; ++row)
            for (int k = 0; k < Result::cols; ++k) out(row, k) = static_cast<Element>(r.index(row, k));
          return out;
        } else {
          return r.release();
        }
      }
    }
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

}  // namespace gpu
}  // namespace kernfold
