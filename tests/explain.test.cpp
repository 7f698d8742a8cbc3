// SPDX-License-Identifier: MIT
//
// explain(): counts that are made by hand here, sizes, memory, the bound on a toy machine, and the text.
#include <algorithm>
#include <cstdlib>
#include <new>
#include <sstream>
#include <string>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/explain.hpp>
#include <kernfold/kernfold.hpp>

using namespace kernfold;
using Catch::Matchers::WithinRel;

namespace {

constexpr Vi<0, 3> x{};
constexpr Vj<1, 3> y{};
constexpr Vj<2, 1> b{};
constexpr Pm<3, 1> p{};
constexpr Vi<4, 1> e{};
constexpr Vi<0, 64> u{};
constexpr Vj<1, 64> v{};
constexpr Vi<0, 1> s{};
constexpr Vj<1, 1> t{};

constexpr auto gaussian = Exp(-p * SqDist(x, y)) * b;

struct Counts {
  double add, multiply, fma, divide, sqrt, other;
  bool operator==(const Counts&) const = default;
  friend std::ostream& operator<<(std::ostream& o, const Counts& c) {
    return o << c.add << " add, " << c.multiply << " mul, " << c.fma << " fma, " << c.divide << " div, " << c.sqrt
             << " sqrt, " << c.other << " other";
  }
};
Counts counts(const Explanation& explanation, Stage stage = Stage::pair) {
  const Tally& n = explanation.tally[static_cast<int>(stage)];
  return {n.add, n.multiply, n.fma, n.divide, n.sqrt, n.other};
}
double calls(const Explanation& explanation, const char* name, Stage stage = Stage::pair) {
  return explanation.tally[static_cast<int>(stage)].calls(name);
}
bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Memory that the engine has asked for: it is the only one here that asks for aligned memory.
std::size_t allocated = 0;

}  // namespace

void* operator new(std::size_t size, std::align_val_t alignment) {
  allocated += size;
  const std::size_t line = static_cast<std::size_t>(alignment);
  if (void* memory = std::aligned_alloc(line, (size + line - 1) / line * line)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }

TEST_CASE("the operations of a Gaussian's pair", "[explain]") {
  // x - y: 3 add. |.|^2: 1 mul, 2 fma. Times -p log2 e, made once per call: 1 mul. One exp2. The sum takes in the
  // product with b: 1 fma. In flops: 3 + 1 + 2 * 2 + 1 + 2.
  const Explanation r = explain<Sum, Axis1>(gaussian);
  CHECK(counts(r) == Counts{3, 2, 3, 0, 0, 0});
  CHECK(calls(r, "exp2") == 1);
  CHECK(calls(r, "exp") == 0);
  CHECK(r.functions_per_pair == 1);
  CHECK(r.flops_per_pair == 11);
  CHECK(counts(r, Stage::parameter) == Counts{0, 1, 0, 0, 0, 1});  // -p: a sign
  CHECK(counts(r, Stage::row) == Counts{});
  CHECK(counts(r, Stage::column) == Counts{});
  // nothing of it depends on the axis or the type
  CHECK(counts(explain<Sum, Axis0>(gaussian)) == counts(r));
  CHECK(counts(explain<Sum, Axis01, double>(gaussian)) == counts(r));
}

TEST_CASE("the operations of a Gaussian's gradient", "[explain]") {
  // 3 add, 1 mul, 2 fma as above, 1 mul for the exponent, exp2; times b: 1 mul; times x - y, which is known: 3 fma. The
  // sums are multiplied by -2 p e.
  const auto op = reduction<Sum, Axis1>(gaussian);
  CHECK(counts(explain(grad(op, x))) == Counts{3, 3, 5, 0, 0, 0});
  CHECK(counts(explain(grad(op, x)), Stage::row) == Counts{0, 1, 0, 0, 0, 0});  // e * (-2 p)
  // In 64 dimensions the loops are loops, and the second makes x - y again: 2 * 64 add; 63 and 64 fma.
  constexpr auto wide = Exp(-p * SqDist(u, v)) * b;
  CHECK(counts(explain(grad(reduction<Sum, Axis1>(wide), u))) == Counts{128, 3, 127, 0, 0, 0});
}

TEST_CASE("a factor of a row or a call takes no operation of a pair", "[explain]") {
  // The sum is multiplied by it instead.
  constexpr Vi<4, 1> r{};
  CHECK(counts(explain<Sum, Axis1>(r * gaussian)) == counts(explain<Sum, Axis1>(gaussian)));
  // A maximum has no such sum.
  CHECK(counts(explain<Max, Axis1>(r * gaussian)).multiply == counts(explain<Max, Axis1>(gaussian)).multiply + 1);
}

TEST_CASE("the operations of contractions and products", "[explain]") {
  CHECK(counts(explain<Sum, Axis1>(u | v)) == Counts{1, 1, 63, 0, 0, 0});  // 64 products, the first no fma; the sum
  CHECK(explain<Sum, Axis1>(u | v).flops_per_pair == 128);
  CHECK(counts(explain<Sum, Axis1>(x + y)) == Counts{6, 0, 0, 0, 0, 0});       // 3, and 3 sums
  CHECK(counts(explain<Sum, Axis1>(Sum(x - y))) == Counts{6, 0, 0, 0, 0, 0});  // 3, 2, and the sum
  CHECK(counts(explain<Sum, Axis1>(Pow<3>(s - t))) == Counts{2, 2, 0, 0, 0, 0});
  CHECK(counts(explain<Sum, Axis1>(Norm2(x - y))) == Counts{4, 1, 2, 0, 1, 0});
  CHECK(counts(explain<Sum, Axis1>(Inv(s + t))) == Counts{2, 0, 0, 1, 0, 0});
  CHECK(counts(explain<Sum, Axis1>(Rsqrt(s + t))) == Counts{2, 0, 0, 0, 0, 0});
  CHECK(calls(explain<Sum, Axis1>(Rsqrt(s + t)), "rsqrt") == 1);
  CHECK(counts(explain<Sum, Axis1>(Abs(s - t))) == Counts{2, 0, 0, 0, 0, 1});
  // a 2 x 3 matrix for each j: 2 rows of 1 mul and 2 fma, and 2 sums
  CHECK(counts(explain<Sum, Axis1>(MatVecMult(Vj<1, 6>{}, x))) == Counts{2, 2, 4, 0, 0, 0});
  // a complex product: 2 mul, 1 fma and 1 with the sign changed, and 2 sums
  CHECK(counts(explain<Sum, Axis1>(ComplexMult(Vi<0, 2>{}, Vj<1, 2>{}))) == Counts{2, 2, 2, 0, 0, 0});
  // a difference and its square; two fma for each component, where packs take in both terms
  constexpr bool packs = math::native_lanes < float >> 1;
  constexpr auto q = Vi<2, 1>{} - Vj<3, 1>{};
  CHECK(counts(explain<Sum, Axis1>(q * x + Square(q) * y)) ==
        (packs ? Counts{1, 1, 6, 0, 0, 0} : Counts{4, 4, 3, 0, 0, 0}));
  const Explanation r = explain<Sum, Axis1>(Sin(x + y) * Cos(x + y));  // 3 additions; 3 fma
  CHECK(counts(r) == Counts{3, 0, 3, 0, 0, 0});
  CHECK(calls(r, "sin") == 3);
  CHECK(calls(r, "cos") == 3);
  CHECK(r.functions_per_pair == 6);
}

TEST_CASE("the operations of an opaque operation", "[explain]") {
  // Series of 3 and 2 numbers: 6 squares of differences, 6 sums with the cost before, 5 for all but the first; 2 soft
  // minima with 2 exp and 1 log1p each, 2 sub, 2 div, 1 add, 1 mul and 1 sub, and 4 minima and maxima; the sum.
  const Explanation r = explain<Sum, Axis1>(SoftDTW_SqDist(x, Vj<1, 2>{}, Pm<2, 1>{}));
  CHECK(counts(r) == Counts{6 + 5 + 2 * 4 + 1, 6 + 2, 0, 2 * 2, 0, 2 * 4});
  CHECK(calls(r, "exp") == 4);
  CHECK(calls(r, "log1p") == 2);
}

TEST_CASE("what depends on one axis belongs to rows or to columns", "[explain]") {
  constexpr auto f = Exp(x) * y;
  CHECK(calls(explain<Sum, Axis1>(f), "exp", Stage::row) == 3);
  CHECK(calls(explain<Sum, Axis1>(f), "exp", Stage::pair) == 0);
  CHECK(calls(explain<Sum, Axis0>(f), "exp", Stage::column) == 3);
  CHECK(counts(explain<Sum, Axis0>(f)) == Counts{0, 0, 3, 0, 0, 0});
  CHECK(counts(explain<Sum, Axis1>(x)) == Counts{3, 0, 0, 0, 0, 0});
}

namespace {

struct CubeOp : Elementwise<1> {
  static constexpr const char* name = "Cube";
  template <class T>
  static T value(T a) {
    return a * a * a + T(1);
  }
};
struct SinhOp : Elementwise<1> {
  static constexpr const char* name = "MySinh";
  template <class T>
  static T value(T a) {
    using std::sinh;
    return 0.5 * sinh(2 * a);
  }
};
// Takes packs of one width only, and no numbers that count.
struct NarrowOp : Elementwise<1> {
  static constexpr const char* name = "Narrow";
  static float value(float a) { return a; }
  template <class T, int W>
  static math::Pack<T, W> value(math::Pack<T, W> a) {
    return a;
  }
};

}  // namespace

TEST_CASE("a user's own operation is counted by what it does", "[explain]") {
  CHECK(counts(explain<Sum, Axis1>(apply<CubeOp>(s - t))) == Counts{3, 2, 0, 0, 0, 0});
  const Explanation r = explain<Sum, Axis1>(apply<SinhOp>(x - y));
  CHECK(counts(r) == Counts{6, 6, 0, 0, 0, 0});
  CHECK(calls(r, "sinh") == 3);
  CHECK(calls(explain<Sum, Axis1>(apply<NarrowOp>(x - y)), "Narrow") == 3);
}

TEST_CASE("a sum that separates has two steps", "[explain]") {
  constexpr auto f = Square(p - b) * Exp(x + y);
  const auto op = reduction<Sum, Axis1>(f);
  if (!cpu::separates<CodeOf<decltype(f), Kept::i>, Sum<>>) return;  // where the compiler takes all numbers for finite
  const Explanation r = explain(op, size_i(100), size_j(2000));
  REQUIRE(r.parts.size() == 2);
  // A column: p - b, its square, then 3 exponents in range (a magnitude, a comparison, a choice) and 3 products.
  CHECK(counts(r.parts[0], Stage::column) == Counts{1, 4, 0, 0, 0, 9});
  CHECK(calls(r.parts[0], "exp", Stage::column) == 3);
  CHECK(contains(r.parts[0].program, "once per column"));
  CHECK_FALSE(contains(r.parts[0].program, "once per row"));
  CHECK(r.parts[0].total->pairs == 2000);
  // A row: 3 exponents and 3 products with the sums.
  CHECK(counts(r.parts[1], Stage::row) == Counts{0, 3, 0, 0, 0, 9});
  CHECK(r.parts[1].total->pairs == 100);
  CHECK(explain<Sum, Axis0>(f, size_i(100), size_j(2000)).parts[0].total->pairs == 100);
  CHECK(counts(r) == Counts{3, 0, 3, 0, 0, 0});  // of all pairs: 3 additions, 3 fma
  CHECK(r.total->pairs == 200000);
  CHECK(r.columns_per_tile == 1);  // pairs that are seldom computed have a tile that compiles fast
  CHECK(explain(op, all_pairs).parts.empty());
  CHECK(explain<Sum, Axis1>(gaussian).parts.empty());
  CHECK(explain<Sum, Axis01>(f).parts.size() == 2);
  CHECK(contains(to_string(r), "The sum separates"));
  CHECK_FALSE(contains(to_string(explain(op, all_pairs)), "separates"));
}

TEST_CASE("columns alone are taken as rows are", "[explain]") {
  constexpr auto f = Square(Vj<0, 3>{} - Pm<1, 3>{});
  const Explanation r = explain<Max, Axis1>(f, size_j(2000));
  CHECK(r.takes_columns_as_rows);
  CHECK(r.reduction == "Max over j");
  CHECK(r.result == "(M, 3)");
  CHECK(counts(r, Stage::column) == Counts{3, 3, 0, 0, 0, 0});
  CHECK(counts(r, Stage::row) == Counts{});
  CHECK(r.total->pairs == 2000);
  CHECK(contains(to_string(r), "once per column"));
  CHECK_FALSE(contains(to_string(r), "once per row"));
  CHECK_FALSE(explain<Max, Axis1>(f, size_j(2000), all_pairs).takes_columns_as_rows);
  CHECK_FALSE(explain<Max, Axis1>(gaussian).takes_columns_as_rows);
}

TEST_CASE("few rows are copied to all lanes", "[explain]") {
  const Explanation few = explain<Sum, Axis1>(gaussian, size_i(1), size_j(100000), threads(1));
  const Explanation many = explain<Sum, Axis1>(gaussian, size_i(1000), size_j(100000), threads(1));
  CHECK_FALSE(many.spreads_rows);
  CHECK_FALSE(explain<Sum, Axis1>(gaussian, size_i(1), size_j(3)).spreads_rows);
  if (many.lanes < 4) return;
  CHECK(few.spreads_rows);
  CHECK(few.rows_per_tile == few.packs_per_tile);
  CHECK(few.columns_per_tile == few.lanes);
  CHECK(few.total->cycles < 0.6 * many.rows_per_tile * 100000 * many.cycles_per_pair);
  CHECK(contains(to_string(few), "few rows, copied to all lanes"));
  CHECK(explain<Sum, Axis0>(gaussian, size_i(100000), size_j(1)).spreads_rows);
  CHECK(explain<Sum, Axis01>(gaussian, size_i(1), size_j(100000)).spreads_rows);
}

TEST_CASE("bytes of a pair", "[explain]") {
  // x is read for each pack of rows, once for all columns of a tile; y and b for each column, once for all rows.
  const Explanation f = explain<Sum, Axis1>(gaussian), d = explain<Sum, Axis1, double>(gaussian);
  CHECK_THAT(f.bytes_per_pair, WithinRel(4 * (3.0 / f.columns_per_tile + 4.0 / f.rows_per_tile), 1e-12));
  CHECK_THAT(d.bytes_per_pair, WithinRel(8 * (3.0 / d.columns_per_tile + 4.0 / d.rows_per_tile), 1e-12));
  CHECK_THAT(f.flops_per_byte, WithinRel(11 / f.bytes_per_pair, 1e-12));
  const Explanation swapped = explain<Sum, Axis0>(gaussian);  // now y and b are of the rows
  CHECK_THAT(swapped.bytes_per_pair,
             WithinRel(4 * (4.0 / swapped.columns_per_tile + 3.0 / swapped.rows_per_tile), 1e-12));
  CHECK(f.rows_per_tile == f.packs_per_tile * f.lanes);
  CHECK(f.scalar == "float");
  CHECK(d.scalar == "double");
  // two loops over 64 components, each of which reads x and y, and b and e between them
  constexpr auto wide = Exp(-p * SqDist(u, v)) * b;
  const Explanation g = explain(grad(reduction<Sum, Axis1>(wide), u));
  CHECK_THAT(g.bytes_per_pair, WithinRel(4 * (129.0 / g.columns_per_tile + 129.0 / g.rows_per_tile), 1e-12));
}

TEST_CASE("sizes that are not known leave the totals out", "[explain]") {
  const auto op = reduction<Sum, Axis1>(gaussian);
  CHECK_FALSE(explain(op).total);
  CHECK_FALSE(explain(op, size_i(5)).total);
  CHECK_FALSE(explain(op, size_j(5)).total);
  CHECK(explain(op, size_i(5)).size_i == 5);
  CHECK(explain(op, size_i(5)).size_j == -1);
  CHECK(explain(op, size_i(5), size_j(7)).total->pairs == 35);
  // a kept axis that nothing depends on has one index, as in a call; a summed one must be told
  CHECK(explain<Sum, Axis1>(t, size_j(7)).total->pairs == 7);
  CHECK(explain<Sum, Axis0>(s, size_i(7)).total->pairs == 7);
  CHECK_FALSE(explain<Sum, Axis1>(s, size_i(7)).total);
  CHECK_FALSE(explain<Sum, Axis01>(t, size_j(7)).total);
}

TEST_CASE("data tell sizes and type, as in a call", "[explain]") {
  const std::vector<double> X(3 * 5), Y(3 * 7), B(7);
  const auto op = reduction<Sum, Axis1>(gaussian);
  const Explanation r = explain(op, X, Y, B, 0.5, threads(1));
  CHECK(r.scalar == "double");
  CHECK(r.size_i == 5);
  CHECK(r.size_j == 7);
  CHECK(r.total->pairs == 35);
  CHECK(explain(op, p = 0.5, b = B, y = Y, x = X).total->pairs == 35);
  CHECK_THROWS_AS(explain(op, X, Y, std::vector<double>(6), 0.5), shape_error);
  CHECK_THROWS_AS(ghz(0), std::invalid_argument);
}

TEST_CASE("empty and huge calls", "[explain]") {
  const auto op = reduction<Sum, Axis1>(gaussian);
  for (const auto& [M, N] : {std::pair<std::ptrdiff_t, std::ptrdiff_t>{0, 0}, {0, 9}, {9, 0}}) {
    const Explanation r = explain(op, size_i(M), size_j(N), ghz(1));
    CHECK(r.total->pairs == 0);
    CHECK(r.total->flops == 0);
    CHECK(*r.total->seconds < 1e-6);
    CHECK_FALSE(to_string(r).empty());
  }
  constexpr std::ptrdiff_t huge = 10'000'000'000;
  const Explanation r = explain(op, size_i(huge), size_j(huge), threads(4), ghz(1));
  CHECK(r.total->pairs == 1e20);
  CHECK_THAT(r.total->flops, WithinRel(1.1e21, 1e-12));
  CHECK(r.total->threads == 4);
  CHECK(static_cast<double>(r.total->tiles) * r.rows_per_tile >= 1e10);
  CHECK(static_cast<double>(r.total->tiles) * r.rows_per_tile < 1e10 + r.rows_per_tile);
  CHECK(r.total->argument_bytes == 4 * (3e10 + 3e10 + 1e10 + 1));
  CHECK(r.total->result_bytes == 4e10);
  CHECK(r.total->cycles >= 1e20 * r.cycles_per_pair);
  CHECK_THAT(*r.total->seconds, WithinRel(r.total->cycles / 4e9, 1e-12));
  CHECK(r.total->bytes_per_thread < 1e8);
}

TEST_CASE("arguments and results in bytes", "[explain]") {
  const auto total = [](auto op) { return *explain<double>(op, size_i(10), size_j(20), threads(1)).total; };
  CHECK(total(reduction<Sum, Axis1>(x * y)).argument_bytes == 8 * (30 + 60));
  CHECK(total(reduction<Sum, Axis1>(x * y)).result_bytes == 8 * 30);
  CHECK(total(reduction<Sum, Axis0>(x * y)).result_bytes == 8 * 60);
  CHECK(total(reduction<Sum, Axis01>(x * y)).result_bytes == 8 * 3);
  // indices have 64 bits, and a score and its weight make one result
  CHECK(total(reduction<ArgKMin<4>, Axis1>(x * y)).result_bytes == 8 * 10 * 4 * 3);
  CHECK(total(reduction<MinArgMin, Axis0>(x * y)).result_bytes == (8 + 8) * 60);
  CHECK(explain<float>(reduction<ArgMin, Axis1>(x * y), size_i(10), size_j(20)).total->result_bytes == 8 * 30);
  CHECK(total(reduction<SumSoftMaxWeight, Axis1>(x | y, y)).result_bytes == 8 * 30);
  CHECK(total(reduction<MeanVariance, Axis1>(x * y)).result_bytes == 8 * (30 + 30));
  // a variable that the program needs not is an argument all the same
  CHECK(total(reduction<Sum, Axis1>(Grad(x | y, x, e))).argument_bytes == 8 * (30 + 60 + 10));
}

TEST_CASE("the memory that is told is the memory that is taken", "[explain]") {
  constexpr auto f = Abs(x - y);
  const auto op = reduction<Sum, Axis1>(f);
  // the rest is memory of parameters: there are none
  const auto rest = [](const Explanation::Total& told) {
    return static_cast<double>(allocated) - told.threads * told.bytes_per_thread - told.state_bytes;
  };
  const std::vector<float> X(3 * 130);
  for (const std::size_t N : {std::size_t(100), std::size_t(20000)}) {
    const std::vector<float> Y(3 * N);
    std::vector<float> out(3 * 130);
    allocated = 0;
    op(X, Y, threads(2), into(out));
    CHECK(rest(*explain(op, X, Y, threads(2)).total) == 0);
  }
  const std::vector<float> few(3 * 2), long_ones(3 * 20000);
  for (const int n : {1, 2}) {
    std::vector<float> out(3 * 2);
    allocated = 0;
    op(few, long_ones, threads(n), into(out));
    CHECK(rest(*explain(op, few, long_ones, threads(n)).total) == 0);
  }
  const std::vector<float> Y(3 * 100);
  const auto both = reduction<Sum, Axis01>(f);
  allocated = 0;
  both(X, Y, threads(1));
  CHECK(rest(*explain(both, X, Y, threads(1)).total) == 0);
}

TEST_CASE("the busiest unit bounds the rate", "[explain]") {
  // 1 multiply, 2 adds, 2 of any, 1 load, 1 store a cycle; 30 or 40 cycles a division, 50 or 60 a root.
  constexpr Core toy("toy", 1, 2, 2, 1, 1, 30, 40, 50, 60, 1, 1e9);
  const double lanes = math::native_lanes<float>, double_lanes = math::native_lanes<double>;
  const auto roof = [](const Explanation& r, const std::string& unit) {
    for (const Roof& x_unit : r.roofs)
      if (x_unit.unit == unit) return x_unit.cycles;
    return -1.0;
  };
  const Explanation sums = explain<Sum, Axis1>(x + y, toy);  // 6 additions for a pack of pairs
  CHECK_THAT(roof(sums, "add units"), WithinRel(3 / lanes, 1e-12));
  CHECK_THAT(roof(sums, "all arithmetic units"), WithinRel(3 / lanes, 1e-12));
  CHECK(roof(sums, "multiply-add units") == 0);
  CHECK_THAT(roof(sums, "loads") * lanes, WithinRel(3.0 / sums.columns_per_tile + 3.0 / sums.packs_per_tile, 1e-12));
  CHECK(sums.core == "toy");
  const Explanation root = explain<Sum, Axis1>(Sqrt(s + t), toy),
                    inverse = explain<Sum, Axis1, double>(Inv(s + t), toy);
  CHECK_THAT(root.cycles_per_pair, WithinRel(50 / lanes, 1e-12));
  CHECK(root.limited_by == "division and square root");
  CHECK_THAT(inverse.cycles_per_pair, WithinRel(40 / double_lanes, 1e-12));
  for (const Roof& r : root.roofs) CHECK(r.cycles <= root.cycles_per_pair);
  // in all: whole tiles of rows, or of columns with few rows
  const Explanation total =
      explain<Sum, Axis1>(Sqrt(s + t), toy, size_i(root.rows_per_tile + 1), size_j(1000), threads(1), ghz(2));
  CHECK_THAT(total.total->cycles, WithinRel(1000 * root.packs_per_tile * 50 * 2, 1e-12));
  const Explanation few = explain<Sum, Axis1>(Sqrt(s + t), toy, size_i(1), size_j(1000), threads(1));
  CHECK_THAT(few.total->cycles, WithinRel(1000 * few.packs_per_tile * 50 / (few.spreads_rows ? lanes : 1), 1e-12));
  CHECK_THAT(*total.total->seconds, WithinRel(total.total->cycles / 2e9, 1e-12));
  CHECK_FALSE(explain<Sum, Axis1>(Sqrt(s + t), size_i(1), size_j(1000)).total->seconds);
  // a core that reads one byte a cycle
  constexpr Core starved("starved", 1, 2, 2, 1, 1, 30, 40, 50, 60, 1, 1e-3);
  const Explanation slow = explain<Sum, Axis1>(Sqrt(s + t), starved, size_i(1), size_j(1000), threads(1));
  CHECK(slow.total->limited_by == "memory");
  CHECK_THAT(slow.total->cycles, WithinRel(1e3 * 4 * (1 + 1000 + 1), 1e-12));
}

TEST_CASE("an explanation is read by people", "[explain]") {
  const auto op = reduction<Sum, Axis1>(gaussian);
  const std::string text = to_string(explain(op, size_i(1000), size_j(2000), ghz(3), threads(1)));
  INFO(text);
  CHECK(contains(text, to_string(gaussian) + "\n"));
  CHECK(contains(text, "Sum over j, float: x0 (M, 3), y1 (N, 3), y2 (N, 1), p3 (1) -> (M, 1)\n"));
  CHECK(contains(text, "M = 1000, N = 2000: 2e+06 pairs, 2.2e+07 flops\n"));
  CHECK(contains(text, "3 add, 2 mul, 3 fma, 1 exp2\n"));
  CHECK(contains(text, "flops per pair      11 "));
  CHECK(contains(text, "arguments 44 kB, result 4 kB, "));
  CHECK(contains(text, "<- limits"));
  CHECK(contains(text, " s at 3 GHz on 1 core: "));
  std::istringstream lines(text);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) CHECK(line.size() <= 120);
  CHECK(count <= 40);
  std::ostringstream stream;
  stream << explain(op, size_i(1000), size_j(2000), ghz(3), threads(1));
  CHECK(stream.str() == text);
  const std::string unknown = to_string(explain(op));
  CHECK(contains(unknown, "M = ?, N = ?\n"));
  CHECK_FALSE(contains(unknown, "tasks"));
  CHECK_FALSE(contains(unknown, "in all"));
  CHECK(contains(to_string(explain(op, ghz(3))), " pairs/s of one core at 3 GHz"));
  CHECK(contains(to_string(explain<Sum, Axis01>(gaussian)), "Sum over i and j, float: "));
  CHECK(contains(to_string(explain<Sum, Axis01>(gaussian)), " -> (1, 1)\n"));
  CHECK(contains(to_string(explain<Sum, Axis0>(gaussian)), " -> (N, 1)\n"));
  CHECK(contains(to_string(explain<ArgKMin<4>, Axis1>(gaussian)), " -> integers (M, 4)\n"));
  CHECK(contains(to_string(explain<MinArgMin, Axis0>(gaussian)), " -> (N, 1) and integers (N, 1)\n"));
}

TEST_CASE("what a reduction makes of its formulas is explained", "[explain]") {
  constexpr Vi<0, 3> q{};
  constexpr Vj<1, 3> k{};
  constexpr Vj<2, 2> weight{};
  const Explanation soft = explain(reduction<SumSoftMaxWeight, Axis1>(q | k, weight), size_i(100), size_j(200));
  CHECK(calls(soft, "exp") == 1);  // for all components of v
  CHECK(to_string(soft).find("SumSoftMaxWeight") != std::string::npos);
  CHECK(calls(explain<LogSumExp, Axis1>(q + k), "exp") == 3);
  CHECK(calls(explain<KMin<5>, Axis1>(SqDist(q, k)), "exp") == 0);
}
