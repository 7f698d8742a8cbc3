// SPDX-License-Identifier: MIT
//
// Counted: a number that counts what is done to it. It stands in for a pack where somebody asks what an operation's
// `value` costs, so that a user's own operation is counted like ours; and the tally that it writes.
#pragma once

#include <cstring>
#include <type_traits>
#include <vector>

#include <kernfold/operations/math.hpp>

namespace kernfold {

/// Operations on numbers, counted.
struct Tally {
  struct Function {
    const char* name;
    double count;
  };
  double multiply = 0, fma = 0, add = 0, divide = 0, sqrt = 0;
  double other = 0;                 // signs, comparisons, choices, minima, roundings: no flops
  std::vector<Function> functions;  // rsqrt, exp, exp2, log, sin ...: no flops either

  /// Additions, subtractions, products, quotients and square roots; two for each fused multiply-add.
  double flops() const { return multiply + add + divide + sqrt + 2 * fma; }
  double calls(const char* name) const {
    for (const Function& f : functions)
      if (std::strcmp(f.name, name) == 0) return f.count;
    return 0;
  }
  void call(const char* name, double count = 1) {
    for (Function& f : functions)
      if (std::strcmp(f.name, name) == 0) return static_cast<void>(f.count += count);
    functions.push_back({name, count});
  }
  /// Takes in t, n times.
  void take(const Tally& t, double n) {
    multiply += n * t.multiply;
    fma += n * t.fma;
    add += n * t.add;
    divide += n * t.divide;
    sqrt += n * t.sqrt;
    other += n * t.other;
    for (const Function& f : t.functions) call(f.name, n * f.count);
  }
};

namespace math {

/// Has no value but that of constants, on whom nothing is counted; any other is made with its tally.
class Counted {
 public:
  using value_type = double;
  static constexpr int lanes = 1;

  Counted() = default;  // 0
  template <Number N>
  explicit Counted(N constant) : constant_(static_cast<double>(constant)) {}
  explicit Counted(Tally& tally) : tally_(&tally) {}

  bool is_one() const { return tally_ == nullptr && constant_ == 1; }
  // What comes of the operands: it counts if one of them does, and `kind` goes up by one.
  template <class... More>
  static Counted result(double Tally::*kind, Counted x, More... more) {
    for (const Counted& y : {x, more...})
      if (y.tally_ != nullptr) x.tally_ = y.tally_;
    if (x.tally_ != nullptr) x.tally_->*kind += 1;
    return x;
  }
  template <class... More>
  static Counted call(const char* name, Counted x, More... more) {
    for (const Counted& y : {x, more...})
      if (y.tally_ != nullptr) x.tally_ = y.tally_;
    if (x.tally_ != nullptr) x.tally_->call(name);
    return x;
  }

 private:
  Tally* tally_ = nullptr;
  double constant_ = 0;
};

// Comparisons of counted numbers; it is not known how they come out.
struct CountedMask {
  Counted compared;
};

// Functions of namespace math, not friends: an operation may say math::exp(x), too.

inline Counted operator-(Counted a) { return Counted::result(&Tally::other, a); }
inline Counted operator+(Counted a, Counted b) { return Counted::result(&Tally::add, a, b); }
inline Counted operator-(Counted a, Counted b) { return Counted::result(&Tally::add, a, b); }
inline Counted operator*(Counted a, Counted b) {  // by 1, in powi: compilers leave it out
  return a.is_one() ? b : b.is_one() ? a : Counted::result(&Tally::multiply, a, b);
}
inline Counted operator/(Counted a, Counted b) { return Counted::result(&Tally::divide, a, b); }
inline CountedMask operator<(Counted a, Counted b) { return {Counted::result(&Tally::other, a, b)}; }
inline CountedMask operator<=(Counted a, Counted b) { return a < b; }
inline CountedMask operator>(Counted a, Counted b) { return a < b; }
inline CountedMask operator>=(Counted a, Counted b) { return a < b; }
inline CountedMask operator==(Counted a, Counted b) { return a < b; }
inline CountedMask operator!=(Counted a, Counted b) { return a < b; }
inline CountedMask operator&(CountedMask a, CountedMask b) {
  return {Counted::result(&Tally::other, a.compared, b.compared)};
}
inline CountedMask operator|(CountedMask a, CountedMask b) { return a & b; }
inline CountedMask operator!(CountedMask a) { return a & a; }
inline bool any(CountedMask) { return true; }
inline bool all(CountedMask) { return false; }

// A number beside a counted one.
#define KERNFOLD_COUNTED_MIXED(op)   \
  template <Number N>                \
  auto operator op(Counted a, N b) { \
    return a op Counted(b);          \
  }                                  \
  template <Number N>                \
  auto operator op(N a, Counted b) { \
    return Counted(a) op b;          \
  }
KERNFOLD_COUNTED_MIXED(+)
KERNFOLD_COUNTED_MIXED(-)
KERNFOLD_COUNTED_MIXED(*)
KERNFOLD_COUNTED_MIXED(/)
KERNFOLD_COUNTED_MIXED(<)
KERNFOLD_COUNTED_MIXED(<=)
KERNFOLD_COUNTED_MIXED(>)
KERNFOLD_COUNTED_MIXED(>=)
KERNFOLD_COUNTED_MIXED(==)
KERNFOLD_COUNTED_MIXED(!=)
#undef KERNFOLD_COUNTED_MIXED

template <class B>
Counted& operator+=(Counted& a, B b) {
  return a = a + b;
}
template <class B>
Counted& operator-=(Counted& a, B b) {
  return a = a - b;
}
template <class B>
Counted& operator*=(Counted& a, B b) {
  return a = a * b;
}
template <class B>
Counted& operator/=(Counted& a, B b) {
  return a = a / b;
}

inline Counted fma(Counted a, Counted b, Counted c) { return Counted::result(&Tally::fma, a, b, c); }
inline Counted fnma(Counted a, Counted b, Counted c) { return fma(a, b, c); }
inline Counted fms(Counted a, Counted b, Counted c) { return fma(a, b, c); }
inline Counted min(Counted a, Counted b) { return Counted::result(&Tally::other, a, b); }
inline Counted max(Counted a, Counted b) { return min(a, b); }
inline Counted select(CountedMask m, Counted a, Counted b) { return Counted::result(&Tally::other, m.compared, a, b); }
inline Counted abs(Counted a) { return Counted::result(&Tally::other, a); }
inline Counted round(Counted a) { return abs(a); }
inline Counted floor(Counted a) { return abs(a); }
inline Counted ceil(Counted a) { return abs(a); }
inline Counted sign(Counted a) { return select(a > 0, Counted(1), select(a < 0, Counted(-1), a)); }
inline Counted sqrt(Counted a) { return Counted::result(&Tally::sqrt, a); }
inline Counted magnitude_scale(Counted a, Counted b) { return abs(min(max(abs(a), abs(b)), a)); }  // five, as packs
inline Counted pow(Counted a, int n) { return math::powi(a, n); }

#define KERNFOLD_COUNTED_1(name) \
  inline Counted name(Counted x) { return Counted::call(#name, x); }
#define KERNFOLD_COUNTED_2(name) \
  inline Counted name(Counted x, Counted y) { return Counted::call(#name, x, y); }
KERNFOLD_COUNTED_1(rsqrt)
KERNFOLD_COUNTED_1(exp)
KERNFOLD_COUNTED_1(exp2)
KERNFOLD_COUNTED_1(log)
KERNFOLD_COUNTED_1(sin)
KERNFOLD_COUNTED_1(cos)
KERNFOLD_COUNTED_1(tan)
KERNFOLD_COUNTED_1(sinh)
KERNFOLD_COUNTED_1(cosh)
KERNFOLD_COUNTED_1(tanh)
KERNFOLD_COUNTED_1(asin)
KERNFOLD_COUNTED_1(acos)
KERNFOLD_COUNTED_1(atan)
KERNFOLD_COUNTED_1(asinh)
KERNFOLD_COUNTED_1(acosh)
KERNFOLD_COUNTED_1(atanh)
KERNFOLD_COUNTED_1(erf)
KERNFOLD_COUNTED_1(erfc)
KERNFOLD_COUNTED_1(expm1)
KERNFOLD_COUNTED_1(log1p)
KERNFOLD_COUNTED_1(log2)
KERNFOLD_COUNTED_1(cbrt)
KERNFOLD_COUNTED_1(tgamma)
KERNFOLD_COUNTED_1(lgamma)
KERNFOLD_COUNTED_2(pow)
KERNFOLD_COUNTED_2(atan2)
KERNFOLD_COUNTED_2(hypot)
#undef KERNFOLD_COUNTED_1
#undef KERNFOLD_COUNTED_2

template <int>
Counted polygamma(Counted x) {
  return Counted::call("polygamma", x);
}
template <class F, class... Numbers>
requires(std::is_same_v<Counted, Numbers>&&...) Counted lanewise(F, Counted x, Numbers... more) {
  return Counted::call("function lane by lane", x, more...);
}

}  // namespace math
}  // namespace kernfold
