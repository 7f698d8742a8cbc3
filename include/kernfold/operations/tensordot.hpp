// SPDX-License-Identifier: MIT
//
// Contractions of tensors, as np.tensordot, and Kronecker products, as np.kron. Tensors are row-major vectors; their
// shapes and the lists of axes are template arguments, Ints<...>.
#pragma once

#include <utility>

#include <kernfold/operations/core.hpp>

namespace kernfold {

/// A list of integers: a shape, or axes.
template <int... N>
struct Ints {
  static constexpr int size = static_cast<int>(sizeof...(N));
  static constexpr int value[size + 1] = {N..., 0};
  static constexpr int product = (1 * ... * N);
};

namespace detail {

// Which axes of f and g a contraction keeps and where they go. `to[m]` is the axis of the result that kept axis m,
// those of f first, becomes.
template <class DF, class DG, class CF, class CG, class To>
struct TensorAxes {
  static constexpr int contracted = CF::size, kept_f = DF::size - contracted, kept_g = DG::size - contracted,
                       kept = kept_f + kept_g;
  static constexpr bool has(const int* list, int n, int axis) {
    for (int m = 0; m < n; ++m)
      if (list[m] == axis) return true;
    return false;
  }
  static constexpr bool is_permutation() {
    if (To::size != kept) return false;
    for (int m = 0; m < kept; ++m)
      if (!has(To::value, kept, m)) return false;
    return true;
  }
  static constexpr bool valid() {
    if (CF::size != CG::size) return false;
    for (int m = 0; m < contracted; ++m) {
      const int a = CF::value[m], b = CG::value[m];
      if (a < 0 || a >= DF::size || b < 0 || b >= DG::size || DF::value[a] != DG::value[b]) return false;
      if (has(CF::value, m, a) || has(CG::value, m, b)) return false;
    }
    return is_permutation();
  }
  // Kept axis m as an axis of f (m < kept_f) or of g.
  static constexpr int axis_of(int m) {
    const bool first = m < kept_f;
    int left = first ? m : m - kept_f, axis = 0;
    for (;; ++axis) {
      const bool gone = first ? has(CF::value, contracted, axis) : has(CG::value, contracted, axis);
      if (!gone && left-- == 0) return axis;
    }
  }
  static constexpr int kept_size(int m) { return m < kept_f ? DF::value[axis_of(m)] : DG::value[axis_of(m)]; }
  // The kept axis that becomes axis r of the result.
  static constexpr int kept_at(int r) {
    int m = 0;
    while (To::value[m] != r) ++m;
    return m;
  }
  static constexpr int result_size(int r) { return kept_size(kept_at(r)); }
  static constexpr int terms() {
    int n = 1;
    for (int m = 0; m < contracted; ++m) n *= DF::value[CF::value[m]];
    return n;
  }
  // The component of operand 0 or 1 that component k of the result reads in term q.
  static constexpr int index(int operand, int k, int q) {
    const int* const dims = operand == 0 ? DF::value : DG::value;
    const int n = operand == 0 ? DF::size : DG::size;
    int at[16] = {};
    for (int r = kept - 1; r >= 0; --r) {
      const int m = kept_at(r), digit = k % result_size(r);
      k /= result_size(r);
      if ((m < kept_f) == (operand == 0)) at[axis_of(m)] = digit;
    }
    for (int m = contracted - 1; m >= 0; --m) {
      const int axis = operand == 0 ? CF::value[m] : CG::value[m];
      at[axis] = q % dims[axis];
      q /= dims[axis];
    }
    int flat = 0;
    for (int a = 0; a < n; ++a) flat = flat * dims[a] + at[a];
    return flat;
  }
};

// Ints<f(0), ..., f(n - 1)>.
template <int N, class F>
constexpr auto ints(F f) {
  return []<int... K>(std::integer_sequence<int, K...>, F) { return Ints<F{}(K)...>{}; }
  (std::make_integer_sequence<int, N>{}, f);
}

}  // namespace detail

template <class DF, class DG, class CF, class CG, class To>
struct TensorDotOp : Gather<2> {
  using C = detail::TensorAxes<DF, DG, CF, CG, To>;

  // The name tells one contraction from another.
  struct Name {
    char text[256] = {};
    int size = 0;
    constexpr Name() {
      for (const char* c = "TensorDot"; *c != 0; ++c) text[size++] = *c;
      add(DF::value, DF::size);
      add(DG::value, DG::size);
      add(CF::value, CF::size);
      add(CG::value, CG::size);
      add(To::value, To::size);
    }
    constexpr void add(const int* list, int n) {
      text[size++] = '_';
      for (int m = 0; m < n && size < 240; ++m) {
        if (m > 0) text[size++] = '.';
        for (int unit = 1000000000; unit > 0; unit /= 10)
          if (list[m] >= unit || unit == 1) text[size++] = static_cast<char>('0' + list[m] / unit % 10);
      }
    }
  };
  static constexpr Name text{};
  static constexpr const char* name = text.text;

  static constexpr int dim(const Shape& s) {
    return s.dim[0] == DF::product && s.dim[1] == DG::product ? DF::product / C::terms() * (DG::product / C::terms())
                                                              : 0;
  }
  static constexpr int terms(const Shape&) { return C::terms(); }
  static constexpr int index(int operand, int k, int q, const Shape&) { return C::index(operand, k, q); }

  struct ResultSize {
    constexpr int operator()(int r) const { return C::result_size(r); }
  };
  using Result = decltype(detail::ints<C::kept>(ResultSize{}));
  // The adjoint in f is the incoming one, contracted with g over g's kept axes. Its own kept axes are those of f, in
  // the order of the result, then g's contracted ones, in g's order: both go back to where they are in f. Likewise in
  // g.
  template <bool First>
  struct ResultAxis {  // of kept axis m of the other operand
    constexpr int operator()(int m) const { return To::value[First ? C::kept_f + m : m]; }
  };
  template <bool First>
  struct OtherAxis {
    constexpr int operator()(int m) const { return C::axis_of(First ? C::kept_f + m : m); }
  };
  template <bool First>
  struct Back {
    constexpr int operator()(int m) const {
      const int own = First ? C::kept_f : C::kept_g;
      if (m < own) {  // the m-th of the result's axes that come from this operand
        for (int r = 0;; ++r)
          if ((C::kept_at(r) < C::kept_f) == First && m-- == 0) return C::axis_of(C::kept_at(r));
      }
      const int* const other = First ? CG::value : CF::value;
      int left = m - own;
      for (int axis = 0;; ++axis)
        for (int c = 0; c < C::contracted; ++c)
          if (other[c] == axis && left-- == 0) return First ? CF::value[c] : CG::value[c];
    }
  };
  template <bool First>
  using Adjoint = TensorDotOp<Result, std::conditional_t<First, DG, DF>,
                              decltype(detail::ints < First ? C::kept_g : C::kept_f > (ResultAxis<First>{})),
                              decltype(detail::ints < First ? C::kept_g : C::kept_f > (OtherAxis<First>{})),
                              decltype(detail::ints < First ? DF::size : DG::size > (Back<First>{}))>;
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g) {
    return adjoints(apply<Adjoint<true>>(g, y), apply<Adjoint<false>>(g, x));
  }
  static constexpr int simplify(Builder& b, const Node& x) {
    return b.is_zero(x.operand[0]) || b.is_zero(x.operand[1]) ? b.constant(0, 1, x.dim) : -1;
  }
};

namespace detail {
struct SameAxis {
  constexpr int operator()(int m) const { return m; }
};
// 0, 2, 4, ..., 1, 3, 5, ...
template <int N>
struct Interleaved {
  constexpr int operator()(int m) const { return m < N ? 2 * m : 2 * (m - N) + 1; }
};
}  // namespace detail

/// The contraction of f, a tensor of shape ShapeF, with g of shape ShapeG, over AxesF of f and AxesG of g (as
/// np.tensordot(f, g, axes=(AxesF, AxesG))). The axes of the result are the kept ones of f, then those of g; with To,
/// kept axis m becomes axis To[m]. TensorDot<Ints<2, 3>, Ints<3, 4>, Ints<1>, Ints<0>>(f, g) is the product of a 2 x 3
/// and a 3 x 4 matrix. Without contracted axes it is the outer product. Dimension: the product of the kept sizes.
/// Linear in f and in g: its adjoints are contractions of e with the other one.
/// Example: `TensorDot<Ints<3, 3>, Ints<3>, Ints<1>, Ints<0>>(A, x)`.
template <class ShapeF, class ShapeG, class AxesF = Ints<>, class AxesG = Ints<>, class To = void, Formula F, Formula G>
constexpr auto TensorDot(F f, G g) {
  constexpr int kept = ShapeF::size + ShapeG::size - 2 * AxesF::size;
  if constexpr (std::is_void_v<To>) {
    return TensorDot<ShapeF, ShapeG, AxesF, AxesG, decltype(detail::ints<kept>(detail::SameAxis{}))>(f, g);
  } else {
    static_assert(F::dim == ShapeF::product && G::dim == ShapeG::product,
                  "kernfold: TensorDot<ShapeF, ShapeG, ...>(f, g): the dimensions of f and g must be the products of "
                  "their shapes");
    static_assert(ShapeF::size <= 16 && ShapeG::size <= 16, "kernfold: TensorDot: a tensor has at most 16 axes");
    static_assert(detail::TensorAxes<ShapeF, ShapeG, AxesF, AxesG, To>::valid(),
                  "kernfold: TensorDot<ShapeF, ShapeG, AxesF, AxesG, To>(f, g): the contracted axes must be as many "
                  "for f as for g, each once, of equal sizes, and To a permutation of the kept ones");
    return apply<TensorDotOp<ShapeF, ShapeG, AxesF, AxesG, To>>(f, g);
  }
}
KERNFOLD_USAGE(TensorDot, "TensorDot<Ints<2, 3>, Ints<3, 4>, Ints<1>, Ints<0>>(f, g)");

/// The Kronecker product of f, of shape ShapeF, and g, of shape ShapeG, with as many axes, as np.kron. Dimension f.dim
/// * g.dim. Adjoints as those of TensorDot.
/// Example: `Kron<Ints<1, 3>, Ints<2, 2>>(x, z)`.
template <class ShapeF, class ShapeG, Formula F, Formula G>
constexpr auto Kron(F f, G g) {
  static_assert(ShapeF::size == ShapeG::size, "kernfold: Kron<ShapeF, ShapeG>(f, g): as many axes for f as for g");
  return TensorDot<ShapeF, ShapeG, Ints<>, Ints<>,
                   decltype(detail::ints<2 * ShapeF::size>(detail::Interleaved<ShapeF::size>{}))>(f, g);
}
KERNFOLD_USAGE(Kron, "Kron<Ints<1, 3>, Ints<2, 2>>(f, g)");

}  // namespace kernfold
