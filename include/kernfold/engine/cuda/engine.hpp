// SPDX-License-Identifier: MIT
//
// Calls that the CUDA engine answers: those with data on a GPU, which stay there, and those with host data and the
// option on_cuda, which are copied there and back.
#pragma once

#include <cstring>

#include <kernfold/api/passes.hpp>
#include <kernfold/engine/cuda/dispatch.hpp>
#include <kernfold/engine/cuda/machine.hpp>
#include <kernfold/engine/cuda/options.hpp>
#include <kernfold/formula/index.hpp>

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
/// The arguments of a call that are arrays of half or bfloat16.
template <class... T>
inline constexpr Stored stored_in_call = [] {
  constexpr detail::CallArgument call[] = {detail::CallArgumentOf<T>::value..., {}};
  return detail::stored_in(call, sizeof...(T));
}();
/// Of these those that code C reads: a kernel does not depend on others.
template <class C, Stored S>
inline constexpr Stored stored_in_code = [] {
  std::uint64_t read = 0;
  for (int p = 0; p < C::positions; ++p)
    if (C::signature.argument[p].present) read |= std::uint64_t{1} << p;
  return Stored{S.half & read, S.bfloat16 & read};
}();
template <class... T>
inline constexpr Accuracy chosen_accuracy =
    has_option<accuracy::AnyAccuracy, T...>&& has_option<accuracy::Precise, T...> ? Accuracy::precise : Accuracy::fast;

/// The result of reduction R on the GPU: matrices of `rows` rows.
template <class R, class T, int Dim>
struct DeviceReturned {
  using Host = cpu::Returned<R, T, Dim>;
  DeviceTensor<T> value;
  DeviceTensor<std::int64_t> index;

  DeviceReturned(std::ptrdiff_t rows, const on_cuda& where)
      : value(rows, Host::values * Host::dim, where.stream, where.memory),
        index(rows, Host::indices * Host::dim, where.stream, where.memory) {}
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

/// The passes of a call on a GPU; see cpu::Passes. Of data on the GPU the results stay there, those of host data are
/// copied back.
template <class T, class... Arguments>
class Passes {
  static_assert(
      !(std::is_base_of_v<AnyMonitor, Arguments> || ...),
      "kernfold: reduce(f, ..., stop(token)): stop and progress watch calls on the CPU; leave them out of a call "
      "on a GPU");
  static constexpr bool stays = data_on_device<Arguments...>, given = has_option<AnyInto, Arguments...>;
  static constexpr Stored stored = stored_in_call<Arguments...>;
  template <class R, class F>
  using Result = cpu::Returned<R, T, F::dim>;

 public:
  using Matrix = DeviceTensor<T>;

  template <class Bound>
  Passes(const Bound& b, const cpu::Sizes& n, const Arguments&... arguments)
      : n_(n),
        where_(where(find_option<on_cuda>(arguments...))),
        current_(where_.device),
        machine_(where_.stream, where_.memory),
        numbers_(b.number),
        slots_(Bound::slots) {}

  const cpu::Sizes& sizes() const { return n_; }
  template <class Bound>
  View<const T> argument(const Bound& b, int p) {
    const View<const T>& a = b.argument[p];
    if (stays || is_number(a)) return a;
    if (stored.template bytes<T>(p) == sizeof(T)) return machine_.upload(a);
    const View<const std::uint16_t> there = machine_.upload(bits_of(a));
    return {reinterpret_cast<const T*>(there.data), there.rows, there.cols, there.row_stride, there.col_stride};
  }
  static const T* row(const View<const T>* views, int p, std::ptrdiff_t i) {
    const View<const T>& a = views[p];
    const std::ptrdiff_t bytes = i * a.row_stride * static_cast<std::ptrdiff_t>(stored.template bytes<T>(p));
    return reinterpret_cast<const T*>(reinterpret_cast<const char*>(a.data) + bytes);
  }
  View<const T> number(T x) {
    number_ = x;
    return {&number_, 1, 1, 1, 1};
  }
  Matrix matrix(std::ptrdiff_t rows, std::ptrdiff_t cols) const {
    return Matrix(rows, cols, where_.stream, where_.memory);
  }
  static View<const T> view_of(const Matrix& m) { return device(m).block.view; }
  static View<T> view_of(Matrix& m) { return device(m).block.view; }
  Matrix counting(std::ptrdiff_t n) const {
    Matrix r = matrix(n, 1);
    rows<IndexI>(nullptr, view_of(r));
    return r;
  }
  template <int P, int Dim>
  Matrix copy_of(const View<const T>* views) const {
    Matrix r = matrix(views[P].rows, Dim);
    rows<Vi<P, Dim>>(views, view_of(r));
    return r;
  }

  template <class F>
  void rows(const View<const T>* views, const View<T>& out, const cpu::Execution& = {}) const {
    const Destination<T> to = values_in(out);
    run<F, Kept::i, Sum<>, 0>(views, {out.rows, 1}, &to);
  }
  /// Reduction R of formula F, without i, over n columns of views that are no arguments of the call: one row.
  template <class R, class F>
  Matrix columns(const View<const T>* views, std::ptrdiff_t n) const {
    DeviceReturned<R, T, F::dim> r(1, where_);
    const Destination<T> to = r.destination();
    run<F, Kept::i, R, 0, Stored{}>(views, {1, n}, &to);
    return r.release();
  }
  template <class R, class A, class F>
  auto reduce(const View<const T>* views) const {
    return returned<R, A, F>(views).release();
  }
  template <class R, class A, class F, class Bound>
  auto result(const Bound& b, const View<const T>* views) const {
    if constexpr (!given) {
      return given_back<R, F>(returned<R, A, F>(views));
    } else if constexpr (writes_to_device<Arguments...> != stays) {
      static_assert(!stays || writes_to_device<Arguments...>,
                    "kernfold: reduce(f, ..., into(out)): the data are on a GPU and out is in host memory; pass "
                    "into(device(pointer, rows, cols)), or copy the result");
      static_assert(stays || !writes_to_device<Arguments...>,
                    "kernfold: reduce(f, ..., into(out)): the data are in host memory and out is on a GPU; pass both "
                    "on one of them");
      return Result<R, F>(0).release();
    } else {
      return write<R, A, F>(checked<R, A, F>(b, n_), views);
    }
  }
  /// The memory of into(out), checked. A result in float may go into half or bfloat16.
  template <class R, class A, class F, class Bound>
  static auto checked(const Bound& b, const cpu::Sizes& n) {
    using Element = typename Result<R, F>::Element;
    using Out = typename Bound::output_scalar;
    constexpr bool rounded = detail::is_half<Out> && std::is_same_v<Element, float>;
    return checked_output<std::conditional_t<rounded, Out, Element>>(b, n.template rows<A>(), Result<R, F>::cols);
  }
  /// The sums S..., each in one of `to`: those that keep the same axis in one pass.
  template <class... S>
  void sums(const View<const T>* views, Matrix* to) const {
    constexpr bool some_i = (__is_same(typename S::axis, Axis1) || ...),
                   some_j = (__is_same(typename S::axis, Axis0) || ...);
    constexpr bool with_i = some_i || !some_j;
    Destination<T> of_i[sizeof...(S)], of_j[sizeof...(S)];
    int k = 0, i = 0, j = 0;
    const auto allocate = [&](bool keeps_i, std::ptrdiff_t rows, int cols) {
      to[k] = matrix(rows, cols);
      (keeps_i ? of_i[i++] : of_j[j++]) = values_in(view_of(to[k]));
      ++k;
    };
    (allocate(cpu::pass::keeps<S, Kept::i, with_i>, n_.template rows<typename S::axis>(), S::formula::dim), ...);
    sums_in_a_pass<Kept::i>(typename cpu::pass::Select<Kept::i, with_i, false, S...>::type{}, views, of_i);
    sums_in_a_pass<Kept::j>(typename cpu::pass::Select<Kept::j, with_i, false, S...>::type{}, views, of_j);
  }
  /// The reductions P... over axis A, as a std::tuple of what the call returns.
  template <class A, class... P>
  auto together(const View<const T>* views) const {
    std::tuple all{DeviceReturned<typename P::reduction, T, P::alone::dim>(n_.template rows<A>(), where_)...};
    return std::apply(
        [&](auto&... r) {
          using Shared = outputs_of<typename P::shared...>;
          using All = Reductions<typename P::reduction...>;
          if constexpr (fits_a_pass<Shared, kept_by<A>, All, sizeof...(P)>) {
            constexpr unsigned overall = __is_same(A, Axis01) ? (1U << sizeof...(P)) - 1U : 0U;
            const Destination<T> in[] = {r.destination()...};
            run<Shared, kept_by<A>, All, overall>(views, n_.template extent<A>(), in);
          } else {
            (run<typename P::reduction, A, typename P::alone>(views, r.destination()), ...);
          }
          return std::tuple{given_back<typename P::reduction, typename P::alone>(std::move(r))...};
        },
        all);
  }
  // Copied to the host, whose states have the same members.
  template <class R, class A, class F, class State>
  void states(const View<const T>* views, State* to) const {
    using Kernels = DispatchOf<F, kept_by<A>, R, 0>;
    static_assert(sizeof(typename Kernels::State) == sizeof(State) && std::is_trivially_copyable_v<State>);
    Machine machine(where_.stream, where_.memory);
    const auto n = n_.template extent<A>();
    const auto* const from = Kernels::states(machine, inputs<F, kept_by<A>>(views), n.kept, n.reduced);
    constexpr std::ptrdiff_t size = sizeof(State);
    Tensor<unsigned char> bytes(F::dim * n.kept, size);
    machine.download(reinterpret_cast<const unsigned char*>(from), bytes.data(), bytes.size());
    for (std::ptrdiff_t i = 0; i < n.kept; ++i)
      for (int k = 0; k < F::dim; ++k)
        std::memcpy(static_cast<void*>(to + i * F::dim + k), bytes.data() + (k * n.kept + i) * size, sizeof(State));
  }
  /// A matrix as the call returns it.
  static auto give(Matrix&& m) {
    if constexpr (stays)
      return static_cast<Matrix&&>(m);
    else
      return m.to_host();
  }

 private:
  template <class F, Kept K, class R, unsigned Overall, Stored S = stored>
  using DispatchOf =
      Dispatch<F, K, R, T, chosen_accuracy<Arguments...>, Overall, Machine, stored_in_code<CodeOf<F, K>, S>>;

  static on_cuda where(const on_cuda* option) { return option != nullptr ? *option : on_cuda(); }
  bool is_number(const View<const T>& a) const {
    for (int p = 0; p < slots_; ++p)
      if (a.data == numbers_ + p) return true;
    return a.data == &number_;
  }

  template <class F, Kept K>
  auto inputs(const View<const T>* views) const {
    return arrays_of<CodeOf<F, K>::positions>(views,
                                              [&](const auto& next_argument) { return is_number(next_argument); });
  }
  // Can several outputs of one program share a pass: do a thread's registers hold all?
  template <class F, Kept K, class R, int outputs>
  static constexpr bool fits_a_pass =
      outputs > 1 && outputs <= 8 && registers_of_results<CodeOf<F, K>, R, T> <= most_registers;
  template <Kept K, class... S>
  void sums_in_a_pass(cpu::pass::List<S...> list, const View<const T>* views, const Destination<T>* to) const {
    if constexpr (sizeof...(S) > 1) {
      using F = outputs_of<typename S::formula...>;
      if constexpr (fits_a_pass<F, K, Sum<>, sizeof...(S)>) {
        run<F, K, Sum<>, cpu::pass::overall_of(list)>(
            views, K == Kept::i ? n_.template extent<Axis1>() : n_.template extent<Axis0>(), to);
        return;
      }
    }
    (run<Sum<>, typename S::axis, typename S::formula>(views, *to++), ...);
  }

  template <class F, Kept K, class R, unsigned Overall, Stored S = stored>
  void run(const View<const T>* views, const cpu::Extent& n, const Destination<T>* to) const {
    Machine machine(where_.stream, where_.memory);
    DispatchOf<F, K, R, Overall, S>::run(machine, inputs<F, K>(views), n.kept, n.reduced, to);
  }
  template <class R, class A, class F>
  void run(const View<const T>* views, const Destination<T>& to) const {
    run<F, kept_by<A>, R, __is_same(A, Axis01) ? 1U : 0U>(views, n_.template extent<A>(), &to);
  }
  template <class R, class A, class F>
  DeviceReturned<R, T, F::dim> returned(const View<const T>* views) const {
    DeviceReturned<R, T, F::dim> r(n_.template rows<A>(), where_);
    run<R, A, F>(views, r.destination());
    return r;
  }
  template <class R, class F>
  auto given_back(DeviceReturned<R, T, F::dim> r) const {
    if constexpr (stays) {
      return r.release();
    } else {
      Result<R, F> host(r.value.rows());
      machine_.download(r.value.data(), view(host.value));
      machine_.download(r.index.data(), view(host.index));
      return host.release();
    }
  }
  template <class R, class A, class F, class Element>
  auto write(const View<Element>& out, const View<const T>* views) const {
    constexpr bool of_values = std::is_same_v<Element, T>;
    if constexpr (detail::is_half<Element> && Result<R, F>::one_matrix) {
      const auto r = returned<R, A, F>(views);
      return rounded<std::conditional_t<std::is_same_v<Element, __half>, Half, Bfloat16>>(r.value, out);
    } else if constexpr (stays) {
      static_assert(Result<R, F>::one_matrix && (of_values || std::is_same_v<Element, std::int64_t>),
                    "kernfold: into(out): on a GPU this reduction's result is no single matrix of numbers of the "
                    "data's type or of 64-bit indices; leave into(out) out");
      if constexpr (of_values)
        run<R, A, F>(views, values_in(out));
      else
        run<R, A, F>(views, {{nullptr, 0, 0, 0, 0}, out, nullptr});
      return DeviceView<Element>{{out, detail::Form::matrix}};
    } else {
      static_assert(Result<R, F>::one_matrix,
                    "kernfold: into(out): the reduction gives values and indices, which one matrix cannot take; leave "
                    "into(out) out");
      const auto r = returned<R, A, F>(views);
      if constexpr (of_values) {
        machine_.download(r.value.data(), out);
      } else {
        const Tensor<std::int64_t> index = r.index.to_host();
        for (std::ptrdiff_t i = 0; i < out.rows; ++i)
          for (std::ptrdiff_t k = 0; k < out.cols; ++k) out(i, k) = static_cast<Element>(index(i, k));
      }
      return out;
    }
  }

  // A result in half or bfloat16: computed in float, and rounded once.
  template <class Format, class Element>
  auto rounded(const Matrix& from, const View<Element>& out) const {
    const View<std::uint16_t> to = bits_of(out);
    if constexpr (stays) {
      using Kernel = RoundKernel<Format>;
      Machine machine(where_.stream, where_.memory);
      machine.template launch<Kernel>(ceil_divide(to.rows * to.cols, Kernel::threads), 1, {view_of(from), to});
      return DeviceView<Element>{{out, detail::Form::matrix}};
    } else {
      const Tensor<float> values = from.to_host();
      for (std::ptrdiff_t i = 0; i < to.rows; ++i)
        for (std::ptrdiff_t k = 0; k < to.cols; ++k) to(i, k) = Format::rounded(values(i, k));
      return out;
    }
  }

  cpu::Sizes n_;
  on_cuda where_;
  CurrentDevice current_;
  Machine machine_;  // of the copies of the arguments
  const T* numbers_;
  int slots_;
  T number_ = T(0);
};

}  // namespace KERNFOLD_ISA

/// What a call with data on a GPU, or with the option on_cuda, is handed to.
struct Engine {
  template <class T, class... Arguments>
  using Passes = gpu::Passes<T, Arguments...>;

  template <class R, class A, class F, class... Arguments>
  static auto run(const Arguments&... arguments) {
    using S = detail::SignatureOf<CodeOf<F, kept_by<A>>>;
    const auto b = bind_arguments<S>(arguments...);
    using T = typename decltype(b)::scalar;
    if constexpr (detail::Call<S, Arguments...>::ok) {
      const cpu::Sizes n = cpu::sizes_of<A, S, Arguments...>(b);
      if constexpr (has_option<AnyInto, Arguments...>) (void)Passes<T, Arguments...>::template checked<R, A, F>(b, n);
      Passes<T, Arguments...> passes(b, n, arguments...);
      View<const T> views[b.slots];
      for (int p = 0; p < b.positions; ++p) views[p] = passes.argument(b, p);
      return passes.template result<R, A, F>(b, views);
    } else {
      return cpu::Returned<R, T, F::dim>(0).release();
    }
  }
};

}  // namespace gpu
}  // namespace kernfold
