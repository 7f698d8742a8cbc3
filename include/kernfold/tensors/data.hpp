// SPDX-License-Identifier: MIT
//
// What users pass as data, told apart by type: numbers, contiguous memory of numbers or of rows, matrices with strides,
// and the mistakes that deserve a message of their own. Everything later works on DataType (a constexpr value) and
// Block (pointer, sizes, strides), whatever the container was.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <kernfold/formula/formula.hpp>
#include <kernfold/tensors/half.hpp>
#include <kernfold/tensors/tensor.hpp>
#include <kernfold/tensors/view.hpp>

namespace kernfold::detail {

enum class Form : unsigned char {
  number,    // an arithmetic value
  flat,      // contiguous numbers
  rows,      // contiguous std::array<T, D>, T[D], vectors of glm or Eigen, complex numbers
  matrix,    // View, Tensor, or a type with data(), rows(), cols(), rowStride(), colStride()
  formula,   // the rest are mistakes
  pointer,   // of unknown size
  nested,    // a container of containers
  no_order,  // a matrix that does not tell its strides
  unknown
};

enum class Scalar : unsigned char { none, f32, f64, f16, bf16, integer, other };

template <class T>
constexpr Scalar scalar_of() {
  if constexpr (std::is_same_v<T, float>) {
    return Scalar::f32;
  } else if constexpr (std::is_same_v<T, double>) {
    return Scalar::f64;
  } else if constexpr (is_half<T>) {
    return std::is_same_v<T, __half> ? Scalar::f16 : Scalar::bf16;
  } else {
    return std::is_integral_v<T> ? Scalar::integer : Scalar::other;
  }
}

constexpr bool is_16_bit(Scalar s) { return s == Scalar::f16 || s == Scalar::bf16; }

/// std::complex<T>, or a type like it: the row (re, im), which the standard lets us read as such. Found by its members,
/// as <complex> is a large header.
template <class Z>
concept ComplexNumber = std::is_class_v<Z> && requires(const Z& z) {
  typename Z::value_type;
  z.real();
  z.imag();
} && std::is_arithmetic_v<typename Z::value_type> && sizeof(Z) == 2 * sizeof(typename Z::value_type);

// The number and the count of numbers of which a vector of another library consists: glm's, Eigen's of fixed size. Not
// of a matrix, which may be of either order, nor of what has its numbers elsewhere or more than them.
template <class E>
struct VectorOf {
  using scalar = void;
  static constexpr int width = 0;
};
template <class E>
requires(std::is_class_v<E>&& requires {
  typename E::value_type;
  typename std::integral_constant<int, E::length()>;
}) struct VectorOf<E> {
  using scalar = typename E::value_type;
  static constexpr int width = E::length();
};
template <class E>
requires(std::is_same_v<typename E::PlainObject, E>&& requires {
  typename E::Scalar;
  typename std::integral_constant<bool, (E::IsVectorAtCompileTime != 0)>;
}) struct VectorOf<E> {
  using scalar = typename E::Scalar;
  static constexpr int width = E::IsVectorAtCompileTime != 0 ? int(E::SizeAtCompileTime) : 0;
};
template <class E>
constexpr bool is_vector() {
  using V = VectorOf<E>;
  if constexpr (V::width > 0 && is_number<typename V::scalar>)
    return sizeof(E) == sizeof(typename V::scalar) * std::size_t(V::width);
  else
    return false;
}
template <class E>
concept FixedVector = !ComplexNumber<E> && is_vector<E>();

// An element of contiguous memory: a number (width 0) or a row of numbers.
template <class E>
struct Element {
  using scalar = E;
  static constexpr int width = 0;
};
template <ComplexNumber Z>
struct Element<Z> {
  using scalar = typename Z::value_type;
  static constexpr int width = 2;
};
template <FixedVector E>
struct Element<E> : VectorOf<E> {};
template <class T, std::size_t D>
struct Element<std::array<T, D>> {
  using scalar = T;
  static constexpr int width = static_cast<int>(D);
};
template <class T, std::size_t D>
struct Element<T[D]> : Element<std::array<T, D>> {};
template <ComplexNumber Z, std::size_t D>
struct Element<std::array<Z, D>> {
  using scalar = typename Z::value_type;
  static constexpr int width = static_cast<int>(2 * D);
};

template <class A>
inline constexpr bool is_view = false;
template <class T>
inline constexpr bool is_view<View<T>> = true;
template <class A>
inline constexpr bool is_tensor = false;
template <class T>
inline constexpr bool is_tensor<Tensor<T>> = true;

template <class A>
concept HasShape = requires(const A& a) {
  a.rows();
  a.cols();
};

/// Eigen's matrices, maps and blocks, or any type with the same five members: strides in elements, of either order.
template <class A>
concept StridedMatrix = HasShape<A> && requires(const A& a) {
  *a.data();
  a.rowStride();
  a.colStride();
};

template <class A>
concept ContiguousMemory = std::is_pointer_v<decltype(std::data(std::declval<const A&>()))> &&
    std::is_integral_v<decltype(std::size(std::declval<const A&>()))>;

// Number of elements where the type tells, else -1.
template <class A>
inline constexpr std::ptrdiff_t static_size = -1;
template <class T, std::size_t N>
inline constexpr std::ptrdiff_t static_size<T[N]> = N;
template <class T, std::size_t N>
inline constexpr std::ptrdiff_t static_size<std::array<T, N>> = N;
template <class T, std::size_t N>
inline constexpr std::ptrdiff_t static_size<std::span<T, N>> = N == std::dynamic_extent ? -1 : std::ptrdiff_t(N);

// What the type of a datum tells.
struct DataType {
  Form form;
  Scalar scalar;
  int width;            // elements of a row, if the elements are rows; else 0
  std::ptrdiff_t size;  // number of elements (or rows) if the type fixes it, else -1
  bool device = false;  // memory that only a device can read
};

/// Specialized, by the engine that computes there, for each type of data in a device's memory: `value` true, `engine`,
/// `type` (a DataType) and `block(a)` (a Block).
template <class A>
struct DeviceData : std::false_type {};

template <class A>
constexpr DataType data_type() {
  if constexpr (Formula<A>) {
    return {Form::formula, Scalar::none, 0, -1};
  } else if constexpr (DeviceData<A>::value) {
    return DeviceData<A>::type;
  } else if constexpr (is_number<A>) {
    return {Form::number, scalar_of<A>(), 0, -1};
  } else if constexpr (is_view<A>) {
    return {Form::matrix, scalar_of<std::remove_cvref_t<decltype(*std::declval<A&>().data)>>(), 0, -1};
  } else if constexpr (is_tensor<A> || StridedMatrix<A>) {
    return {Form::matrix, scalar_of<std::remove_cvref_t<decltype(*std::declval<A&>().data())>>(), 0, -1};
  } else if constexpr (HasShape<A>) {
    return {Form::no_order, Scalar::none, 0, -1};
  } else if constexpr (ContiguousMemory<A>) {
    using E = std::remove_cvref_t<decltype(*std::data(std::declval<A&>()))>;
    using T = std::remove_cv_t<typename Element<E>::scalar>;
    constexpr int width = Element<E>::width;
    constexpr bool rows = is_number<T> && !std::is_same_v<T, E>;
    constexpr bool nested = !is_number<T> && (ContiguousMemory<T> || std::is_pointer_v<T>);
    return {nested ? Form::nested : rows ? Form::rows : Form::flat, scalar_of<T>(), width, static_size<A>};
  } else {
    return {std::is_pointer_v<A> || std::is_null_pointer_v<A> ? Form::pointer : Form::unknown, Scalar::none, 0, -1};
  }
}

constexpr bool is_array(Form f) { return f == Form::flat || f == Form::rows || f == Form::matrix; }

/// Memory in one of the three forms: numbers in a row (rows = their count, cols = 1), rows, or a matrix.
template <class T>
struct Block {
  View<T> view;
  Form form;
};

inline namespace KERNFOLD_ISA {

/// The memory of a datum, const or not, whose form is flat, rows or matrix.
template <class A>
constexpr auto block_of(A& a) {
  using Plain = std::remove_cv_t<A>;
  constexpr DataType type = data_type<Plain>();
  const auto size = [](auto n) KERNFOLD_INLINE_LAMBDA { return static_cast<std::ptrdiff_t>(n); };
  if constexpr (DeviceData<Plain>::value) {
    return DeviceData<Plain>::block(a);
  } else if constexpr (is_view<Plain>) {
    return Block<std::remove_pointer_t<decltype(a.data)>>{a, Form::matrix};
  } else if constexpr (is_tensor<Plain>) {
    return Block<std::remove_pointer_t<decltype(a.data())>>{view(a), Form::matrix};
  } else if constexpr (type.form == Form::matrix) {
    using T = std::remove_pointer_t<decltype(a.data())>;
    return Block<T>{{a.data(), size(a.rows()), size(a.cols()), size(a.rowStride()), size(a.colStride())}, type.form};
  } else {
    using E = std::remove_pointer_t<decltype(std::data(a))>;
    using Number = typename Element<std::remove_cv_t<E>>::scalar;
    using T = std::conditional_t<std::is_const_v<E>, const Number, Number>;
    static_assert(type.form == Form::flat || sizeof(E) == sizeof(T) * static_cast<std::size_t>(type.width));
    constexpr std::ptrdiff_t cols = type.form == Form::flat ? 1 : type.width;
    return Block<T>{{reinterpret_cast<T*>(std::data(a)), size(std::size(a)), cols, cols, 1}, type.form};
  }
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::detail
