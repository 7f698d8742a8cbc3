// SPDX-License-Identifier: MIT
//
// What the types of a call tell, checked before anything runs: count and names of the arguments, what can be data,
// scalar types, fixed sizes. One constexpr function finds the first mistake among plain values; one template for each
// kind of mistake carries its message, and in its arguments the variable and the numbers.
#pragma once

#include <cstddef>
#include <type_traits>

#include <kernfold/formula/variable.hpp>
#include <kernfold/program/node.hpp>
#include <kernfold/tensors/data.hpp>
#include <kernfold/tensors/options.hpp>

namespace kernfold::detail {

// What the type of an argument of a call tells.
struct CallArgument {
  DataType data;
  bool option, named;
  ArgumentInfo variable;  // of a named argument
  int position;
};

template <class A>
struct CallArgumentOf {
  using data = A;
  static constexpr CallArgument value{data_type<A>(), Option<A>, false, {}, -1};
};
template <class V, class Data>
struct CallArgumentOf<Named<V, Data>> {
  using data = Data;
  static constexpr CallArgument value{data_type<Data>(), false, true, {true, V::category, V::dim}, V::position};
};

enum class CallError : unsigned char {
  none,
  unused_position,
  data_after_option,
  names_mixed,
  not_in_formula,
  named_twice,
  not_named,
  argument_count,
  formula,
  pointer,
  nested,
  no_order,
  not_data,
  number,
  scalar_type,
  row_width,
  fixed_size,
  scalars_differ,
  half_with_double,
  memory_differs,
  half_on_cpu
};

// The first mistake of a call: the position (`other`: a second one) and the size that it concerns.
struct CallCheck {
  CallError error;
  int position, other;
  std::ptrdiff_t given;
};

constexpr CallError check_data(const DataType& d, const ArgumentInfo& a) {
  const bool parameter = a.category == Category::parameter;
  switch (d.form) {
    case Form::formula:
      return CallError::formula;
    case Form::pointer:
      return CallError::pointer;
    case Form::nested:
      return CallError::nested;
    case Form::no_order:
      return CallError::no_order;
    case Form::unknown:
      return CallError::not_data;
    case Form::number:
      return parameter && a.dim == 1 ? CallError::none : CallError::number;
    default:
      break;
  }
  if (d.scalar != Scalar::f32 && d.scalar != Scalar::f64 && !is_16_bit(d.scalar)) return CallError::scalar_type;
  if (d.form == Form::rows && !parameter && d.width != a.dim) return CallError::row_width;
  const std::ptrdiff_t elements = d.size * (d.form == Form::rows ? d.width : 1);
  if (d.size >= 0 && (parameter ? elements != a.dim : elements % a.dim != 0)) return CallError::fixed_size;
  return CallError::none;
}

// The type that is computed with where data of type s are read.
constexpr Scalar computed_in(Scalar s) { return is_16_bit(s) ? Scalar::f32 : s; }

constexpr CallCheck check_call(const ArgumentInfo* formula, int positions, const CallArgument* call, int n,
                               bool on_cpu) {
  for (int p = 0; p < positions; ++p)
    if (!formula[p].present) return {CallError::unused_position, p, 0, 0};

  int count = 0, names = 0;
  for (int k = 0; k < n; ++k) {
    if (call[k].option) continue;
    if (k > count) return {CallError::data_after_option, k, 0, 0};
    ++count;
    names += call[k].named;
  }
  if (names != 0 && names != count) return {CallError::names_mixed, 0, 0, 0};
  int argument_at[max_positions] = {};  // 1 + the argument bound to a position
  for (int k = 0; k < names; ++k) {
    const int p = call[k].position;
    if (p >= positions || !(formula[p] == call[k].variable)) return {CallError::not_in_formula, k, 0, 0};
    if (argument_at[p] != 0) return {CallError::named_twice, p, 0, 0};
    argument_at[p] = k + 1;
  }
  if (names == 0) {
    if (count != positions) return {CallError::argument_count, 0, positions, count};
    for (int p = 0; p < positions; ++p) argument_at[p] = p + 1;
  }
  for (int p = 0; p < positions; ++p)
    if (argument_at[p] == 0) return {CallError::not_named, p, 0, 0};

  int first = -1;  // the first array
  for (int p = 0; p < positions; ++p) {
    const DataType& d = call[argument_at[p] - 1].data;
    if (const CallError e = check_data(d, formula[p]); e != CallError::none)
      return {e, p, 0, e == CallError::row_width ? d.width : d.form == Form::rows ? d.size * d.width : d.size};
    if (!is_array(d.form)) continue;
    if (on_cpu && is_16_bit(d.scalar)) return {CallError::half_on_cpu, p, 0, 0};
    const DataType& other = call[argument_at[first < 0 ? p : first] - 1].data;
    if (computed_in(other.scalar) != computed_in(d.scalar)) {
      const bool half = is_16_bit(other.scalar) || is_16_bit(d.scalar);
      return {half ? CallError::half_with_double : CallError::scalars_differ, first, p, 0};
    }
    if (other.device != d.device) return {CallError::memory_differs, d.device ? first : p, d.device ? p : first, 0};
    if (first < 0) first = p;
  }
  return {CallError::none, 0, 0, 0};
}

// The scalar type of a call: that of its arrays, else of its numbers.
constexpr Scalar call_scalar(const CallArgument* call, int n) {
  bool f32 = false, other = false;
  for (int k = 0; k < n; ++k) {
    const DataType& d = call[k].data;
    const Scalar s = computed_in(d.scalar);
    if (is_array(d.form) && (s == Scalar::f32 || s == Scalar::f64)) return s;
    if (d.form != Form::number || call[k].option) continue;
    f32 = f32 || s == Scalar::f32;
    other = other || d.scalar == Scalar::f64 || d.scalar == Scalar::other;
  }
  return f32 && !other ? Scalar::f32 : Scalar::f64;
}

// Which arguments are arrays of half or bfloat16.
constexpr Stored stored_in(const CallArgument* call, int n) {
  Stored s;
  for (int k = 0; k < n; ++k) {
    const DataType& d = call[k].data;
    if (call[k].option || !is_array(d.form)) continue;
    const std::uint64_t bit = std::uint64_t{1} << (call[k].named ? call[k].position : k) % max_positions;
    if (d.scalar == Scalar::f16) s.half |= bit;
    if (d.scalar == Scalar::bf16) s.bfloat16 |= bit;
  }
  return s;
}

// The messages. `false` as an argument, so that each fails when it is used and not before.
namespace call_error {
template <int position, bool ok = false>
struct unused_position {
  static_assert(
      ok,
      "kernfold: reduce(f, ...): unused_position<p>: no variable of the formula has position p, but one has a "
      "higher position; number the variables 0, 1, ... without gaps");
};
template <int argument, bool ok = false>
struct data_after_option {
  static_assert(
      ok,
      "kernfold: reduce(f, ...): data_after_option<k>: argument k of the call comes after an option; pass all "
      "data first, then options such as threads(2)");
};
template <class Formula, bool ok = false>
struct names_mixed {
  static_assert(
      ok,
      "kernfold: reduce(f, ...): some arguments are bound by name and some by position; pass all by name, as in "
      "x = X, or all by position");
};
template <class V, bool ok = false>
struct not_in_formula {
  static_assert(ok,
                "kernfold: reduce(f, x = X, ...): not_in_formula<V>: the formula has no variable V of this category, "
                "position and dimension; bind the variables that it was written with, and no others");
};
template <class V, bool ok = false>
struct named_twice {
  static_assert(
      ok, "kernfold: reduce(f, x = X, ...): named_twice<V>: the variable V is bound twice; bind each variable once");
};
template <class V, bool ok = false>
struct not_named {
  static_assert(
      ok, "kernfold: reduce(f, x = X, ...): not_named<V>: the formula's variable V is not bound; add it, as in x = X");
};
template <int given, int needed>
struct argument_count {
  static_assert(
      given >= needed,
      "kernfold: reduce(f, ...): too few arguments: argument_count<given, needed>; pass one for each variable "
      "of the formula, in the order of their positions");
  static_assert(
      given <= needed,
      "kernfold: reduce(f, ...): too many arguments: argument_count<given, needed>; pass one for each variable "
      "of the formula, in the order of their positions; variables of one position are one and the same");
};
template <class V, bool ok = false>
struct formula_as_data {
  static_assert(
      ok,
      "kernfold: reduce(f, ...): formula_as_data<V>: the argument for V is itself a formula; pass data there, or "
      "bind them by name, as in x = X");
};
template <class V, bool ok = false>
struct pointer_without_size {
  static_assert(ok,
                "kernfold: reduce(f, ...): pointer_without_size<V>: the argument for V is a pointer alone; pass "
                "view(pointer, rows, cols) or std::span(pointer, size)");
};
template <class V, bool ok = false>
struct nested_containers {
  static_assert(
      ok,
      "kernfold: reduce(f, ...): nested_containers<V>: the argument for V is a container of containers, which "
      "is not one block of memory; use one container of numbers, or of std::array<T, D>");
};
template <class V, bool ok = false>
struct unknown_strides {
  static_assert(
      ok,
      "kernfold: reduce(f, ...): unknown_strides<V>: the argument for V is a matrix or an expression that has no "
      "data(), rowStride() and colStride(); evaluate it, or pass view(pointer, rows, cols, row_stride, col_stride)");
};
template <class V, bool ok = false>
struct not_data {
  static_assert(
      ok,
      "kernfold: reduce(f, ...): not_data<V>: the argument for V is no data that kernfold knows; pass contiguous "
      "memory of float or double (vector, span, array), a Tensor, a View or an Eigen matrix");
};
template <class V, bool ok = false>
struct number_as_vectors {
  static_assert(ok,
                "kernfold: reduce(f, ...): number_as_vectors<V>: the argument for V is one number, which only a Pm of "
                "dimension 1 can be; pass an array");
};
template <class V, bool ok = false>
struct scalar_type {
  static_assert(ok,
                "kernfold: reduce(f, ...): scalar_type<V>: the elements of the argument for V are neither float nor "
                "double; convert them, or pass the numbers in a struct as view(&p[0].x, rows, cols, row_stride, 1)");
};
template <class V, int width, bool ok = false>
struct row_width {
  static_assert(
      ok,
      "kernfold: reduce(f, ...): row_width<V, n>: the rows of the argument for V have n elements, which is not "
      "the dimension of V; pass rows of that dimension");
};
template <class V, int size, bool ok = false>
struct fixed_size {
  static_assert(
      ok,
      "kernfold: reduce(f, ...): fixed_size<V, n>: the argument for V is an array of n elements; a Pm needs as "
      "many as its dimension, a Vi or Vj a multiple of it");
};
template <class V, class W, bool ok = false>
struct scalars_differ {
  static_assert(ok,
                "kernfold: reduce(f, ...): scalars_differ<V, W>: of the arguments for V and W one is float and one is "
                "double; pass all arrays of a call in one type");
};
template <class V, class W, bool ok = false>
struct half_with_double {
  static_assert(ok,
                "kernfold: reduce(f, ...): half_with_double<V, W>: of the arguments for V and W one is half or "
                "bfloat16, which a call computes with in float, and one is double; convert one of them");
};
template <class V, bool ok = false>
struct half_on_cpu {
  static_assert(ok,
                "kernfold: reduce(f, ...): half_on_cpu<V>: the elements of the argument for V are half or bfloat16, "
                "which only the CUDA engine reads: data on a GPU, or with on_cuda{}; convert them to float");
};
template <class V, class W, bool ok = false>
struct memory_differs {
  static_assert(
      ok,
      "kernfold: reduce(f, ...): memory_differs<V, W>: the argument for V is in host memory and that for W on "
      "a device; pass all arrays of a call in one of them");
};

}  // namespace call_error

template <class S>
inline constexpr int positions_of = std::remove_cvref_t<decltype(S::value)>::positions;

/// The call of signature S with arguments of the types A...: `ok`, or a static_assert that says why not.
template <class S, class... A>
struct Call {
  static constexpr int size = static_cast<int>(sizeof...(A));
  static constexpr CallArgument argument[] = {CallArgumentOf<A>::value..., {}};
  static constexpr CallCheck check =
      check_call(S::value.argument, positions_of<S>, argument, size, std::is_void_v<typename EngineOfCall<A...>::type>);
  static constexpr bool ok = check.error == CallError::none;
  static constexpr Scalar scalar = call_scalar(argument, size);
  static constexpr Stored stored = stored_in(argument, size);

  template <int p>
  using VariableAt = VariableOf<S::value.argument[p].category, p, S::value.argument[p].dim>;

  static constexpr auto explain() {
    constexpr CallError e = check.error;
    constexpr int p = check.position;
    if constexpr (e == CallError::none) {
      return 0;
    } else if constexpr (e == CallError::unused_position) {
      return call_error::unused_position<p>{};
    } else if constexpr (e == CallError::data_after_option) {
      return call_error::data_after_option<p>{};
    } else if constexpr (e == CallError::names_mixed) {
      return call_error::names_mixed<S>{};
    } else if constexpr (e == CallError::not_in_formula) {
      return call_error::not_in_formula<
          VariableOf<argument[p].variable.category, argument[p].position, argument[p].variable.dim>>{};
    } else if constexpr (e == CallError::argument_count) {
      return call_error::argument_count<static_cast<int>(check.given), check.other>{};
    } else {
      using V = VariableAt<p>;
      constexpr int given = static_cast<int>(check.given);
      if constexpr (e == CallError::named_twice) {
        return call_error::named_twice<V>{};
      } else if constexpr (e == CallError::not_named) {
        return call_error::not_named<V>{};
      } else if constexpr (e == CallError::formula) {
        return call_error::formula_as_data<V>{};
      } else if constexpr (e == CallError::pointer) {
        return call_error::pointer_without_size<V>{};
      } else if constexpr (e == CallError::nested) {
        return call_error::nested_containers<V>{};
      } else if constexpr (e == CallError::no_order) {
        return call_error::unknown_strides<V>{};
      } else if constexpr (e == CallError::not_data) {
        return call_error::not_data<V>{};
      } else if constexpr (e == CallError::number) {
        return call_error::number_as_vectors<V>{};
      } else if constexpr (e == CallError::scalar_type) {
        return call_error::scalar_type<V>{};
      } else if constexpr (e == CallError::row_width) {
        return call_error::row_width<V, given>{};
      } else if constexpr (e == CallError::fixed_size) {
        return call_error::fixed_size<V, given>{};
      } else if constexpr (e == CallError::half_on_cpu) {
        return call_error::half_on_cpu<V>{};
      } else if constexpr (e == CallError::half_with_double) {
        return call_error::half_with_double<V, VariableAt<check.other>>{};
      } else if constexpr (e == CallError::memory_differs) {
        return call_error::memory_differs<V, VariableAt<check.other>>{};
      } else {
        return call_error::scalars_differ<V, VariableAt<check.other>>{};
      }
    }
  }
};

}  // namespace kernfold::detail
