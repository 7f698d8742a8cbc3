// SPDX-License-Identifier: MIT
//
// Compares the library's sums with the reference's: random data for each variable of a formula, one call, every element
// of the result within a tolerance derived from the arithmetic.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>
#include <utility>

#include "support/catch2.hpp"
#include "support/reference.hpp"
#if defined(KERNFOLD_TEST_CUDA_ON_HOST)
#include "support/cuda_on_host.hpp"
#endif

namespace conformance {

using kernfold::Axis0;
using kernfold::Axis01;
using kernfold::Axis1;
using reference::Index;

/// Independent standard-normal numbers (Box and Muller), the same on every platform up to rounding.
class Normal {
 public:
  explicit Normal(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ULL + 0x1234567ULL) {}
  double operator()() {
    const double u = uniform(), v = uniform();
    return std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * v);
  }
  template <class T>
  std::vector<T> vector(Index n) {
    std::vector<T> r(static_cast<std::size_t>(n));
    for (T& x : r) x = static_cast<T>((*this)());
    return r;
  }

 private:
  double uniform() {  // splitmix64, in (0, 1)
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return (static_cast<double>((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
  }
  std::uint64_t state_;
};

/// What one sum may be wrong by, relative to the sum of the absolute terms: blocked summation, and 4 ulp functions.
template <class T>
inline constexpr long double budget = std::is_same_v<T, float> ? 2e-6L : 4e-15L;
/// The precision u, half an ulp of 1.
template <class T>
inline constexpr long double unit = std::numeric_limits<T>::epsilon() / 2.0L;

/// How a result may differ from the exact sum: `budget` of the sum of absolute terms, and (intermediate) twice the
/// terms' own error bounds beyond that, for formulas that cancel inside a term. Twice, because the library may compute
/// an equal formula in another order.
enum class Tolerance { terms, intermediate };

template <class T>
long double tolerance(const reference::Sums& s, std::size_t k, Tolerance kind) {
  // A sum of denormal numbers cannot be relatively exact.
  const long double tiny = std::numeric_limits<T>::min();
  return budget<T> * s.absolute[k] + (kind == Tolerance::intermediate ? 2 * unit<T> * s.error[k] : 0) + tiny;
}

/// Data for each variable of the formula, by position.
template <class T>
std::vector<std::vector<T>> random_data(const reference::Term& f, Index M, Index N, std::uint64_t seed) {
  std::vector<const reference::Term*> variables;
  reference::list_variables(f, variables);
  Normal normal(seed);
  std::vector<std::vector<T>> data;
  for (const reference::Term* v : variables) {
    const Index rows = v->category == kernfold::Category::i ? M : v->category == kernfold::Category::j ? N : 1;
    data.push_back(normal.vector<T>(rows * static_cast<Index>(v->dim)));
  }
  return data;
}

template <class T>
struct Got {
  Index rows, cols;
  const T* data;
};

/// Every element of `got` against the reference; `what` names the call in the message.
template <class T>
void compare(const Got<T>& got, const reference::Sums& expected, Tolerance kind, const std::string& what) {
  INFO(what);
  REQUIRE(got.rows == expected.rows);
  REQUIRE(got.cols == expected.cols);
  std::size_t wrong = 0, worst = 0;
  long double worst_ratio = -1;
  for (std::size_t k = 0; k < expected.value.size(); ++k) {
    const long double want = expected.value[k], have = static_cast<long double>(got.data[k]);
    const long double ratio = std::fabs(have - want) / tolerance<T>(expected, k, kind);
    const bool ok = std::isfinite(want) && ratio <= 1;
    if (!ok) ++wrong;
    if (!(ratio <= worst_ratio)) {
      worst_ratio = ratio;
      worst = k;
    }
  }
  if (expected.value.empty()) return;
  std::ostringstream text;
  text.precision(20);
  text << wrong << " of " << expected.value.size() << " wrong; worst: element " << worst << ": got "
       << static_cast<long double>(got.data[worst]) << ", expected " << expected.value[worst] << ", "
       << static_cast<double>(worst_ratio)
       << " times the tolerance (of it, sum of terms: " << static_cast<double>(budget<T> * expected.absolute[worst])
       << ")";
  INFO(text.str());
  CHECK(wrong == 0);
}

inline std::string sizes(Index M, Index N) { return "M = " + std::to_string(M) + ", N = " + std::to_string(N); }

/// Which way a reduction goes: by pairs; as by default, that is separately where a sum separates into sums over i and
/// over j; by the kernels of the CUDA engine, run on the host.
enum class Way { pairs, separately, cuda };
#if defined(KERNFOLD_TEST_CUDA_ON_HOST)
inline constexpr Way default_way = Way::cuda;
#else
inline constexpr Way default_way = Way::pairs;
#endif

namespace detail {
template <Way way, class Reduction, class T, std::size_t... P>
auto call(Reduction reduction, const std::vector<std::vector<T>>& data, Index M, Index N, std::index_sequence<P...>) {
#if defined(KERNFOLD_TEST_CUDA_ON_HOST)
  if constexpr (way == Way::cuda)
    return cuda_on_host::run(reduction, data[P]..., kernfold::size_i(M), kernfold::size_j(N));
  else
#endif
      if constexpr (way == Way::pairs)
    return reduction(data[P]..., kernfold::size_i(M), kernfold::size_j(N), kernfold::all_pairs);
  else
    return reduction(data[P]..., kernfold::size_i(M), kernfold::size_j(N));
}
template <class F, int More = 0>
using Positions = std::make_index_sequence<static_cast<std::size_t>(reference::positions<F>() + More)>;
}  // namespace detail

/// Reduces f over axis A for random data of M i's and N j's, and compares.
template <class A, class T, Way way = default_way, class F>
void check(F f, Index M, Index N, Tolerance kind = Tolerance::intermediate, std::uint64_t seed = 1) {
  const reference::Term term = reference::read<F>();
  const auto data = random_data<T>(term, M, N, seed);
  const auto expected = reference::sum<T>(term, reference::over<A>(), M, N, F::dim, data);
  const auto got = detail::call<way>(kernfold::reduction<kernfold::Sum, A>(f), data, M, N, detail::Positions<F>{});
  compare<T>({got.rows(), got.cols(), got.data()}, expected, kind,
             std::string(reference::over<A>() == reference::Over::j   ? "sum over j, "
                         : reference::over<A>() == reference::Over::i ? "sum over i, "
                                                                      : "sum over i and j, ") +
                 sizes(M, N) + (sizeof(T) == 4 ? ", float" : ", double"));
}

/// The gradient of the sum of f over A in v, by grad(reduction, v), against the sum of the derivatives.
template <class A, class T, Way way = default_way, class F, class V>
void check_gradient(F, V, Index M, Index N, Tolerance kind = Tolerance::intermediate, std::uint64_t seed = 2) {
  using E = kernfold::VariableOf<std::is_same_v<A, Axis1>   ? kernfold::Category::i
                                 : std::is_same_v<A, Axis0> ? kernfold::Category::j
                                                            : kernfold::Category::parameter,
                                 reference::positions<F>(), F::dim>;
  using G = kernfold::Grad<F, V, E>;
  constexpr reference::Over axis = V::category == kernfold::Category::i   ? reference::Over::j
                                   : V::category == kernfold::Category::j ? reference::Over::i
                                                                          : reference::Over::both;
  const reference::Term term = reference::read<G>();
  const auto data = random_data<T>(term, M, N, seed);
  const auto expected = reference::sum<T>(term, axis, M, N, V::dim, data);
  constexpr auto gradient = kernfold::grad(kernfold::reduction<kernfold::Sum, A>(F{}), V{});
  const auto got = detail::call<way>(gradient, data, M, N, detail::Positions<F, 1>{});
  compare<T>({got.rows(), got.cols(), got.data()}, expected, kind,
             "gradient in argument " + std::to_string(V::position) + ", " + sizes(M, N) +
                 (sizeof(T) == 4 ? ", float" : ", double"));
}

/// A formula in general: sums over j in float and over i in double, and both gradients in each variable v, on shapes
/// that leave parts of registers and tiles unused.
template <class F, class... V>
void check_all(F f, V... v) {
  constexpr Index shapes[][2] = {{1, 1}, {37, 5}, {3, 70}};
  for (const auto& s : shapes) {
    check<Axis1, float>(f, s[0], s[1]);
    check<Axis0, double>(f, s[0], s[1]);
    (check_gradient<Axis1, float>(f, v, s[0], s[1]), ...);
    (check_gradient<Axis0, double>(f, v, s[0], s[1]), ...);
  }
}

}  // namespace conformance
