// SPDX-License-Identifier: MIT
//
// Formulas as text. Each text, pasted as C++ with `{}` after the variables, is the formula again.
#include "program/programs.hpp"

using namespace programs;

namespace {
constexpr Vi<0, 2> a{};
constexpr Vj<1, 2> b{};
constexpr Pm<2, 2> c{};
const std::string A = "Vi<0, 2>", B = "Vj<1, 2>", C = "Pm<2, 2>";
}  // namespace

TEST_CASE("leaves as text", "[print]") {
  CHECK(to_string(a) == "Vi<0, 2>");
  CHECK(to_string(b) == "Vj<1, 2>");
  CHECK(to_string(c) == "Pm<2, 2>");
  CHECK(to_string(2_c) == "2_c");
  CHECK(to_string(0_c) == "0_c");
  CHECK(to_string(0.5_c) == "RatCst<1, 2>");
  CHECK(to_string(IntCst<-3>{}) == "IntCst<-3>");
  CHECK(to_string(RatCst<-1, 3>{}) == "RatCst<-1, 3>");
  CHECK(to_string(IntCst<INT64_MIN>{}) == "IntCst<-9223372036854775808>");
  CHECK(to_string(Zero<4>{}) == "Zero<4>");
}

TEST_CASE("sums and differences as text", "[print]") {
  CHECK(to_string(a + b + c) == A + " + " + B + " + " + C);
  CHECK(to_string(a + (b + c)) == A + " + (" + B + " + " + C + ")");
  CHECK(to_string(a - b - c) == A + " - " + B + " - " + C);
  CHECK(to_string(a - (b - c)) == A + " - (" + B + " - " + C + ")");
  CHECK(to_string(a - (b + c)) == A + " - (" + B + " + " + C + ")");
  CHECK(to_string((a - b) + c) == A + " - " + B + " + " + C);
}

TEST_CASE("products and quotients as text", "[print]") {
  CHECK(to_string(a * b + c) == A + " * " + B + " + " + C);
  CHECK(to_string(a * (b + c)) == A + " * (" + B + " + " + C + ")");
  CHECK(to_string((a + b) * c) == "(" + A + " + " + B + ") * " + C);
  CHECK(to_string(a / b / c) == A + " / " + B + " / " + C);
  CHECK(to_string(a / (b * c)) == A + " / (" + B + " * " + C + ")");
  CHECK(to_string(a / (b / c)) == A + " / (" + B + " / " + C + ")");
  CHECK(to_string(a * (b / c)) == A + " * (" + B + " / " + C + ")");
  CHECK(to_string(a * b / c) == A + " * " + B + " / " + C);
  CHECK(to_string(a - b * c) == A + " - " + B + " * " + C);
}

TEST_CASE("signs as text", "[print]") {
  CHECK(to_string(-a) == "-" + A);
  CHECK(to_string(-(a + b)) == "-(" + A + " + " + B + ")");
  CHECK(to_string(-(a + b) * c) == "-(" + A + " + " + B + ") * " + C);
  CHECK(to_string(-(a * b)) == "-(" + A + " * " + B + ")");
  CHECK(to_string(-a * b) == "-" + A + " * " + B);
  CHECK(to_string(a * -b) == A + " * -" + B);
  CHECK(to_string(a - -b) == A + " - -" + B);
  CHECK(to_string(-(-a)) == "-(-" + A + ")");  // --a would be another operator
  CHECK(to_string(-(-(-a))) == "-(-(-" + A + "))");
  CHECK(to_string(-Exp(-a)) == "-Exp(-" + A + ")");
  CHECK(to_string(-(2_c - a)) == "-(2_c - " + A + ")");
}

TEST_CASE("functions as text", "[print]") {
  CHECK(to_string(Exp(Exp(a))) == "Exp(Exp(" + A + "))");
  CHECK(to_string(Square(a - b)) == "Square(" + A + " - " + B + ")");
  CHECK(to_string(a | b) == "Scalprod(" + A + ", " + B + ")");
  CHECK(to_string((a + b) | c) == "Scalprod(" + A + " + " + B + ", " + C + ")");
  CHECK(to_string(Pow<3>(a)) == "Pow<3>(" + A + ")");
  CHECK(to_string(Pow<-2>(a)) == "Pow<-2>(" + A + ")");
  CHECK(to_string(Pow<0>(a)) == "Pow<0>(" + A + ")");
  CHECK(to_string(Extract<0, 1>(a)) == "Extract<0, 1>(" + A + ")");
  CHECK(to_string(Extract<1, 1>(a + b)) == "Extract<1, 1>(" + A + " + " + B + ")");
  CHECK(to_string(ExtractT<1, 4>(a)) == "ExtractT<1, 4>(" + A + ")");
  CHECK(to_string(Broadcast<3>(Sum(a))) == "Broadcast<3>(Sum(" + A + "))");
  CHECK(to_string(Clamp(a, b, 2_c)) == "Clamp(" + A + ", " + B + ", 2_c)");
  CHECK(to_string(a < b) == "LessThan(" + A + ", " + B + ")");
  CHECK(to_string(IfElse(IndexI{} - IndexJ{}, a, Max(a, b))) ==
        "IfElse(IndexI{} - IndexJ{}, " + A + ", Max(" + A + ", " + B + "))");
  CHECK(to_string(SqDist(a, b)) == "SqDist(" + A + ", " + B + ")");
  CHECK(to_string(Norm2(a - b)) == "Norm2(" + A + " - " + B + ")");
  CHECK(to_string(SqNorm2(a)) == "SqNorm2(" + A + ")");
  CHECK(to_string(Exp(a) * Exp(b)) == "Exp(" + A + ") * Exp(" + B + ")");
}

TEST_CASE("gradients as text", "[print]") {
  CHECK(to_string(Grad(a | b, a, 2_c)) == "Grad(Scalprod(" + A + ", " + B + "), " + A + ", 2_c)");
  CHECK(to_string(Grad(Grad(a * b, a, c), b, -c)) ==
        "Grad(Grad(" + A + " * " + B + ", " + A + ", " + C + "), " + B + ", -" + C + ")");
  CHECK(to_string(2_c * Grad(a * b, a, c)) == "2_c * Grad(" + A + " * " + B + ", " + A + ", " + C + ")");
  CHECK(to_string(Diff(a | b, a, b) - 2_c) == "Diff(Scalprod(" + A + ", " + B + "), " + A + ", " + B + ") - 2_c");
  CHECK(to_string(Grad(Diff(a * b, b, c), a, -c)) ==
        "Grad(Diff(" + A + " * " + B + ", " + B + ", " + C + "), " + A + ", -" + C + ")");
}

TEST_CASE("texts, read as C++, are the formula", "[print]") {
  // The texts above that are least obvious, pasted.
  STATIC_REQUIRE(std::is_same_v<decltype(-(-a)), decltype(-(-Vi<0, 2>{}))>);
  STATIC_REQUIRE(std::is_same_v<decltype(-(a + b) * c), decltype(-(Vi<0, 2>{} + Vj<1, 2>{}) * Pm<2, 2>{})>);
  STATIC_REQUIRE(std::is_same_v<decltype(a - -b), decltype(Vi<0, 2>{} - -Vj<1, 2>{})>);
  STATIC_REQUIRE(std::is_same_v<decltype(a / (b * c)), decltype(Vi<0, 2>{} / (Vj<1, 2>{} * Pm<2, 2>{}))>);
}
