// SPDX-License-Identifier: MIT
//
// Products. The program keeps them in a normal form, ((constant * parameter) * scalar) * vector, each factor at most
// once: constants are folded exactly, what depends on parameters alone is computed once per call, and a vector is
// scaled once.
#pragma once

#include <kernfold/operations/minus.hpp>
#include <kernfold/operations/no_numbers.hpp>
#include <kernfold/operations/square.hpp>
#include <kernfold/program/rational.hpp>

namespace kernfold {

struct BroadcastOp;
struct SubtractOp;
struct ScalprodOp;

namespace detail {
// f, as a vector of dimension dim.
template <class B>
constexpr int widened(B& b, int f, int dim) {
  return b.dim(f) == dim ? f : b.template apply<BroadcastOp>(f, -1, -1, dim);
}
}  // namespace detail

/// The factors of a node by class; -1 where there is none.
struct Factors {
  Rational constant{1, 1, true};
  int parameter = -1;  // dimension 1, no axis
  int scalar = -1;     // dimension 1
  int vector = -1;
};

struct MultOp : Elementwise<2> {
  static constexpr const char* name = "Mult";
  static constexpr const char* symbol = " * ";
  static constexpr bool fits_complex(const Shape& s, const bool* complex) {
    return (!complex[0] && s.dim[0] == 1) || (!complex[1] && s.dim[1] == 1);
  }
  static constexpr bool commutative = true;
  KERNFOLD_NO_EXEC_CHECK
  template <class T>
  KERNFOLD_HD KERNFOLD_INLINE static constexpr T value(T x, T y) {
    return x * y;
  }
  template <class X, class Y, class G>
  static constexpr auto derivative(X x, Y y, G g);

  template <class B>
  static constexpr Factors factors(B& b, int i) {
    Factors f;
    while (true) {
      const Node& x = b[i];
      if (x.leaf == Leaf::constant) {
        f.constant = f.constant * Rational{x.p0, x.p1};
        return f;
      }
      const std::uint64_t id = x.leaf == Leaf::none ? x.operation->id : 0;
      const bool mult = id == operation_id<MultOp>;
      if (id == operation_id<MinusOp>) {
        f.constant = -f.constant;
        i = x.operand[0];
      } else if (x.dim > 1) {
        if (!mult || (!b.is_scalar(x.operand[0]) && !b.is_scalar(x.operand[1]))) {
          f.vector = difference(b, i, f.constant);
          return f;
        }
        const int k = b.is_scalar(x.operand[0]) ? 0 : 1;
        f.vector = x.operand[1 - k];
        i = x.operand[k];
      } else if (x.axis == axis_none) {
        if (!mult || (!b.is_constant(x.operand[0]) && !b.is_constant(x.operand[1]))) {
          f.parameter = i;
          return f;
        }
        const int k = b.is_constant(x.operand[0]) ? 0 : 1;
        f.constant = f.constant * Rational{b[x.operand[k]].p0, b[x.operand[k]].p1};
        i = x.operand[1 - k];
      } else {
        if (!mult || (b[x.operand[0]].axis != axis_none && b[x.operand[1]].axis != axis_none)) {
          f.scalar = difference(b, i, f.constant);
          return f;
        }
        const int k = b[x.operand[0]].axis == axis_none ? 0 : 1;
        f.scalar = x.operand[1 - k];
        i = x.operand[k];
      }
    }
  }

  /// The node of a product in normal form, of the given dimension.
  template <class B>
  static constexpr int product(B& b, const Factors& f, int dim) {
    if (f.constant.is(0)) return b.constant(0, 1, dim);
    const bool unit = f.constant.is(1) || f.constant.is(-1);
    int r = unit ? -1 : b.constant(f.constant.num, f.constant.den);
    if (f.parameter >= 0) {
      r = r >= 0              ? b.template apply_as_is<MultOp>(r, f.parameter)
          : f.constant.is(-1) ? b.template apply_as_is<MinusOp>(f.parameter)
                              : f.parameter;
    }
    for (int k = 0; k < 2; ++k)
      if (const int factor = k == 0 ? f.scalar : f.vector; factor >= 0)
        r = r < 0 ? factor : b.template apply_as_is<MultOp>(r, factor);
    if (r < 0) return b.constant(f.constant.num, f.constant.den, dim);
    if (f.parameter < 0 && f.constant.is(-1)) r = b.template apply<MinusOp>(r);
    return detail::widened(b, r, dim);
  }

  /// 0 f = 0, 1 f = f, constants folded, signs and scalars pulled out, f f = Square(f); of f - g and g - f one is left.
  template <class B>
  static constexpr int simplify(B& b, const Node& x) {
    const Factors f = factors(b, x.operand[0]), g = factors(b, x.operand[1]);
    Factors r;
    r.constant = f.constant * g.constant;
    if (!r.constant.ok) return -1;
    r.parameter = times(b, f.parameter, g.parameter);
    r.scalar = times(b, f.scalar, g.scalar);
    r.vector = times(b, f.vector, g.vector);
    return product(b, r, x.dim);
  }

 private:
  // i; for f - g, where g - f was there first, that one, with the opposite constant.
  template <class B>
  static constexpr int difference(const B& b, int i, Rational& constant) {
    if (!b.template is<SubtractOp>(i)) return i;
    const int opposite = b.template known<SubtractOp>(b.operand(i, 1), b.operand(i, 0));
    if (opposite < 0 || opposite > i) return i;
    constant = -constant;
    return opposite;
  }
  template <class B>
  static constexpr int times(B& b, int f, int g) {
    if (f < 0 || g < 0) return f < 0 ? g : f;
    return f == g ? b.template apply<SquareOp>(f) : b.template apply_as_is<MultOp>(f, g);
  }
};

/// f * g, componentwise; a factor of dimension 1 broadcasts. Also written with the operator. Derivatives: g in f, f in
/// g.
/// Example: `s * (x - y)`.
template <class F, class G>
struct Mult : Apply<MultOp, F, G> {
  constexpr Mult() = default;
  constexpr explicit Mult(F, G) {}
};
KERNFOLD_OPERANDS_2(Mult);

template <Formula F, Formula G>
constexpr Mult<F, G> operator*(F, G) {
  return {};
}

template <class X, class Y, class G>
constexpr auto MultOp::derivative(X x, Y y, G g) {
  return adjoints(g * y, g * x);
}

template <class X, class G>
constexpr auto SquareOp::derivative(X x, G g) {
  return IntCst<2>{} * g * x;
}

// -c folded, -(-f) = f, -(f - g) = g - f; a sign goes into a constant or parameter where there is one.
template <class B>
constexpr int MinusOp::simplify(B& b, const Node& x) {
  const int f = x.operand[0];
  if (b.template is<SubtractOp>(f)) return b.template apply<SubtractOp>(b.operand(f, 1), b.operand(f, 0));
  Factors p = MultOp::factors(b, f);
  p.constant = -p.constant;
  if (!p.constant.ok || (p.constant.is(-1) && p.parameter < 0 && !b.is_constant(f))) return -1;
  return MultOp::product(b, p, x.dim);
}

// c^2 folded, (-f)^2 = Abs(f)^2 = f^2, (c f)^2 = c^2 f^2, Sqrt(f | f)^2 = f | f.
namespace detail {
// v | v for f = Sqrt(v | v), or such a one of another operation, else -1.
template <class B>
constexpr int square_of_norm(const B& b, int f, std::uint64_t operation = hash_of("Sqrt")) {
  if (b[f].is_leaf() || b[f].operation->id != operation) return -1;
  const int of = b.operand(f);
  return b.template is<ScalprodOp>(of) && b.operand(of, 0) == b.operand(of, 1) ? of : -1;
}
}  // namespace detail

template <class B>
constexpr int SquareOp::simplify(B& b, const Node& x) {
  if (const Node& f = b[x.operand[0]]; !f.is_leaf()) {
    const int of = f.operand[0];
    if (f.operation->id == detail::hash_of("Abs")) return b.template apply<SquareOp>(of);
    if (const int square = detail::square_of_norm(b, x.operand[0]); square >= 0) return square;
  }
  Factors p = MultOp::factors(b, x.operand[0]);
  const Rational c = p.constant * p.constant;
  if ((p.constant.is(1) && !b.is_constant(x.operand[0])) || !c.ok) return -1;
  p.constant = Rational{1, 1, true};
  const int f = MultOp::product(b, p, x.dim);
  return b.is_constant(f) ? b.constant(c.num, c.den, x.dim)
                          : b.template apply<MultOp>(b.constant(c.num, c.den), b.template apply<SquareOp>(f));
}

}  // namespace kernfold
