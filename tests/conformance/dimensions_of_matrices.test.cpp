// SPDX-License-Identifier: MIT
//
// Matrices, tensor products, complex vectors and parts of vectors in R^D for several D.
#include "support/conformance.hpp"

using namespace kernfold;
using conformance::check;
using conformance::check_gradient;

namespace {

template <int D, class T>
void check_matrices() {
  constexpr Vi<0, 2 * D> A{};  // D x 2
  constexpr Vj<1, 2> y{};
  constexpr Vj<2, D> b{};
  constexpr auto f = MatVecMult(A, y) * b + VecMatMult(b, TensorProd(b, Sin(MatVecMult(A, y))));
  check<Axis1, T>(f, 5, 19);
  check_gradient<Axis1, T>(f, y, 5, 9);
  check_gradient<Axis1, T>(f, A, 9, 5);
}

template <int D, class T>
void check_complex() {
  constexpr Vi<0, 2 * D> x{};
  constexpr Vj<1, 2 * D> y{};
  constexpr Pm<2, 2> c{};
  constexpr auto f = ComplexMult(ComplexSum(ComplexMult(x, y)), ComplexMult(c, Conj(x)));
  check<Axis1, T>(f, 5, 19);
  check_gradient<Axis1, T>(f, x, 5, 9);
}

template <int D, class T>
void check_parts() {
  constexpr Vi<0, D> x{};
  constexpr Vj<1, D> y{};
  constexpr auto f = Extract<D / 2, D>(Concat(x, Square(y))) * Elem<D - 1>(y) + ElemT<D, D / 3>(x | y);
  check<Axis1, T>(f, 5, 19);
  check_gradient<Axis1, T>(f, y, 5, 19);
}

}  // namespace

TEST_CASE("matrices of several sizes", "[dimensions]") {
  check_matrices<2, float>();
  check_matrices<5, double>();
  check_matrices<17, float>();
}

TEST_CASE("complex vectors of several sizes", "[dimensions]") {
  check_complex<1, float>();
  check_complex<2, double>();
  check_complex<17, float>();
  check_complex<32, float>();
}

TEST_CASE("parts of vectors of several sizes", "[dimensions]") {
  check_parts<1, float>();
  check_parts<2, float>();
  check_parts<5, double>();
  check_parts<40, float>();
}
