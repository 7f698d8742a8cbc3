// SPDX-License-Identifier: MIT
//
// The operations that simplification and differentiation themselves are made of. Their rules refer to each other, so
// they come together: every other operation includes this.
#pragma once

/// \page simplification What is simplified
///
/// A formula is simplified in the compiler, as it is written and again as it is differentiated. The rules below are all
/// there are; each stands in the `simplify` of the operation on its left, and is tested in tests/program/simplify_*.
/// c and d are constants, s and t have dimension 1, v is a vector, p a formula of parameters alone.
///
/// As functions of real numbers both sides are equal wherever the left one has a value, and no value is moved that a
/// comparison, a choice or a rounding gives. So a rule changes a result by no more than rounding, as long as nothing
/// overflows or underflows on the way; where something does, or is infinite or NaN, one side may be a number and the
/// other not, as in f - f = 0, 0 f = 0, Log(Exp(f)) = f.
///
/// Everywhere:
/// - equal parts are computed once
/// - constants are exact fractions; c + d, c d, c^2, -c, 1 / c are folded where they fit into 64-bit integers
/// - steps, comparisons, choices, roundings of constants are; and Exp(0), Log(1), Sqrt(0), Sin(0) ... where exact
///
/// Sums and signs:
/// - f + 0 = f, f - 0 = f, 0 - f = -f, f - f = 0
/// - c f + d f = (c + d) f, also where f has factors of parameters and scalars
/// - s v + t v = (s + t) v for a vector v, also with constants and signs
/// - (u + c f) + d f = u + (c + d) f, and so for differences: a term meets its like one level inside
/// - f + (-g) = f - g, f - (-g) = f + g, (-f) + g = g - f, (-f) - g = (-f) + (-g) = -(f + g)
/// - -(-f) = f, -(f - g) = g - f, -(c f) = (-c) f, -(p f) = (-p) f
///
/// Products, quotients, powers:
/// - 0 f = 0, 1 f = f, (-1) f = -f, (-f) g = -(f g), (-f) (-g) = f g, f f = Square(f)
/// - a product is ((c p) s) v: constants are multiplied exactly, parameters once per call, a vector is scaled once
/// - (-f)^2 = Abs(f)^2 = f^2, (c f)^2 = c^2 f^2, Sqrt(f | f)^2 = f | f
/// - f / c = (1 / c) f, 0 / f = 0, (-f) / g = f / (-g) = -(f / g), Inv(Inv(f)) = f, Inv(-f) = -Inv(f)
/// - f / g = f Inv(g) where g has fewer axes or components than f, or f is a constant
/// - Inv(Pow<n>(f)) = Pow<-n>(f), Inv(Sqrt(f)) = Rsqrt(f), f / Sqrt(g) = f Rsqrt(g); Inv(Powf(f, g)) = Powf(f, -g) and
///   h / Powf(f, g) = h Powf(f, -g) where g has fewer axes than the whole
/// - Pow<0>(f) = 1, Pow<1>(f) = f, Pow<2>(f) = Square(f), Pow<-1>(f) = Inv(f), Powf(f, c) = Pow<c>(f) for c = 0, ..., 4
/// - Pow<2 n>(Norm2(f)) = Pow<n>(f | f), Pow<2 n>(s / Norm2(f)) = Pow<n>(Square(s) / (f | f)) for |n| > 1
///
/// Functions, steps, choices:
/// - Log(Exp(f)) = Log2(Exp2(f)) = Log1p(Expm1(f)) = f, Log(Sqrt(f)) = Log(f) / 2
/// - Sqrt(Square(f)) = Abs(f), as in Norm2 of a scalar: also where the square would over- or underflow
/// - Abs(Abs(f)) = Abs(f), Abs(Square(f)) = Square(f), ReLU(ReLU(f)) = ReLU(f)
/// - Floor, Ceil and Round of what is rounded are the same; FloorDivide(f, 1) = Floor(f)
/// - Max(f, f) = Min(f, f) = f, And(f, 0) = 0, Or(f, c) = 1 for c != 0
/// - NotEqual(c, 0) = c for a comparison c or one of And, Or, Not, as in Count, Any and All of it
/// - IfElse(s, f, f) = f, IfElse(s, IfElse(s, f, g), h) = IfElse(s, f, h); so for the other branch, and for Where
///
/// Contractions, matrices, parts:
/// - Sum(s) = s, Sum(s f) = s Sum(f), Sum(-f) = -Sum(f), Sum(f g) = f | g, Sum(Square(f)) = f | f
/// - s | f = s Sum(f), (c s f) | (d t g) = (c d s t) (f | g), 0 | f = 0
/// - of MatVecMult, VecMatMult, TensorProd constants, signs and scalars are pulled out
/// - MatVecMult(A, s) = A s, MatVecMult(v, f) = v | f, TensorProd(f, s) = f s, and so for VecMatMult
/// - MatVecMult, VecMatMult, TensorProd, TensorDot, Cross, ComplexMult of a 0 are 0; Cross(f, f) = 0
/// - Transpose(Transpose(A)) = A; of a row, a column or a constant it is the same
/// - Extract of all of f is f, of a part a part, of a constant a constant; Broadcast<1>(s) = s
/// - ExtractT and Concat of zeros are 0, and ExtractT into f's own dimension is f
/// - Conj(Conj(f)) = f; ComplexReal of Real2Complex(f) is f, of Imag2Complex(f) 0, and so for ComplexImag
///
/// In the program that runs, in addition (program/finalize.hpp): Exp(p f) = Exp2((log2(e) p) f) for a p that is known
/// before the loop over pairs; products of scalars are regrouped so that what depends on one axis is multiplied before
/// that loop; Exp(f) Exp(g) = Exp(f + g) for scalars of pairs, where neither is needed without the other; sums with
/// products are fused multiply-adds; Sqrt(p Square(f)) = Sqrt(p) Abs(f); Powf(f, c) for an odd number of halves from
/// -3.5 to 3.5 is of square roots; whole powers of one number share their products, several reciprocals of them one
/// division (program/powers.hpp), and a root that only divides is a reciprocal root; s t + s u = s (t + u) for scalars
/// of pairs that nothing else reads; a factor of the kept axis, or of the call, multiplies the sums of 64 terms, not
/// each term.
///
/// Left alone, because it would change more than rounding or make formulas of many derivatives larger:
/// - Exp(Log(f)) = f, Square(Sqrt(f)) = f for any f
/// - Exp(f) Exp(g) = Exp(f + g) where f or g has one axis: Exp(f) is then computed once for each row or column
/// - s t + s u = s (t + u): the parts s t and s u are what derivatives of higher order share

#include <kernfold/operations/add.hpp>
#include <kernfold/operations/minus.hpp>
#include <kernfold/operations/mult.hpp>
#include <kernfold/operations/scalprod.hpp>
#include <kernfold/operations/square.hpp>
#include <kernfold/operations/sum.hpp>
