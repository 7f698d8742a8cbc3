// SPDX-License-Identifier: MIT
//
// Plans as people read them: whole texts of short formulas, without the numbers of their nodes.
#include <cctype>

#include "program/programs.hpp"

#include <kernfold/program/print_stages.hpp>

using namespace programs;

namespace {

template <Kept K = Kept::i, class F>
std::string text_of(F) {
  std::string r;
  for (const char c : stages_to_string(program<F>, plan<F, K>)) {
    const bool number = std::isdigit(static_cast<unsigned char>(c)) != 0 && !r.empty() && r.back() == 'v';
    if (!number) r += c;
  }
  return r;
}

}  // namespace

TEST_CASE("the stages of a Gaussian", "[print]") {
  CHECK(text_of(Exp(-p * SqDist(x, y)) * t) ==
        "once per call\n"
        "  v = -p5 * Log2E\n"
        "per pair\n"
        "  for k < 3\n"
        "    v[k] = x0[k] - y1[k]\n"
        "    v += v[k] * v[k]\n"
        "  result += y4 * Exp2(v * v)\n");
}

TEST_CASE("stages of rows and columns change places with the kept axis", "[print]") {
  CHECK(text_of(Square(s) * Exp(s + t)) ==
        "once per row\n"
        "  v = Square(x3)\n"
        "per pair\n"
        "  result += v * Exp(x3 + y4)\n");
  CHECK(text_of<Kept::j>(Square(s) * Exp(s + t)) ==
        "once per column\n"
        "  v = Square(x3)\n"
        "per pair\n"
        "  result += v * Exp(x3 + y4)\n");
}

TEST_CASE("a value of one axis is added as it is", "[print]") {
  CHECK(text_of(s) == "per pair\n  result += x3\n");
  CHECK(text_of(x) == "per pair\n  for k < 3\n    result[k] += x0[k]\n");
  CHECK(text_of(Exp(y)) ==
        "once per column\n  for k < 3\n    v[k] = Exp(y1[k])\nper pair\n  for k < 3\n    result[k] += v[k]\n");
}

TEST_CASE("parentheses stand where they are needed", "[print]") {
  CHECK(text_of((s - t) * (s + t)) == "per pair\n  result += (x3 - y4) * (x3 + y4)\n");
  CHECK(text_of(Exp(s - t) - (Exp(t) - s * t)) ==
        "once per column\n"
        "  v = Exp(y4)\n"
        "per pair\n"
        "  result += Exp(x3 - y4) - (v - x3 * y4)\n");
  CHECK(text_of(Sin(-(s * t))) == "per pair\n  result += Sin(-(x3 * y4))\n");
  CHECK(text_of(Cos(s * t / 3_c)) == "once per row\n  v = x3 * (1/3)\nper pair\n  result += Cos(y4 * v)\n");
}

TEST_CASE("what is read twice has a name, and what is kept says so", "[print]") {
  CHECK(text_of(Exp(x - y) * Sum(Exp(x - y))) ==
        "per pair\n"
        "  for k < 3\n"
        "    v[k] = Exp(x0[k] - y1[k])   (held)\n"
        "    v += v[k]\n"
        "  for k < 3\n"
        "    result[k] += v[k] * v\n");
  CHECK(text_of(MatVecMult(TensorProd(x, y), x + y)) ==
        "per pair\n"
        "  for k < 9\n"
        "    v[k] = TensorProd(x0, y1)[k]   (held)\n"
        "  for k < 3\n"
        "    v[k] = x0[k] + y1[k]   (held)\n"
        "  for k < 3\n"
        "    result[k] += MatVecMult(v, v)[k]\n");
}

TEST_CASE("operations with integers", "[print]") {
  CHECK(text_of(Pow<3>(s - t)) == "per pair\n  result += Pow<3>(x3 - y4)\n");
  CHECK(text_of(Extract<1, 2>(Exp(x - y))) ==
        "per pair\n"
        "  for k < 3\n"
        "    v[k] = Exp(x0[k] - y1[k])   (held)\n"
        "  for k < 2\n"
        "    result[k] += Extract<1, 2>(v)[k]\n");
}

TEST_CASE("an opaque operation names its vectors", "[print]") {
  constexpr Pm<2, 4> knots{};
  CHECK(text_of(BSpline<2>(knots, s - t) * s) == "per pair\n  result += x3 * BSpline<2>(p2, x3 - y4)\n");
  CHECK(text_of(BSpline<1>(knots, s - t) | Vi<0, 2>{}) ==
        "per pair\n"
        "  v = BSpline<1>(p2, x3 - y4)   (held)\n"
        "  for k < 2\n"
        "    v += x0[k] * v[k]\n"
        "  result += v\n");
  CHECK(text_of(BSpline<1>(knots, s - t)) ==
        "per pair\n"
        "  v = BSpline<1>(p2, x3 - y4)\n"
        "  for k < 2\n"
        "    result[k] += v[k]\n");
}
