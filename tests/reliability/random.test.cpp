// SPDX-License-Identifier: MIT
//
// Random calls: shapes, strides, axes, threads, results returned or written to strided memory, against the reference in
// long double. The same each time; for a longer run, or to repeat one call of it, set KERNFOLD_RANDOM_CALLS (a number)
// and KERNFOLD_RANDOM_SEED (of the first; the next call has the next).
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <random>

#include "support/conformance.hpp"
#include "support/strided.hpp"

using namespace kernfold;
using reference::Index;

namespace {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  Index operator()(Index from, Index to) {
    return from + static_cast<Index>(engine_() % static_cast<std::uint64_t>(to - from + 1));
  }
  bool one_in(Index n) { return (*this)(1, n) == 1; }
  Index sign() { return one_in(2) ? 1 : -1; }
  /// From 0 to most, small numbers more often.
  Index size(Index most) { return (*this)(0, (*this)(0, one_in(2) ? most : most < 70 ? most : 70)); }

 private:
  std::mt19937_64 engine_;
};

struct Strides {
  Index row, col;
};
// Strides of rows x cols elements that do not coincide, of either order and sign, with gaps or without.
Strides random_strides(Random& random, Index rows, Index cols) {
  if (random.one_in(3)) return {cols, 1};
  const Index inner = random(1, 3), gap = random(0, 5);
  if (random.one_in(3)) return {random.sign() * inner, random.sign() * (inner * rows + gap)};
  return {random.sign() * (inner * cols + gap), random.sign() * inner};
}

template <class T>
struct Operand {
  std::vector<T> dense;
  Strided<T> data;
};
// Data for a variable; sometimes all rows are one in memory.
template <class T>
Operand<T> random_operand(Random& random, const reference::Term& variable, Index M, Index N) {
  conformance::Normal normal(static_cast<std::uint64_t>(random(0, 1 << 30)));
  const auto cols = static_cast<Index>(variable.dim);
  const Index rows = variable.category == Category::i ? M : variable.category == Category::j ? N : 1;
  Operand<T> r{normal.vector<T>(rows * cols), {}};
  Strides s = random_strides(random, rows, cols);
  if (random.one_in(10)) {
    s.row = 0;
    for (std::size_t k = variable.dim; k < r.dense.size(); ++k) r.dense[k] = r.dense[k - variable.dim];
  }
  r.data = strided(r.dense, rows, cols, s.row, s.col);
  return r;
}

template <class A, class T, class F>
void random_call(F, Random& random) {
  const reference::Term term = reference::read<F>();
  constexpr reference::Over axis = reference::over<A>();
  Index M = random.size(3000), N = random.size(M == 0 ? 3000 : 1 + 6000 / M);
  if (random.one_in(2)) std::swap(M, N);
  const int most = static_cast<int>(random(2, 8));
  INFO(conformance::sizes(M, N) << ", axis " << static_cast<int>(axis) << ", " << most << " threads, " << F::dim
                                << " components of " << sizeof(T) << " bytes");

  std::vector<const reference::Term*> variables;
  reference::list_variables(term, variables);
  std::vector<std::vector<T>> dense;
  std::vector<Strided<T>> data;
  for (const reference::Term* v : variables) {
    auto operand = random_operand<T>(random, *v, M, N);
    dense.push_back(std::move(operand.dense));
    data.push_back(std::move(operand.data));
  }
  const auto want = reference::sum<T>(term, axis, M, N, F::dim, dense);
  const auto call = [&]<std::size_t... P>(std::index_sequence<P...>, auto... options) {
    return reduction<Sum, A>(F{})(data[P].view..., options...);
  };
  constexpr std::make_index_sequence<static_cast<std::size_t>(reference::positions<F>())> positions{};

  const Tensor<T> got = call(positions, threads(1));
  conformance::compare<T>({got.rows(), got.cols(), got.data()}, want, conformance::Tolerance::intermediate, "returned");

  // Into memory that is full of 42: the same bits, and nothing beside them.
  const Strides s = random_strides(random, want.rows, want.cols);
  auto out = strided(std::vector<T>(static_cast<std::size_t>(want.rows * want.cols), T(7)), want.rows, want.cols, s.row,
                     s.col);
  for (T& x : out.memory)
    if (std::isnan(x)) x = 42;
  auto expected = strided(std::vector<T>(got.begin(), got.end()), want.rows, want.cols, s.row, s.col);
  for (T& x : expected.memory)
    if (std::isnan(x)) x = 42;
  const View<T> writable{out.memory.data() + (out.view.data - out.memory.data()), want.rows, want.cols, s.row, s.col};
  call(positions, into(writable), threads(most));
  CHECK((out.memory.empty() ||
         std::memcmp(out.memory.data(), expected.memory.data(), out.memory.size() * sizeof(T)) == 0));
}

// Each has its own way through the engine: parts that depend on one index alone or on none; a long sweep into vectors.
constexpr auto gaussian = Exp(-Square(Pm<3, 1>{}) * SqDist(Vi<0, 3>{}, Vj<1, 3>{})) * Square(Vj<2, 1>{});
constexpr auto long_sweep = Scalprod(Vi<0, 20>{}, Vj<1, 20>{}) * Vj<2, 5>{};

template <class A>
void random_call_over(Random& random) {
  if (random.one_in(2))
    random_call<A, double>(gaussian, random);
  else
    random_call<A, float>(long_sweep, random);
}

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* const text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE("random calls", "[random]") {
  const std::uint64_t first = setting("KERNFOLD_RANDOM_SEED", 1), calls = setting("KERNFOLD_RANDOM_CALLS", 150);
  for (std::uint64_t seed = first; seed < first + calls; ++seed) {
    INFO("KERNFOLD_RANDOM_SEED=" << seed);
    Random random(seed);
    switch (random(0, 2)) {
      case 0:
        random_call_over<Axis1>(random);
        break;
      case 1:
        random_call_over<Axis0>(random);
        break;
      default:
        random_call_over<Axis01>(random);
    }
  }
}
