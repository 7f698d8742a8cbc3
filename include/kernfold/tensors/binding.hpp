// SPDX-License-Identifier: MIT
//
// From the arguments of a call to checked views: reduce(f, X, Y, threads(2)) in, one View for each position out, with
// the numbers of i and j and the output. Engines start here; they see no containers and need not check a size again.
#pragma once

#include <cstddef>
#include <type_traits>

#include <kernfold/formula/variable.hpp>
#include <kernfold/program/node.hpp>
#include <kernfold/tensors/call.hpp>
#include <kernfold/tensors/data.hpp>
#include <kernfold/tensors/errors.hpp>
#include <kernfold/tensors/options.hpp>
#include <kernfold/tensors/output.hpp>
#include <kernfold/tensors/view.hpp>

namespace kernfold {
inline namespace KERNFOLD_ISA {

/// The checked arguments of a call: T is their scalar type, U that of into(out), or T without it. Refers to the
/// caller's data, which live at least until the end of the full expression.
template <class T, int Positions, class U = T, Stored S = Stored{}>
struct Binding {
  static constexpr int positions = Positions;
  static constexpr int slots = Positions > 0 ? Positions : 1;
  using scalar = T;
  using output_scalar = U;
  static constexpr Stored stored = S;

  const ArgumentInfo* info = nullptr;  // of each position
  /// Vi: size_i x dim; Vj: size_j x dim; Pm: 1 x dim. What is `stored` otherwise is not to be read as T.
  View<const T> argument[slots];
  T number[slots];  // where a Pm that was passed as a number is kept
  /// The numbers of i and j; -1 if neither an argument nor an option tells.
  std::ptrdiff_t size_i = -1, size_j = -1;
  /// Of threads(n); 0 if not given.
  int threads = 0;
  Monitors monitors;
  /// The memory of into(out), not yet checked: see checked_output.
  detail::Block<U> output{{nullptr, 0, 0, 1, 1}, detail::Form::flat};
  bool has_output = false;

  Binding() {
    for (int p = 0; p < slots; ++p) {
      argument[p] = {nullptr, 0, 0, 0, 0};
      number[p] = T(0);
    }
  }
  Binding(const Binding& other) : Binding() { *this = other; }
  Binding& operator=(const Binding& other) {
    info = other.info;
    for (int p = 0; p < slots; ++p) {
      argument[p] = other.argument[p];
      number[p] = other.number[p];
      if (other.argument[p].data == &other.number[p]) argument[p].data = &number[p];
    }
    size_i = other.size_i;
    size_j = other.size_j;
    threads = other.threads;
    monitors = other.monitors;
    output = other.output;
    has_output = other.has_output;
    return *this;
  }
  ~Binding() = default;
};

}  // namespace KERNFOLD_ISA

namespace detail {
inline namespace KERNFOLD_ISA {

[[noreturn, gnu::cold, gnu::noinline, gnu::format(printf, 3, 4)]] inline void throw_argument(int p,
                                                                                             const ArgumentInfo& a,
                                                                                             const char* format, ...) {
  Message what;
  std::va_list numbers;
  va_start(numbers, format);
  what.write(format, numbers);
  va_end(numbers);
  throw_shape_error(Message("%s: %s", describe(p, a).text(), what.text()));
}

/// Memory as the argument at position p: rows x dim, or 1 x dim for a parameter. Throws shape_error where it does not
/// fit. What the memory is of does not matter: strides count elements.
inline View<const char> fit_argument(View<const char> v, Form form, int p, const ArgumentInfo& a) {
  const std::ptrdiff_t dim = a.dim;
  const bool matrix = form == Form::matrix;
  if (v.rows < 0 || v.cols < 0) throw_argument(p, a, "%td x %td is a negative size", v.rows, v.cols);
  if (a.category == Category::parameter) {
    if (matrix) {
      if (v.rows == dim && v.cols == 1) {
        v = {v.data, 1, dim, dim, v.row_stride};
      } else if (v.rows != 1 || v.cols != dim) {
        throw_argument(p, a, "a matrix of %td x %td, but the dimension is %td; pass 1 x %td or %td x 1", v.rows, v.cols,
                       dim, dim, dim);
      }
    } else {
      const std::ptrdiff_t elements = v.rows * v.cols;
      if (elements != dim)
        throw_argument(p, a, "%td element%s, but the dimension is %td", elements, elements == 1 ? "" : "s", dim);
      v = {v.data, 1, dim, dim, 1};
    }
  } else if (form == Form::flat) {
    if (v.rows % dim != 0)
      throw_argument(p, a, "%td element%s not a multiple of the dimension %td", v.rows, v.rows == 1 ? " is" : "s are",
                     dim);
    v = {v.data, v.rows / dim, dim, dim, 1};
  } else if (v.cols != dim) {
    throw_argument(p, a, "a matrix of %td x %td, but the dimension is %td", v.rows, v.cols, dim);
  }
  if (v.data == nullptr && v.rows > 0) throw_argument(p, a, "a null pointer to %td x %td elements", v.rows, dim);
  return v;
}
// The same for numbers of type U, which `to` is told as a view of T.
template <class U, class T>
KERNFOLD_NOINLINE void fit_argument(View<const T>& to, const Block<const U>& b, int p, const ArgumentInfo& a) {
  const View<const U>& from = b.view;
  const View<const char> v = fit_argument(
      {reinterpret_cast<const char*>(from.data), from.rows, from.cols, from.row_stride, from.col_stride}, b.form, p, a);
  if (v.rows > 0 && !is_aligned(from))
    throw_argument(p, a, "%s; copy them to memory of their own", Message(misaligned, alignof(U)).text());
  to = {reinterpret_cast<const T*>(v.data), v.rows, v.cols, v.row_stride, v.col_stride};
}

// The number of rows that the arguments of one category share, or that of the option, or -1.
template <class T>
KERNFOLD_NOINLINE std::ptrdiff_t common_rows(Category c, const ArgumentInfo* info, const View<const T>* argument,
                                             int positions, std::ptrdiff_t option) {
  const char* letter = c == Category::i ? "i" : "j";
  int first = -1;
  for (int p = 0; p < positions; ++p) {
    if (info[p].category != c) continue;
    if (first < 0) {
      first = p;
    } else if (argument[p].rows != argument[first].rows) {
      throw_argument(p, info[p], "%td row%s, but %s has %td; all %s-arguments have one length", argument[p].rows,
                     argument[p].rows == 1 ? "" : "s", describe(first, info[first]).text(), argument[first].rows,
                     letter);
    }
  }
  if (first < 0) return option;
  if (option >= 0 && option != argument[first].rows)
    throw_shape_error(Message("size_%s(%td): but %s has %s", letter, option, describe(first, info[first]).text(),
                              count(argument[first].rows, "row").text()));
  return argument[first].rows;
}

template <class A>
constexpr const A& data_of(const A& a) {
  return a;
}
template <class V, class Data>
constexpr const Data& data_of(const Named<V, Data>& a) {
  return a.data;
}

template <class Binding, class A>
KERNFOLD_INLINE void bind_one(Binding& b, int p, const A& data) {
  using T = typename Binding::scalar;
  if constexpr (is_number<A>) {
    b.number[p] = static_cast<T>(data);
    b.argument[p] = {&b.number[p], 1, 1, 1, 1};
  } else {
    const auto block = block_of(data);
    using Number = std::remove_const_t<std::remove_pointer_t<decltype(block.view.data)>>;
    fit_argument<Number>(b.argument[p], {block.view, block.form}, p, b.info[p]);
  }
}

template <class Opt>
constexpr std::ptrdiff_t count_or(const Opt* option, std::ptrdiff_t otherwise) {
  return option != nullptr ? static_cast<std::ptrdiff_t>(option->count) : otherwise;
}

template <class T, class Pointer>
struct OutputScalar {
  using type = T;
};
template <class T, class U, class Engine>
struct OutputScalar<T, const Into<U, Engine>*> {
  using type = U;
};

}  // namespace KERNFOLD_ISA
}  // namespace detail

inline namespace KERNFOLD_ISA {

/// The arguments of a call, data and then options, as checked views. S is the signature: `S::value.argument[p]` says
/// what belongs to position p = 0 ... `S::value.positions` - 1. A call that its types show to be wrong does not
/// compile; one with wrong sizes throws shape_error. All arrays share one scalar type, float or double, which numbers
/// convert to; half and bfloat16, in a call on a GPU, count as float. With numbers alone it is double, unless a float
/// and no double is among them.
template <class S, class... A>
KERNFOLD_INLINE auto bind_arguments(const A&... arguments) {
  using Call = detail::Call<S, A...>;
  constexpr int positions = detail::positions_of<S>;
  using T = std::conditional_t<Call::scalar == detail::Scalar::f32, float, double>;
  using Out = typename detail::OutputScalar<T, typename detail::OptionIn<AnyInto, A...>::pointer>::type;
  Binding<T, positions, Out, Call::stored> b;
  [[maybe_unused]] constexpr auto explained = Call::explain();
  if constexpr (Call::ok) {
    b.info = S::value.argument;
    [[maybe_unused]] int k = 0;
    [[maybe_unused]] const auto bind_next = [&](const auto& next_argument) KERNFOLD_INLINE_LAMBDA {
      using Argument = std::remove_cvref_t<decltype(next_argument)>;
      if constexpr (!Option<Argument>) {
        const int position = detail::CallArgumentOf<Argument>::value.position;
        detail::bind_one(b, position >= 0 ? position : k, detail::data_of(next_argument));
        ++k;
      } else if constexpr (std::is_base_of_v<AnyMonitor, Argument>) {
        b.monitors.add(next_argument);
      }
    };
    static_assert(
        (0 + ... + static_cast<int>(std::is_base_of_v<AnyMonitor, A>)) <= Monitors::most,
        "kernfold: reduce(f, ..., stop(token), progress(callback)): at most 4 such options watch a call; leave "
        "out some");
    (bind_next(arguments), ...);
    const auto rows = [&](Category c, std::ptrdiff_t option) KERNFOLD_INLINE_LAMBDA {
      return detail::common_rows(c, b.info, b.argument, positions, option);
    };
    b.size_i = rows(Category::i, detail::count_or(find_option<size_i>(arguments...), -1));
    b.size_j = rows(Category::j, detail::count_or(find_option<size_j>(arguments...), -1));
    b.threads = static_cast<int>(detail::count_or(find_option<threads>(arguments...), 0));
    if constexpr (has_option<AnyInto, A...>) {
      b.output = find_option<AnyInto>(arguments...)->out;
      b.has_output = true;
    }
  }
  return b;
}

/// Does a call with arguments of the types A... tell the number of i (C = Category::i) or j? Else size_i(M) or
/// size_j(N) is missing.
template <class S, Category C, class... A>
constexpr bool knows_size() {
  for (int p = 0; p < detail::positions_of<S>; ++p)
    if (S::value.argument[p].present && S::value.argument[p].category == C) return true;
  return has_option<std::conditional_t<C == Category::i, size_i, size_j>, A...>;
}

/// Fails to compile, with the cure, where knows_size is false.
template <class S, Category C, class... A>
constexpr bool require_size() {
  constexpr bool known = knows_size<S, C, A...>();
  static_assert(
      known || C != Category::i,
      "kernfold: reduce(f, ...): the formula has no i-argument that tells the number of i; give it: size_i(M)");
  static_assert(
      known || C != Category::j,
      "kernfold: reduce(f, ...): the formula has no j-argument that tells the number of j; give it: size_j(N)");
  return known;
}

/// The memory of into(out) as a view of rows x cols for results of type R; has_output must be true. Throws shape_error
/// if its shape is another, if two of its elements coincide, or if it overlaps an argument. The test for overlap
/// compares the ranges of memory from first to last element: interleaved views count as overlapping.
template <class R, class T, int Positions, class U, Stored S>
View<R> checked_output(const Binding<T, Positions, U, S>& b, std::ptrdiff_t rows, std::ptrdiff_t cols) {
  static_assert(std::is_same_v<R, U>,
                "kernfold: into(out): the elements of out must have the type of the result: that of the arguments, or "
                "the index type for ArgMin and the like");
  if constexpr (std::is_same_v<R, U>) {
    const View<R> out = detail::fit_output(b.output, rows, cols);
    const detail::MemoryRange range = detail::memory_range(out);
    for (int p = 0; p < Positions; ++p) {
      const View<const T>& a = b.argument[p];
      if (range.overlaps(detail::memory_range(a.data, {nullptr, a.rows, a.cols, a.row_stride, a.col_stride},
                                              S.template bytes<T>(p))))
        detail::throw_shape_error(detail::Message() << "into(out): out overlaps " << detail::describe(p, b.info[p])
                                                    << " in memory; the result needs memory of its own");
    }
    return out;
  } else {
    return {nullptr, 0, 0, 0, 0};
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold
