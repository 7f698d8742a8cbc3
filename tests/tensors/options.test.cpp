// SPDX-License-Identifier: MIT
#include <array>
#include <span>
#include <type_traits>
#include <vector>

#include "support/catch2.hpp"
#include "tensors/toy.hpp"

#include <kernfold/tensors/options.hpp>

using namespace kernfold;

namespace {
// Options of others: one with a callable, and two that exclude each other.
template <class F>
struct Progress;
struct AnyProgress : AnyOption {};
template <class F>
struct Progress : AnyProgress {
  F f;
  explicit Progress(F g) : f(g) {}
};
struct Accuracy : AnyOption {};
struct Compensated : Accuracy {};
struct Wide : Accuracy {};
}  // namespace

static_assert(Option<threads> && Option<const size_i&> && Option<Into<float>> && Option<Compensated>);
static_assert(!Option<int> && !Option<std::vector<float>>);
static_assert(has_option<threads, int, size_i, threads> && !has_option<threads> && !has_option<threads, int>);
static_assert(has_option<Accuracy, int, Wide> && !has_option<Compensated, int, Wide>);

TEST_CASE("find_option finds an option by its type") {
  const threads two(2);
  const size_j n(5);
  CHECK(find_option<threads>(1.0, n, two) == &two);
  CHECK(find_option<size_j>(1.0, n, two) == &n);
  CHECK(find_option<size_i>(1.0, n, two) == nullptr);
  CHECK(find_option<size_i>() == nullptr);
}

TEST_CASE("find_option finds what derives from an option, and tells its type") {
  const auto progress = [](int k) { return k + 1; };
  const auto* found = find_option<AnyProgress>(threads(1), Progress(progress));
  static_assert(!std::is_same_v<decltype(found), const AnyProgress*>);
  const Compensated c{};
  static_assert(std::is_same_v<decltype(find_option<Accuracy>(1, c)), const Compensated*>);
  CHECK(find_option<Accuracy>(1, c) == &c);
  const Progress p(progress);
  CHECK(find_option<AnyProgress>(p)->f(1) == 2);
  CHECK(found != nullptr);
}

TEST_CASE("options refuse impossible numbers") {
  CHECK(threads(1).count == 1);
  CHECK_THROWS_AS(threads(0), shape_error);
  CHECK_THROWS_AS(threads(-3), shape_error);
  CHECK_THROWS_WITH(threads(0), "kernfold: threads(0): at least 1 thread is needed");
  CHECK(size_i(0).count == 0);
  CHECK(toy::message([] { size_i(-2); }) == "kernfold: size_i(-2): a size cannot be negative");
  CHECK(toy::message([] { size_j(-1); }) == "kernfold: size_j(-1): a size cannot be negative");
}

TEST_CASE("into takes what can be written to") {
  std::vector<double> v(6);
  const auto i = into(v);
  static_assert(std::is_same_v<decltype(i), const Into<double>>);
  CHECK(i.out.view == View<double>{v.data(), 6, 1, 1, 1});
  CHECK(into(std::span(v)).out.view.data == v.data());
  const std::span<double> s(v);
  CHECK(into(s).out.view.data == v.data());
  CHECK(into(view(v.data(), 2, 3)).out.view == view(v.data(), 2, 3));
  Tensor<double> t(2, 3);
  CHECK(into(t).out.view == view(t));
  float array[4];
  CHECK(into(array).out.view == View<float>{array, 4, 1, 1, 1});
  std::vector<std::array<float, 2>> rows(3);
  CHECK(into(rows).out.view == View<float>{rows[0].data(), 3, 2, 2, 1});
  std::vector<int> indices(3);
  static_assert(std::is_same_v<decltype(into(indices)), Into<int>>);
}
