// SPDX-License-Identifier: MIT
//
// Programs and plans as text: each node once, in the order of computation.
#include <sstream>

#include "program/programs.hpp"

using namespace programs;

namespace {

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> r;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) r.push_back(line);
  return r;
}
// The number of lines that define the node ("v3 = ..." or "v3 += ...") after blanks and "load ".
int definitions(const std::string& text, int node) {
  int n = 0;
  for (std::string line : lines(text)) {
    line.erase(0, line.find_first_not_of(' '));
    if (line.rfind("load ", 0) == 0) line.erase(0, 5);
    const std::string name = std::string("v").append(std::to_string(node));
    n += line.rfind(name + " = ", 0) == 0 || line.rfind(name + " += ", 0) == 0 ? 1 : 0;
  }
  return n;
}
bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a program is one line for each node", "[print]") {
  using F = decltype(Grad(Exp(-p * SqDist(x, y)) * q, x, e));
  const std::string text = to_string(program<F>);
  REQUIRE(lines(text).size() == static_cast<std::size_t>(program<F>.size));
  for (int i = 0; i < program<F>.size; ++i)
    CHECK(lines(text)[static_cast<std::size_t>(i)].rfind(std::string("v").append(std::to_string(i)).append(" = "), 0) ==
          0);
}

TEST_CASE("the lines of a program", "[print]") {
  const std::vector<std::string> text = lines(to_string(draft<decltype(Pow<3>(Elem<1>(x) * 0.5_c) + p)>));
  const std::string all = to_string(draft<decltype(Pow<3>(Elem<1>(x) * 0.5_c) + p)>);
  CHECK(contains(all, " = Vi<0, 3>"));
  CHECK(contains(all, " = Pm<5, 1>"));
  CHECK(contains(all, " = 1/2"));
  CHECK(contains(all, " = Extract<1, 1>(v"));
  CHECK(contains(all, " = Pow<3>(v"));
  CHECK(contains(text.back(), " = Add(v"));
  CHECK(contains(text.back(), "dim 1  axes i"));
  CHECK(contains(text.front(), "dim 3  axes i"));
  const std::string both = to_string(draft<decltype(x + y)>);
  CHECK(contains(lines(both).back(), "dim 3  axes ij"));
  CHECK(contains(to_string(draft<Pm<0, 2>>), "dim 2  axes -"));
  CHECK(contains(to_string(draft<decltype(IndexI{} * x)>), " = IndexI "));
}

TEST_CASE("a plan mentions every node as often as it is computed", "[print]") {
  const auto check = [](auto f) {
    using F = decltype(f);
    const auto& a = program<F>;
    const auto& n = plan<F, Kept::i>;
    const std::string text = to_string(a, n);
    INFO(text);
    for (int i = 0; i < a.size; ++i) {
      const int want = a.node[i].is_constant() ? 0 : a.node[i].is_variable() ? 1 : n.node[i].evaluations;
      CAPTURE(i);
      CHECK(definitions(text, i) == want);
    }
  };
  check(Exp(-p * SqDist(x, y)) * t);
  check(Grad(Exp(-p * SqDist(x, y)) * q, x, e));
  check(MatVecMult(TensorProd(Exp(x), Exp(y)), x * y) + 2_c * Sum(x * y * q) * x);
}

TEST_CASE("a plan names its stages, its sweeps and what is kept", "[print]") {
  using F = decltype(Exp(x - y) * Sum(Exp(x - y)) * Exp(p));
  const std::string text = to_string(program<F>, plan<F, Kept::i>);
  INFO(text);
  CHECK(contains(text, "once per call (cost "));
  CHECK(contains(text, "once per row (cost 0)"));
  CHECK(contains(text, "once per column (cost 0)"));
  CHECK(contains(text, std::string("per pair (cost ")
                           .append(std::to_string(cost(program<F>, plan<F, Kept::i>).per(Stage::pair)))
                           .append(")")));
  CHECK(contains(text, "sweep over 3 components"));
  CHECK(contains(text, "  held\n"));
  CHECK(contains(text, "  stored\n"));
  CHECK_FALSE(contains(text, "times"));
  using Twice = decltype((x - y) * Exp(SqDist(x, y)));
  CHECK(contains(to_string(program<Twice>, plan<Twice, Kept::i>), "computed 2 times"));
}
