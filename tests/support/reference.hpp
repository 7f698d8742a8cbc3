// SPDX-License-Identifier: MIT
//
// An independent evaluation of formulas and of their sums, in long double. It reads the type of a formula as the user
// wrote it and interprets it as mathematics: each operation is written here again from its definition. It uses none of
// the library's values, derivatives, programs or engines. Grad is evaluated forward, one direction at a time
// (support/hyperdual.hpp), where the library works backward.
#pragma once

#include <cmath>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "support/reference_operations.hpp"

namespace reference {

// ---- a formula as a tree

struct Term {
  enum Kind { variable, index, constant, operation, gradient, square_norm, square_distance, norm } kind = constant;
  std::size_t dim = 1;
  kernfold::Category category{};
  std::size_t position = 0;
  Number number;  // of a constant
  Vector (*meaning)(const Operands&, long, long) = nullptr;
  long p0 = 0, p1 = 0;
  std::vector<Term> child;
};

template <class F>
Term read();

namespace detail {

template <class Op>
Vector meaning_of(const Operands& a, long p0, long p1) {
  return meaning(Op{}, a, p0, p1);
}
template <class... F>
std::vector<Term> read_all(kernfold::TypeList<F...>) {
  std::vector<Term> r;
  (r.push_back(read<F>()), ...);
  return r;
}
template <class V>
Term read_variable() {
  Term t;
  t.kind = Term::variable;
  t.dim = static_cast<std::size_t>(V::dim);
  t.category = V::category;
  t.position = static_cast<std::size_t>(V::position);
  return t;
}

// Chooses by the template that a formula is a specialisation of; anything else is Apply<Op, F...> or a name for it.
template <class F>
struct Reader {
  static Term read() {
    Term t;
    if constexpr (requires { typename F::operation_type; }) {
      t.kind = Term::operation;
      t.meaning = &meaning_of<typename F::operation_type>;
      t.p0 = static_cast<long>(F::p0);
      t.p1 = static_cast<long>(F::p1);
      t.child = read_all(typename F::children{});
      return t;
    } else {
      return read_all(typename F::children{})[0];
    }
  }
};
template <int P, int D>
struct Reader<kernfold::Vi<P, D>> {
  static Term read() { return read_variable<kernfold::Vi<P, D>>(); }
};
template <int P, int D>
struct Reader<kernfold::Vj<P, D>> {
  static Term read() { return read_variable<kernfold::Vj<P, D>>(); }
};
template <int P, int D>
struct Reader<kernfold::Pm<P, D>> {
  static Term read() { return read_variable<kernfold::Pm<P, D>>(); }
};
template <kernfold::Category C>
Term read_index() {
  Term t;
  t.kind = Term::index;
  t.category = C;
  return t;
}
template <>
struct Reader<kernfold::IndexI> {
  static Term read() { return read_index<kernfold::Category::i>(); }
};
template <>
struct Reader<kernfold::IndexJ> {
  static Term read() { return read_index<kernfold::Category::j>(); }
};
template <std::int64_t N, std::int64_t D>
struct Reader<kernfold::Constant<N, D>> {
  static Term read() {
    Term t;
    t.number = Number(static_cast<long double>(N) / static_cast<long double>(D));
    if constexpr (D != 1) t.number.c[0].error = std::fabs(t.number.c[0].value);
    return t;
  }
};
template <int D>
struct Reader<kernfold::Zero<D>> {
  static Term read() {
    Term t;
    t.dim = static_cast<std::size_t>(D);
    return t;
  }
};
template <class F>
struct Reader<kernfold::SqNorm2<F>> {
  static Term read() {
    Term t;
    t.kind = Term::square_norm;
    t.child = read_all(kernfold::TypeList<F>{});
    return t;
  }
};
template <class F>
struct Reader<kernfold::Norm2<F>> {
  static Term read() {
    Term t;
    t.kind = Term::norm;
    t.child = read_all(kernfold::TypeList<F>{});
    return t;
  }
};
template <class F, class G>
struct Reader<kernfold::SqDist<F, G>> {
  static Term read() {
    Term t;
    t.kind = Term::square_distance;
    t.child = read_all(kernfold::TypeList<F, G>{});
    return t;
  }
};
template <class F, class V, class E>
struct Reader<kernfold::Grad<F, V, E>> {
  static Term read() {
    Term t;
    t.kind = Term::gradient;
    t.child = read_all(kernfold::TypeList<F, V, E>{});
    return t;
  }
};

}  // namespace detail

/// The tree of a formula type.
template <class F>
Term read() {
  return detail::Reader<std::remove_cvref_t<F>>::read();
}

/// One more than the highest position of a variable in F.
template <class F>
constexpr int positions() {
  if constexpr (kernfold::VariableFormula<F>) {
    return F::position + 1;
  } else {
    return []<class... G>(kernfold::TypeList<G...>) {
      int most = 0;
      for (const int n : {0, positions<G>()...}) most = n > most ? n : most;
      return most;
    }(typename F::children{});
  }
}

// ---- its value for one pair

/// The variables' values for one pair, and the infinitesimals: number l is added to component[l] of position[l].
struct Environment {
  std::vector<const long double*> data;
  Index i = 0, j = 0;
  int level = 0;
  std::size_t position[max_level] = {}, component[max_level] = {};
};

inline Vector value(const Term& t, Environment& e) {
  switch (t.kind) {
    case Term::variable: {
      Vector r;
      for (std::size_t k = 0; k < t.dim; ++k) {
        Number x(e.data[t.position][k]);
        x.level = e.level;
        for (int s = 1; s < 1 << x.level; ++s) x.c[s] = {};
        for (int l = 0; l < e.level; ++l)
          if (e.position[l] == t.position && e.component[l] == k) x.c[1 << l].value = 1;
        r.push_back(x);
      }
      return r;
    }
    case Term::index:
      return {Number(static_cast<long double>(t.category == kernfold::Category::i ? e.i : e.j))};
    case Term::constant:
      return Vector(t.dim, t.number);
    case Term::gradient: {  // component k: d/dv_k of the scalar product of f and a fixed e
      const Term& v = t.child[1];
      const Vector seed = value(t.child[2], e);
      Vector r;
      for (std::size_t k = 0; k < v.dim; ++k) {
        const int l = e.level++;
        e.position[l] = v.position;
        e.component[l] = k;
        const Vector f = value(t.child[0], e);
        --e.level;
        Number s(0);
        for (std::size_t m = 0; m < f.size(); ++m)
          if (f[m].level > e.level) s = s + high(f[m]) * seed[m];
        r.push_back(s);
      }
      return r;
    }
    default:
      break;
  }
  Operands a;
  for (const Term& c : t.child) a.push_back(value(c, e));
  const auto difference = [](const Number& x, const Number& y) { return x - y; };
  switch (t.kind) {
    case Term::square_norm:
      return {dot(a[0], a[0])};
    case Term::norm:
      return {sqrt(dot(a[0], a[0]))};
    case Term::square_distance: {
      const Vector d = each_pair(a, difference);
      return {dot(d, d)};
    }
    default:
      return t.meaning(a, t.p0, t.p1);
  }
}

// ---- sums over pairs

/// Row-major values of the sum, the sums of the absolute terms, and the sums of the terms' error bounds.
struct Sums {
  Index rows = 0, cols = 0;
  std::vector<long double> value, absolute, error;
};

enum class Over { i, j, both };

template <class A>
constexpr Over over() {
  return std::is_same_v<A, kernfold::Axis1> ? Over::j : std::is_same_v<A, kernfold::Axis0> ? Over::i : Over::both;
}

/// The category and dimension of each position.
inline void list_variables(const Term& t, std::vector<const Term*>& found) {
  if (t.kind == Term::variable) {
    if (found.size() <= t.position) found.resize(t.position + 1);
    found[t.position] = &t;
  }
  for (const Term& c : t.child) list_variables(c, found);
}

/// The sum of f over the pairs (i, j), i < M, j < N; data by position, row-major.
template <class T>
Sums sum(const Term& f, Over axis, Index M, Index N, Index dim, const std::vector<std::vector<T>>& data) {
  std::vector<const Term*> variables;
  list_variables(f, variables);
  std::vector<std::vector<long double>> exact;
  for (const std::vector<T>& d : data) exact.emplace_back(d.begin(), d.end());
  Sums r;
  r.rows = axis == Over::j ? M : axis == Over::i ? N : 1;
  r.cols = dim;
  const std::size_t size = static_cast<std::size_t>(r.rows * r.cols);
  r.value.assign(size, 0);
  r.absolute.assign(size, 0);
  r.error.assign(size, 0);
  Environment e;
  e.data.resize(data.size());
  for (Index i = 0; i < M; ++i)
    for (Index j = 0; j < N; ++j) {
      for (std::size_t p = 0; p < variables.size(); ++p) {
        const Term* v = variables[p];
        if (v == nullptr) continue;
        const Index row = v->category == kernfold::Category::i ? i : v->category == kernfold::Category::j ? j : 0;
        e.data[p] = exact[p].data() + row * static_cast<Index>(v->dim);
      }
      e.i = i;
      e.j = j;
      const Vector y = value(f, e);
      const Index to = axis == Over::j ? i : axis == Over::i ? j : 0;
      for (Index k = 0; k < dim; ++k) {
        const std::size_t at = static_cast<std::size_t>(to * dim + k);
        const Real term = broadcast(y, static_cast<std::size_t>(k)).c[0];
        r.value[at] += term.value;
        r.absolute[at] += std::fabs(term.value);
        r.error[at] += term.error;
      }
    }
  return r;
}

}  // namespace reference
