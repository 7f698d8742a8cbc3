// SPDX-License-Identifier: MIT
//
// Formulas as types: what operators and deduction make, dimensions, emptiness, and that no one-argument operation
// swallows itself: Op(Op(x)) is Op<Op<X>>, not a copy of Op<X>.
#include <type_traits>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

namespace {

constexpr Vi<0, 4> x{};
constexpr Vj<1, 4> y{};
constexpr Pm<2, 1> p{};
using X = Vi<0, 4>;
using Y = Vj<1, 4>;
using P = Pm<2, 1>;

template <class F, class Expected>
constexpr bool is(Expected) {
  return std::is_same_v<F, Expected>;
}

// ---- operators and deduction
static_assert(is<Add<X, Y>>(x + y));
static_assert(is<Subtract<X, Y>>(x - y));
static_assert(is<Mult<P, X>>(p * x));
static_assert(is<Divide<X, P>>(x / p));
static_assert(is<Minus<X>>(-x));
static_assert(is<Scalprod<X, Y>>(x | y));
static_assert(is<Mult<Square<Subtract<P, IntCst<1>>>, Exp<Add<X, Y>>>>(Square(p - 1_c) * Exp(x + y)));
static_assert(is<Subtract<Subtract<X, Y>, P>>(x - y - p));
static_assert(is<Add<X, Mult<Y, P>>>(x + y * p));
static_assert(is<SqDist<X, Y>>(SqDist(x, y)));
static_assert(is<MatVecMult<X, P>>(MatVecMult(x, p)));
static_assert(is<Grad<Scalprod<X, Y>, X, P>>(Grad(x | y, x, p)));
static_assert(is<Sum<X>>(Sum(x)));
static_assert(is<Max<X, Y>>(Max(x, y)) && is<Min<X, P>>(Min(x, p)));
static_assert(is<LessThan<X, Y>>(x < y) && is<LessOrEqual<X, Y>>(x <= y));
static_assert(is<GreaterThan<X, Y>>(x > y) && is<GreaterOrEqual<X, Y>>(x >= y));
static_assert(is<IfElse<P, X, Y>>(IfElse(p, x, y)) && is<Where<P, X, Y>>(Where(p, x, y)));
static_assert(is<Mod<X, P, IntCst<0>>>(Mod(x, p)) && is<Mod<X, P, Y>>(Mod(x, p, y)));
static_assert(is<Clamp<X, IntCst<0>, IntCst<1>>>(ClampInt<0, 1>(x)) && is<SinXDivX<X>>(Sinc(x)));
static_assert(is<Exp<X>>(Exp<X>{}));
// a formula and its type: from variables, constants or temporaries alike
static_assert(is<Add<X, Y>>(Vi<0, 4>{} + Vj<1, 4>{}));
static_assert(is<Exp<X>>([] {
  X local;
  return Exp(local);
}()));

// ---- an operation of itself
template <template <class...> class Op, class Once, class Twice, class Thrice>
constexpr bool nests(Once, Twice, Thrice) {
  return std::is_same_v<Once, Op<X>> && std::is_same_v<Twice, Op<Op<X>>> && std::is_same_v<Thrice, Op<Op<Op<X>>>>;
}
static_assert(nests<Abs>(Abs(x), Abs(Abs(x)), Abs(Abs(Abs(x)))));
static_assert(nests<Acos>(Acos(x), Acos(Acos(x)), Acos(Acos(Acos(x)))));
static_assert(nests<Acosh>(Acosh(x), Acosh(Acosh(x)), Acosh(Acosh(Acosh(x)))));
static_assert(nests<ArgMax>(ArgMax(x), ArgMax(ArgMax(x)), ArgMax(ArgMax(ArgMax(x)))));
static_assert(nests<ArgMin>(ArgMin(x), ArgMin(ArgMin(x)), ArgMin(ArgMin(ArgMin(x)))));
static_assert(nests<Asin>(Asin(x), Asin(Asin(x)), Asin(Asin(Asin(x)))));
static_assert(nests<Asinh>(Asinh(x), Asinh(Asinh(x)), Asinh(Asinh(Asinh(x)))));
static_assert(nests<Atan>(Atan(x), Atan(Atan(x)), Atan(Atan(Atan(x)))));
static_assert(nests<Atanh>(Atanh(x), Atanh(Atanh(x)), Atanh(Atanh(Atanh(x)))));
static_assert(nests<Cbrt>(Cbrt(x), Cbrt(Cbrt(x)), Cbrt(Cbrt(Cbrt(x)))));
static_assert(nests<Ceil>(Ceil(x), Ceil(Ceil(x)), Ceil(Ceil(Ceil(x)))));
static_assert(nests<ComplexSum>(ComplexSum(x), ComplexSum(ComplexSum(x)), ComplexSum(ComplexSum(ComplexSum(x)))));
static_assert(nests<Conj>(Conj(x), Conj(Conj(x)), Conj(Conj(Conj(x)))));
static_assert(nests<Cos>(Cos(x), Cos(Cos(x)), Cos(Cos(Cos(x)))));
static_assert(nests<Erf>(Erf(x), Erf(Erf(x)), Erf(Erf(Erf(x)))));
static_assert(nests<Erfc>(Erfc(x), Erfc(Erfc(x)), Erfc(Erfc(Erfc(x)))));
static_assert(nests<Exp>(Exp(x), Exp(Exp(x)), Exp(Exp(Exp(x)))));
static_assert(nests<Exp2>(Exp2(x), Exp2(Exp2(x)), Exp2(Exp2(Exp2(x)))));
static_assert(nests<Expm1>(Expm1(x), Expm1(Expm1(x)), Expm1(Expm1(Expm1(x)))));
static_assert(nests<Floor>(Floor(x), Floor(Floor(x)), Floor(Floor(Floor(x)))));
static_assert(nests<Inv>(Inv(x), Inv(Inv(x)), Inv(Inv(Inv(x)))));
static_assert(nests<InvOrZero>(InvOrZero(x), InvOrZero(InvOrZero(x)), InvOrZero(InvOrZero(InvOrZero(x)))));
static_assert(nests<LGamma>(LGamma(x), LGamma(LGamma(x)), LGamma(LGamma(LGamma(x)))));
static_assert(nests<Log>(Log(x), Log(Log(x)), Log(Log(Log(x)))));
static_assert(nests<Log1p>(Log1p(x), Log1p(Log1p(x)), Log1p(Log1p(Log1p(x)))));
static_assert(nests<Log2>(Log2(x), Log2(Log2(x)), Log2(Log2(Log2(x)))));
static_assert(nests<LogOrZero>(LogOrZero(x), LogOrZero(LogOrZero(x)), LogOrZero(LogOrZero(LogOrZero(x)))));
static_assert(nests<LogSumExp>(LogSumExp(x), LogSumExp(LogSumExp(x)), LogSumExp(LogSumExp(LogSumExp(x)))));
static_assert(nests<Max>(Max(x), Max(Max(x)), Max(Max(Max(x)))));
static_assert(nests<Min>(Min(x), Min(Min(x)), Min(Min(Min(x)))));
static_assert(is<Max<Max<X, Y>>>(Max(Max(x, y))) && is<Min<Min<X, Y>>>(Min(Min(x, y))));
static_assert(nests<Minus>(-x, -(-x), -(-(-x))));
static_assert(nests<Minus>(Minus(x), Minus(Minus(x)), Minus(Minus(Minus(x)))));
static_assert(nests<Norm2>(Norm2(x), Norm2(Norm2(x)), Norm2(Norm2(Norm2(x)))));
static_assert(nests<Not>(Not(x), Not(Not(x)), Not(Not(Not(x)))));
static_assert(nests<ReLU>(ReLU(x), ReLU(ReLU(x)), ReLU(ReLU(ReLU(x)))));
static_assert(nests<Rsqrt>(Rsqrt(x), Rsqrt(Rsqrt(x)), Rsqrt(Rsqrt(Rsqrt(x)))));
static_assert(nests<RsqrtOrZero>(RsqrtOrZero(x), RsqrtOrZero(RsqrtOrZero(x)),
                                 RsqrtOrZero(RsqrtOrZero(RsqrtOrZero(x)))));
static_assert(nests<Sigmoid>(Sigmoid(x), Sigmoid(Sigmoid(x)), Sigmoid(Sigmoid(Sigmoid(x)))));
static_assert(nests<Sign>(Sign(x), Sign(Sign(x)), Sign(Sign(Sign(x)))));
static_assert(nests<Sin>(Sin(x), Sin(Sin(x)), Sin(Sin(Sin(x)))));
static_assert(nests<SinXDivX>(SinXDivX(x), SinXDivX(SinXDivX(x)), SinXDivX(SinXDivX(SinXDivX(x)))));
static_assert(nests<SoftMax>(SoftMax(x), SoftMax(SoftMax(x)), SoftMax(SoftMax(SoftMax(x)))));
static_assert(nests<Softplus>(Softplus(x), Softplus(Softplus(x)), Softplus(Softplus(Softplus(x)))));
static_assert(nests<SqNorm2>(SqNorm2(x), SqNorm2(SqNorm2(x)), SqNorm2(SqNorm2(SqNorm2(x)))));
static_assert(nests<Sqrt>(Sqrt(x), Sqrt(Sqrt(x)), Sqrt(Sqrt(Sqrt(x)))));
static_assert(nests<Square>(Square(x), Square(Square(x)), Square(Square(Square(x)))));
static_assert(nests<Step>(Step(x), Step(Step(x)), Step(Step(Step(x)))));
static_assert(nests<Sum>(Sum(x), Sum(Sum(x)), Sum(Sum(Sum(x)))));
static_assert(nests<Tan>(Tan(x), Tan(Tan(x)), Tan(Tan(Tan(x)))));
static_assert(nests<XLogX>(XLogX(x), XLogX(XLogX(x)), XLogX(XLogX(XLogX(x)))));
static_assert(is<Apply<With<PowOp, 3>, Apply<With<PowOp, 3>, X>>>(Pow<3>(Pow<3>(x))));

// ---- dimensions
template <class F>
constexpr int dim(F) {
  return F::dim;
}
static_assert(dim(x + y) == 4 && dim(x + p) == 4 && dim(p + x) == 4 && dim(p + p) == 1);
static_assert(dim(x * y) == 4 && dim(2_c * x) == 4 && dim(x / 2_c) == 4 && dim(-x) == 4);
static_assert(dim(Powf(x, p)) == 4 && dim(Atan2(p, x)) == 4 && dim(Hypot(p, p)) == 1 && dim(Max(p, y)) == 4);
static_assert(dim(IfElse(p, x, p)) == 4 && dim(Clamp(p, x, y)) == 4 && dim(Mod(p, p, x)) == 4 && dim(p < x) == 4);
static_assert(dim(x | y) == 1 && dim(x | p) == 1 && dim(Sum(x)) == 1 && dim(Sum(p)) == 1);
static_assert(dim(SqNorm2(x)) == 1 && dim(SqDist(x, y)) == 1 && dim(Norm2(x)) == 1);
static_assert(dim(Exp(x)) == 4 && dim(Pow<3>(x)) == 4);
static_assert(dim(Concat(x, Elem<0>(y))) == 5 && dim(Extract<1, 3>(x)) == 3 && dim(Elem<3>(x)) == 1);
static_assert(dim(ExtractT<1, 7>(x)) == 7 && dim(ElemT<5, 4>(p)) == 5 && dim(Broadcast<6>(p)) == 6);
static_assert(dim(MatVecMult(Vi<0, 12>{}, x)) == 3 && dim(VecMatMult(x, Vi<0, 12>{})) == 3);
static_assert(dim(MatVecMult(x, p)) == 4 && dim(MatVecMult(x, y)) == 1 && dim(TensorProd(x, Elem<0>(y))) == 4);
static_assert(dim(TensorProd(x, Vi<3, 3>{})) == 12);
static_assert(dim(ComplexMult(x, y)) == 4 && dim(ComplexMult(x, Vi<3, 2>{})) == 4 && dim(ComplexSum(x)) == 2);
static_assert(dim(Grad(x | y, x, p)) == 4 && dim(Grad(p * x, p, y)) == 1);

// ---- formulas are empty values: copied for nothing, default-constructed, arguments of templates
template <class F>
constexpr bool is_nothing(F) {
  return sizeof(F) == 1 && std::is_empty_v<F> && std::is_trivially_copyable_v<F> &&
         std::is_default_constructible_v<F> && Formula<F> && Formula<const F&>;
}
static_assert(is_nothing(x) && is_nothing(p) && is_nothing(2_c) && is_nothing(Zero<3>{}));
static_assert(is_nothing(x + y) && is_nothing(Square(p - 1_c) * Exp(x + y)) && is_nothing(Pow<3>(x)));
static_assert(is_nothing(SqDist(x, y)) && is_nothing(Grad(Grad(x | y, x, p), y, x)));
template <auto F>
constexpr int dim_of_value = decltype(F)::dim;
static_assert(dim_of_value<Exp(x + y)> == 4);

// ---- what is not a formula or not a variable
static_assert(!Formula<int> && !Formula<double> && !Formula<Sum<>> && !Formula<Axis1>);
static_assert(VariableFormula<X> && VariableFormula<const P&> && !VariableFormula<Exp<X>> &&
              !VariableFormula<IntCst<1>>);

}  // namespace
