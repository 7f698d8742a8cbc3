// SPDX-License-Identifier: MIT
//
// The plan of evaluation: each component of each node once per tile (a cheap step twice at most), everything computed
// before it is read, vectors held exactly where somebody reads them later or reads other components, and linear size.
#include "program/programs.hpp"

using namespace programs;

namespace {

// An operation on loaded values that is not cheap.
struct DearOp : Elementwise<2> {
  static constexpr const char* name = "Dear";
  static constexpr int cost = 20;
  template <class T>
  static constexpr T value(T a, T b) {
    return a / b;
  }
};

// One that reads its operand, and makes its value, as a whole: four components, in circles.
struct WholeOp : Opaque<1> {
  static constexpr const char* name = "Whole";
  static constexpr int dim(const Shape&) { return 4; }
  template <class T, int Dim>
  static constexpr void value(T (&r)[4], const T (&f)[Dim]) {
    for (int k = 0; k < 4; ++k) r[k] = f[k % Dim];
  }
};

constexpr Vi<0, 4> u{};
constexpr Vj<1, 4> v{};

template <int Depth, class F>
constexpr auto complex_chain(F f) {
  if constexpr (Depth == 0)
    return f;
  else
    return complex_chain<Depth - 1>(ComplexMult(f, f) + f);
}
template <int Depth, class F>
constexpr auto tower(F f) {
  if constexpr (Depth == 0)
    return f;
  else
    return tower<Depth - 1>(Exp(f) * f);
}
constexpr Pm<2, 20> A{};
constexpr Pm<3, 5> bias{};
constexpr Pm<4, 15> B{};
constexpr auto perceptron = MatVecMult(B, Abs(MatVecMult(A, u - v) + bias));

// Walks through the steps as an engine does, and returns what is wrong with them.
template <int N, int P>
std::string faults(const Program<N, P>& a, const Plan<N>& plan) {
  std::string wrong;
  const auto fault = [&](const char* what, int i) { wrong += std::string(what) + " v" + std::to_string(i) + "\n"; };
  int times[N] = {};
  bool done[N] = {};
  for (int g = 0; g < stages; ++g) {
    for (int n = plan.first_step[g]; n < plan.first_step[g + 1]; ++n) {
      const PlanStep& step = plan.step[n];
      bool here[N] = {};  // members of this step so far
      if (static_cast<int>(step.stage) != g) fault("a step of another stage", n);
      if (step.count < 1) fault("an empty step", n);
      for (int m = 0; m < step.count; ++m) {
        const int i = plan.member[step.first + m];
        const Node& x = a.node[i];
        const bool contraction = x.operation->kind == Kind::contraction;
        if (x.is_leaf()) fault("a leaf is computed", i);
        if (static_cast<int>(plan.node[i].stage) != g) fault("in a wrong stage", i);
        const bool opaque = x.operation->kind == Kind::opaque;
        if (step.sweep != ((x.dim > 1 && !opaque) || contraction)) fault("a scalar in a sweep, or a vector outside", i);
        if (step.sweep && !contraction && x.dim != step.dim) fault("of another dimension than its sweep", i);
        for (int k = 0; k < x.operation->arity; ++k) {
          const int o = x.operand[k];
          const NodePlan& from = plan.node[o];
          if (a.node[o].is_leaf()) continue;
          if (contraction && a.node[o].dim > 1 && a.node[o].dim != step.dim) fault("contracts another dimension", i);
          if (static_cast<int>(from.stage) != g) {  // of an earlier stage: in its memory
            if (static_cast<int>(from.stage) > g || from.storage != Storage::field) fault("reads too early", i);
          } else if (a.node[o].dim == 1) {  // a scalar of this stage: before this sweep
            if (!(done[o] || (!step.sweep && here[o]))) fault("reads an unfinished scalar", i);
          } else if (x.operation->kind == Kind::gather || !step.sweep) {  // reads any component
            const bool made = done[o] || (!step.sweep && here[o] && a.node[o].operation->kind == Kind::opaque);
            if (!made || (from.storage != Storage::held && from.storage != Storage::field))
              fault("reads components that are not there", i);
          } else if (!here[o] && !(done[o] && (from.storage == Storage::held || from.storage == Storage::field))) {
            fault("reads a streamed vector outside of its sweep", i);
          }
        }
        here[i] = true;
        ++times[i];
      }
      for (int i = 0; i < N; ++i) done[i] = done[i] || here[i];
    }
  }
  int memory[stages] = {}, held = 0, staged = 0;
  bool read_by_pairs[N] = {};
  read_by_pairs[N - 1] = true;
  for (int i = 0; i < N; ++i)
    for (int k = 0; k < max_arity; ++k)
      if (const int o = a.node[i].operand[k]; o >= 0 && plan.node[i].stage == Stage::pair) read_by_pairs[o] = true;
  for (int i = 0; i < N; ++i) {
    const NodePlan& n = plan.node[i];
    const Node& x = a.node[i];
    if (times[i] != (x.is_leaf() ? 0 : n.evaluations)) fault("not computed as often as it says", i);
    if (!x.is_leaf() && times[i] < 1) fault("never computed", i);
    if (times[i] > 2) fault("computed more than twice", i);
    if (times[i] == 2) {  // one cheap step from what is loaded or a scalar
      if (x.operation->kind != Kind::elementwise || x.operation->cost > 1) fault("is not cheap, but repeated", i);
      for (int k = 0; k < x.operation->arity; ++k)
        if (const int o = x.operand[k]; !a.node[o].is_leaf() && a.node[o].dim > 1 && plan.node[o].stage == n.stage)
          fault("is repeated, with its operand", i);
    }
    if (x.is_constant() != (n.storage == Storage::constant)) fault("a constant elsewhere", i);
    if (x.is_variable() && n.storage != Storage::field) fault("a variable is not loaded", i);
    // memory is handed out without gaps or overlaps
    if (n.storage == Storage::field) {
      if (n.field != memory[static_cast<int>(n.stage)]) fault("overlaps in memory", i);
      memory[static_cast<int>(n.stage)] += x.dim;
      if ((n.staged >= 0) != (n.stage == Stage::column && read_by_pairs[i])) fault("staged for nobody, or not", i);
      if (n.staged >= 0) {
        if (n.staged != staged) fault("overlaps in the staged row", i);
        staged += x.dim;
      }
    }
    if (n.storage == Storage::held) {
      if (n.held != held) fault("overlaps among the held", i);
      held += x.dim;
    }
  }
  for (int g = 0; g < stages; ++g)
    if (memory[g] != plan.fields[g]) wrong += "a wrong sum of fields\n";
  if (held != plan.held || staged != plan.staged) wrong += "a wrong sum of held or staged components\n";
  return wrong;
}

template <class F>
void check_plans(F f) {
  INFO(to_string(program<F>, plan<F, Kept::i>));
  CHECK(faults(program<F>, plan<F, Kept::i>) == "");
  CHECK(faults(program<F>, plan<F, Kept::j>) == "");
  static_cast<void>(f);
}

template <class F>
constexpr auto& plan_i(F) {
  return plan<F, Kept::i>;
}
// Components of the nodes of the pair stage: what evaluating each once costs.
template <class F>
constexpr int pair_components(F) {
  int n = 0;
  for (const Node& x : program<F>.node) n += !x.is_leaf() && x.axis == axis_both ? x.dim : 0;
  return n;
}
template <class F>
constexpr int pair_evaluations(F) {
  return evaluations(program<F>, plan<F, Kept::i>);
}
template <class F>
constexpr int sweeps(F) {
  int n = 0;
  for (int k = 0; k < plan<F, Kept::i>.steps; ++k) n += plan<F, Kept::i>.step[k].sweep ? 1 : 0;
  return n;
}

}  // namespace

TEST_CASE("plans compute everything before it is read", "[plan]") {
  check_plans(x);
  check_plans(2_c);
  check_plans(x + q);
  check_plans(Exp(-p * SqDist(x, y)) * t);
  check_plans(Grad(Exp(-p * SqDist(x, y)), x, g));
  check_plans(Grad(Grad(Exp(-p * SqDist(x, y)), x, g), y, e));
  check_plans(Grad(Exp(-p * Norm2(x - y)) * q, y, e));
  check_plans(complex_chain<5>(u + v));
  check_plans(Grad(complex_chain<3>(u + v), u, Vi<2, 4>{}));
  check_plans(perceptron);
  check_plans(Grad(perceptron, u, Vi<5, 3>{}));
  check_plans(Grad(perceptron, A, Vi<5, 3>{}));
  check_plans(tower<8>(u + v));
  check_plans(Exp(x - y) * Sum(Exp(x - y)));
  check_plans(Exp(x - y) / Sum(Exp(x - y)) * Norm2(Exp(x - y)));
  check_plans(MatVecMult(TensorProd(Exp(x), Exp(y)), x * y) + Sum(x * y * q) * x);
  check_plans(apply<WholeOp>(x - y));
  check_plans(apply<WholeOp>(apply<WholeOp>(x - y)) * Exp(apply<WholeOp>(x * y)));
  check_plans(Elem<0>(apply<WholeOp>(x)) * Elem<1>(apply<WholeOp>(Concat(s, t))));
  check_plans(Elem<1>(apply<WholeOp>(s - t)));
  check_plans(Square(Sum(apply<WholeOp>(apply<WholeOp>(s - t)) * apply<WholeOp>(t))));
  check_plans(MatVecMult(apply<WholeOp>(TensorProd(Exp(x), y)), Exp(apply<WholeOp>(q))) | apply<WholeOp>(x));
}

TEST_CASE("stages follow from the axes and the kept one", "[plan]") {
  constexpr auto f = (Exp(p) + Exp(s)) * Exp(t) + Exp(s * t);
  using F = decltype(f);
  for (int i = 0; i < program<F>.size; ++i) {
    const unsigned axis = program<F>.node[i].axis;
    const Stage rows[] = {Stage::parameter, Stage::row, Stage::column, Stage::pair};
    const Stage columns[] = {Stage::parameter, Stage::column, Stage::row, Stage::pair};
    CHECK((plan<F, Kept::i>.node[i].stage == rows[axis]));
    CHECK((plan<F, Kept::j>.node[i].stage == columns[axis]));
  }
}

TEST_CASE("a distance is one running sum", "[plan]") {
  constexpr auto f = Exp(-SqDist(Vi<0, 100>{}, Vj<1, 100>{}));
  CHECK(sweeps(f) == 1);
  CHECK(plan_i(f).held == 0);
  CHECK(pair_evaluations(f) == pair_components(f));
}

TEST_CASE("a chain of complex products holds each link, and computes it once", "[plan]") {
  constexpr auto f = complex_chain<12>(u + v);
  CHECK(pair_evaluations(f) == pair_components(f));
  CHECK(pair_components(f) == 4 * (1 + 2 * 12));
  CHECK(plan_i(f).held == 4 * 12);  // all but the last, which goes to the sink
  CHECK(sweeps(f) == 13);
  CHECK(faults(program<decltype(f)>, plan_i(f)) == "");
}

TEST_CASE("a perceptron of two layers computes each activation once", "[plan]") {
  CHECK(pair_evaluations(perceptron) == pair_components(perceptron));
  CHECK(plan_i(perceptron).held == 4 + 5);  // the input and the activations; the output is streamed
  CHECK(sweeps(perceptron) == 3);
}

TEST_CASE("a tower computes each floor once", "[plan]") {
  CHECK(pair_evaluations(tower<12>(u + v)) == pair_components(tower<12>(u + v)));
  CHECK(sweeps(tower<12>(u + v)) == 1);
  CHECK(plan_i(tower<12>(u + v)).held == 0);
}

TEST_CASE("an output that is the sum of two products is two terms, unless somebody else reads one", "[plan]") {
  const auto terms = [](auto f) {
    using F = decltype(f);
    int n = 0;
    for (int i = 0; i < program<F>.size; ++i) n += plan<F, Kept::i>.node[i].taken == TakenOperands::terms ? 1 : 0;
    return n;
  };
  constexpr auto a = Exp(s - t);
  constexpr auto b = Square(s - t);
  CHECK(terms(a * x + b * y) == 2);
  CHECK(terms(a * x + y) == 0);
  CHECK(terms(s * x + b * y) == 0);       // the product is computed once for each row
  CHECK(terms(a * s + b * t) == 0);       // scalars
  CHECK(terms(Exp(a * x + b * y)) == 0);  // not an output
}

TEST_CASE("a cheap difference is computed again, an exponential is held", "[plan]") {
  constexpr auto cheap = (x - y) * Exp(SqDist(x, y));
  constexpr auto dear = Exp(x - y) * Sum(Exp(x - y));
  CHECK(plan_i(cheap).held == 0);
  CHECK(pair_evaluations(cheap) == pair_components(cheap) + 3);
  CHECK(plan_i(dear).held == 3);
  CHECK(pair_evaluations(dear) == pair_components(dear));
  constexpr auto quotient = kernfold::apply<DearOp>(x, y) * Exp(Sum(kernfold::apply<DearOp>(x, y)));
  CHECK(plan_i(quotient).held == 3);
  CHECK(pair_evaluations(quotient) == pair_components(quotient));
}

TEST_CASE("what depends on one axis alone is not computed per pair", "[plan]") {
  constexpr auto f = Sum(Exp(x)) * Sum(Exp(y)) * Sum(Exp(q)) + 1_c;
  CHECK(pair_evaluations(f) <= 3);
  CHECK(plan_i(f).computes[static_cast<int>(Stage::parameter)]);
  CHECK(plan_i(f).computes[static_cast<int>(Stage::row)]);
  CHECK(plan_i(f).computes[static_cast<int>(Stage::column)]);
}

TEST_CASE("steps grow in proportion to the program", "[plan]") {
  const int once = plan_i(complex_chain<6>(u + v)).steps, twice = plan_i(complex_chain<12>(u + v)).steps;
  CHECK(twice <= 2 * once);
  CHECK(pair_evaluations(complex_chain<12>(u + v)) <= 2 * pair_evaluations(complex_chain<6>(u + v)));
  CHECK(pair_evaluations(tower<14>(u + v)) <= 2 * pair_evaluations(tower<7>(u + v)));
}

TEST_CASE("differences live for one component, loaded vectors and products that a sum takes in do not", "[program]") {
  constexpr Vi<0, 20> xi{};
  constexpr Vj<1, 20> yj{};
  const auto streams = [](auto f, int longest) {
    using F = decltype(f);
    return streams_vectors(program<F>, plan<F, Kept::i>, Stage::pair, longest);
  };
  CHECK(streams(SqDist(xi, yj), 16));
  CHECK(!streams(SqDist(xi, yj), 20));
  CHECK(!streams(xi | yj, 16));
  CHECK(!streams(Exp(xi | yj) * yj, 16));
  CHECK(streams(Exp(-SqDist(xi, yj)) * yj, 16));
}

TEST_CASE("the dearest operation of a stage, and what a second sweep takes up", "[program]") {
  constexpr Vi<0, 5> xi{};
  constexpr Vj<1, 5> yj{};
  const auto costs = [](auto f, Stage stage) {
    using F = decltype(f);
    return dearest(program<F>, plan<F, Kept::i>, stage);
  };
  const auto repeats = [](auto f, int longest) {
    using F = decltype(f);
    return repeated_components(program<F>, plan<F, Kept::i>, longest);
  };
  CHECK(costs(xi | yj, Stage::pair) < costs(1_c / (1_c + (xi | yj)), Stage::pair));
  CHECK(costs(1_c / (1_c + (xi | yj)), Stage::pair) < costs(Exp(xi | yj), Stage::pair));
  CHECK(costs((xi | yj) * Sum(Exp(yj)), Stage::pair) == costs(xi | yj, Stage::pair));  // the exponential is no pair's
  CHECK(costs((xi | yj) * Sum(Exp(yj)), Stage::column) == costs(Exp(xi - yj), Stage::pair));
  CHECK(repeats(SqDist(xi, yj), 16) == 0);
  CHECK(repeats((xi - yj) / SqDist(xi, yj), 16) == 5);
  CHECK(repeats((xi - yj) / SqDist(xi, yj), 4) == 0);
}

TEST_CASE("contractions that one sweep makes are counted together", "[plan]") {
  constexpr Vj<6, 3> other{};
  const auto most = []<class F>(F) { return contractions_at_a_time(program<F>, plan<F, Kept::i>, Stage::pair); };
  CHECK(most(Exp(s + t)) == 0);
  CHECK(most(Exp(x + y)) == 0);
  CHECK(most(SqDist(x, y)) == 1);
  CHECK(most(Exp(-SqDist(x, y)) * (other | (x - y))) == 2);
  CHECK(most(Exp(-SqDist(x, y)) * (other | (x - y)) * (q | (x - y))) == 3);
  CHECK(most(SqDist(Normalize(x - y), other)) == 1);     // one after the other
  CHECK(most((y | other) * (x | x) * Exp(x | y)) == 1);  // the others are not of pairs
}

TEST_CASE("gathers of more components than some are found in their stage", "[plan]") {
  constexpr auto f = TensorProd(x, y);
  constexpr auto of_rows = TensorProd(x, x) * t;
  const auto has = []<class F>(F, int longest) { return gathers(program<F>, plan<F, Kept::i>, Stage::pair, longest); };
  CHECK(has(f, 8));
  CHECK(!has(f, 9));
  CHECK(!has(of_rows, 8));  // of the rows
}
