// SPDX-License-Identifier: MIT
//
// What may follow the data of a call, in any order: where the result goes, how many threads, sizes that no argument
// tells. Each option is a type derived from AnyOption, so an engine adds its own without a word here.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include <kernfold/formula/type_list.hpp>
#include <kernfold/formula/variable.hpp>
#include <kernfold/tensors/data.hpp>
#include <kernfold/tensors/errors.hpp>

namespace kernfold {

/// Base of all options, to recognise them. What is looked up is a class derived from it: the option itself, or a common
/// base of several types that exclude each other.
struct AnyOption {};

template <class O>
concept Option = std::is_base_of_v<AnyOption, std::remove_cvref_t<O>>;

namespace detail {
template <class Indices, class... A>
struct TypeAt;
template <std::size_t... I, class... A>
struct TypeAt<std::index_sequence<I...>, A...> : IndexedType<static_cast<int>(I), A>... {};

// Which of A... is the option Opt, or -1.
template <class Opt, class... A>
constexpr int option_index() {
  static_assert(Option<Opt>, "kernfold: find_option<Opt>: Opt must derive from AnyOption");
  constexpr bool match[] = {std::is_base_of_v<Opt, A>..., false};
  int found = -1;
  for (int k = static_cast<int>(sizeof...(A)) - 1; k >= 0; --k)
    if (match[k]) found = k;
  return found;
}

template <class Opt, bool ok = false>
struct option_given_twice {
  static_assert(ok, "kernfold: reduce(f, ...): an option is given twice, or two that exclude each other; give it once");
};

template <class Opt, class... A>
struct OptionIn {
  static constexpr int index = [] {
    if constexpr ((0 + ... + static_cast<int>(std::is_base_of_v<Opt, A>)) > 1) explain<option_given_twice<Opt>>();
    return option_index<Opt, A...>();
  }();
  static auto type() {
    if constexpr (index < 0) {
      return static_cast<const Opt*>(nullptr);
    } else {
      using All = TypeAt<std::index_sequence_for<A...>, A...>;
      return static_cast<const typename decltype(indexed_type<index>(static_cast<All*>(nullptr)))::type*>(nullptr);
    }
  }
  using pointer = decltype(type());
};
}  // namespace detail

/// Is the option Opt, or one derived from it, among arguments of the types A...? Given twice it is an error.
template <class Opt, class... A>
inline constexpr bool has_option = detail::OptionIn<Opt, A...>::index >= 0;

inline namespace KERNFOLD_ISA {

/// A pointer to the option Opt among the arguments of a call, or null. Its type is that of the argument, if there is
/// one, which may be derived from Opt. Given twice it is an error.
template <class Opt, class... A>
KERNFOLD_INLINE constexpr auto find_option(const A&... arguments) {
  typename detail::OptionIn<Opt, A...>::pointer found = nullptr;
  [[maybe_unused]] const auto look = [&](const auto& next_argument) KERNFOLD_INLINE_LAMBDA {
    if constexpr (std::is_base_of_v<Opt, std::remove_cvref_t<decltype(next_argument)>>) found = &next_argument;
  };
  (look(arguments), ...);
  return found;
}

}  // namespace KERNFOLD_ISA

namespace detail {
template <class N, bool ok = false>
struct no_whole_number {
  static_assert(ok,
                "kernfold: threads(2.5), size_j(1e6) and the like: this option is a whole number; write it as one, or "
                "convert it, as in threads(int(n))");
};
template <class N>
concept NoWholeNumber = std::is_floating_point_v<N> || !std::is_convertible_v<N, std::ptrdiff_t>;

inline namespace KERNFOLD_ISA {
[[noreturn, gnu::cold, gnu::noinline]] inline void throw_no_threads(int n) {
  throw_shape_error(Message() << "threads(" << n << "): at least 1 thread is needed");
}
[[noreturn, gnu::cold, gnu::noinline]] inline void throw_negative_size(const char* option, std::ptrdiff_t n,
                                                                       const char* what = "a size") {
  throw_shape_error(Message() << option << n << "): " << what << " cannot be negative");
}
}  // namespace KERNFOLD_ISA
}  // namespace detail

/// threads(n): compute with at most n threads of the CPU; a call on a GPU starts none, and n says nothing there.
/// Results don't depend on it. Throws shape_error if n < 1. Example: `reduce<Sum, Axis1>(f, X, Y, W, threads(2))`.
struct threads : AnyOption {
  int count;
  KERNFOLD_INLINE constexpr explicit threads(int n) : count(n) {
    if (n < 1) detail::throw_no_threads(n);
  }
  template <detail::NoWholeNumber N>
  constexpr explicit threads(N) : count(1) {
    detail::explain<detail::no_whole_number<N>>();
  }
};

/// size_i(M): the number of i, for a formula with no i-argument. Throws shape_error if M < 0.
/// Example: `reduce<Sum, Axis1>(Exp(-SqNorm2(Vj<0, 3>{})), Y, size_i(M))`.
struct size_i : AnyOption {
  std::ptrdiff_t count;
  KERNFOLD_INLINE constexpr explicit size_i(std::ptrdiff_t M) : count(M) {
    if (M < 0) detail::throw_negative_size("size_i(", M);
  }
  template <detail::NoWholeNumber N>
  constexpr explicit size_i(N) : count(1) {
    detail::explain<detail::no_whole_number<N>>();
  }
};

/// size_j(N): the number of j, for a formula with no j-argument. Throws shape_error if N < 0.
/// Example: `reduce<Sum, Axis1>(Exp(-SqNorm2(Vi<0, 3>{})), X, size_j(N))`.
struct size_j : AnyOption {
  std::ptrdiff_t count;
  KERNFOLD_INLINE constexpr explicit size_j(std::ptrdiff_t N) : count(N) {
    if (N < 0) detail::throw_negative_size("size_j(", N);
  }
  template <detail::NoWholeNumber N>
  constexpr explicit size_j(N) : count(1) {
    detail::explain<detail::no_whole_number<N>>();
  }
};

/// The type of all_pairs.
struct AllPairs : AnyOption {};
/// all_pairs: evaluate every pair (i, j), also where the sum separates into sums over i and over j (see
/// program/separate.hpp). On a GPU every pair is, anyway.
/// Example: `reduce<Sum, Axis1>(Exp(x + y), X, Y, all_pairs)`.
inline constexpr AllPairs all_pairs{};

namespace detail {
// The engine that data or an option of a call names, or void.
template <class A>
struct EngineOf {
  static auto named() {
    if constexpr (DeviceData<A>::value)
      return static_cast<typename DeviceData<A>::engine*>(nullptr);
    else if constexpr (requires { typename A::engine; })
      return static_cast<typename A::engine*>(nullptr);
    else
      return static_cast<void*>(nullptr);
  }
  using type = std::remove_pointer_t<decltype(named())>;
};
template <class V, class Data>
struct EngineOf<Named<V, Data>> : EngineOf<Data> {};

// The engine that a call names first, or void.
template <class...>
struct EngineOfCall {
  using type = void;
};
template <class A, class... More>
struct EngineOfCall<A, More...> {
  using named = typename EngineOf<A>::type;
  using type = typename std::conditional_t<std::is_void_v<named>, EngineOfCall<More...>, EngineOf<A>>::type;
};
}  // namespace detail

/// Base of options that watch a long call: stop (kernfold/stop.hpp), progress (kernfold/progress.hpp).
struct AnyMonitor : AnyOption {
  /// Called when a call begins, and when each of its passes over the pairs does, before any thread starts.
  virtual void begin_call() const {}
  virtual void begin_pass() const {}
  /// Called before each tile of rows meets a block of columns, from any thread: it must take no time. What this or
  /// watch throws ends the call.
  virtual void ask() const {}
  /// The same, less often, with the fraction of the pass that is done; with 1 at its end, when no other thread runs.
  virtual void watch(double done) const = 0;

 protected:
  ~AnyMonitor() = default;
};

inline namespace KERNFOLD_ISA {
/// The monitors of a call, which few have: its functions stay small. What the engine takes for a pass is the part from
/// `first` to `last` of one for them.
struct Monitors {
  static constexpr int most = 4;
  const AnyMonitor* monitor[most] = {};
  int count = 0;
  double first = 0, last = 1;

  void add(const AnyMonitor& m) {
    m.begin_call();
    monitor[count++] = &m;
  }
  [[gnu::cold, gnu::noinline]] void begin() const {
    for (int k = 0; k < count; ++k) {
      if (first == 0) monitor[k]->begin_pass();
      monitor[k]->ask();
    }
  }
  [[gnu::cold, gnu::noinline]] void ask() const {
    for (int k = 0; k < count; ++k) monitor[k]->ask();
  }
  [[gnu::cold, gnu::noinline]] void watch(double done) const {
    for (int k = 0; k < count; ++k) monitor[k]->watch(done < 1 ? first + (last - first) * done : last);
  }
  /// A pass without pairs.
  void skip() const {
    begin();
    watch(1);
  }
};
}  // namespace KERNFOLD_ISA

/// The base of every Into, for find_option.
struct AnyInto : AnyOption {};

/// What into(out) returns: a reference to the memory of `out`; Engine: of a device's memory, the engine that computes
/// there.
template <class T, class Engine = void>
struct Into : AnyInto {
  using scalar = T;
  using engine = Engine;
  detail::Block<T> out;
  KERNFOLD_INLINE constexpr explicit Into(detail::Block<T> b) : out(b) {}
};

inline namespace KERNFOLD_ISA {

/// into(out): write the result to `out` instead of a new Tensor. `out` is a contiguous container or span of as many
/// numbers, or rows std::array<T, D>, as the result has; or a View, Tensor or matrix of its shape. Its shape is checked
/// when the result's is known; it must not overlap an argument. On a GPU a result in float may go into half or
/// bfloat16: it is rounded to nearest.
/// Example: `reduce<Sum, Axis1>(f, X, Y, W, into(result))`.
template <class Out>
constexpr auto into(Out&& out) {
  using Plain = std::remove_cvref_t<Out>;
  constexpr detail::DataType type = detail::data_type<Plain>();
  static_assert(type.form != detail::Form::pointer,
                "kernfold: into(out): a pointer alone has no size; pass view(pointer, rows, cols) or "
                "std::span(pointer, size)");
  static_assert(
      type.form == detail::Form::pointer || detail::is_array(type.form),
      "kernfold: into(out): out must be contiguous memory of numbers (vector, span, array), a Tensor, a View or "
      "a matrix with data(), rows(), cols(), rowStride() and colStride()");
  if constexpr (detail::is_array(type.form)) {
    // A temporary is good for a span or a view, and for nothing that owns its memory.
    constexpr bool lost = !std::is_reference_v<Out> && !detail::is_view<Plain> && !detail::StridedMatrix<Plain> &&
                          !(type.device && std::is_trivially_copyable_v<Plain>);
    using A = std::conditional_t<lost, const Plain, std::remove_reference_t<Out>>;
    const auto block = detail::block_of(static_cast<A&>(out));
    using T = std::remove_pointer_t<decltype(block.view.data)>;
    static_assert(!std::is_const_v<T>,
                  "kernfold: into(out): out is const, or a temporary that owns its memory; pass something that can be "
                  "written to");
    return Into<std::remove_const_t<T>, typename detail::EngineOf<Plain>::type>(
        {{const_cast<std::remove_const_t<T>*>(block.view.data), block.view.rows, block.view.cols, block.view.row_stride,
          block.view.col_stride},
         block.form});
  } else {
    return Into<double>({{nullptr, 0, 0, 1, 1}, detail::Form::flat});
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold
