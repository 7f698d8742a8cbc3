// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/catch2.hpp"
#include "tensors/toy.hpp"

#include <kernfold/tensors/binding.hpp>

using namespace kernfold;
using toy::Four;
using toy::message;
using toy::OneI;
using toy::OneJ;
using toy::OneP;

namespace {
struct ColumnMajor {
  float* memory;
  int r, c;
  const float* data() const { return memory; }
  float* data() { return memory; }
  int rows() const { return r; }
  int cols() const { return c; }
  int rowStride() const { return 1; }
  int colStride() const { return r; }
};

// What is bound to the only argument.
template <class S, class A>
auto bound(const A& data) {
  return bind_arguments<S>(data).argument[0];
}
}  // namespace

TEST_CASE("a call by position") {
  const std::vector<float> X(12), Y(15), A(5);
  const auto b = bind_arguments<Four>(X, Y, A, 0.5);
  static_assert(std::is_same_v<decltype(b), const Binding<float, 4>>);
  CHECK(b.argument[0] == view(X.data(), 4, 3));
  CHECK(b.argument[1] == view(Y.data(), 5, 3));
  CHECK(b.argument[2] == view(A.data(), 5, 1));
  CHECK(b.argument[3].rows == 1);
  CHECK(b.argument[3](0, 0) == 0.5f);
  CHECK(b.size_i == 4);
  CHECK(b.size_j == 5);
  CHECK(b.threads == 0);
  CHECK_FALSE(b.has_output);
}

TEST_CASE("a call by name") {
  using namespace toy;
  const std::vector<double> X(12), Y(15), A(5), P(1);
  const auto b = bind_arguments<Four>(y = Y, p = P, a = A, x = X, kernfold::threads(3));
  CHECK(b.argument[0] == view(X.data(), 4, 3));
  CHECK(b.argument[1] == view(Y.data(), 5, 3));
  CHECK(b.argument[2] == view(A.data(), 5, 1));
  CHECK(b.argument[3].data == P.data());
  CHECK(b.threads == 3);
  const auto c = bind_arguments<Four>(p = 2, x = X, y = Y, a = A);
  CHECK(c.argument[3](0, 0) == 2);
}

TEST_CASE("a number moves with its binding") {
  auto b = bind_arguments<OneP<1>>(7);
  const auto c = b;
  b.number[0] = 0;
  CHECK(c.argument[0](0, 0) == 7);
  b = c;
  CHECK(b.argument[0].data == &b.number[0]);
  CHECK(b.argument[0](0, 0) == 7);
}

TEST_CASE("the scalar type without arrays") {
  static_assert(std::is_same_v<decltype(bind_arguments<OneP<1>>(1.0f))::scalar, float>);
  static_assert(std::is_same_v<decltype(bind_arguments<OneP<1>>(1.0))::scalar, double>);
  static_assert(std::is_same_v<decltype(bind_arguments<OneP<1>>(1))::scalar, double>);
  static_assert(std::is_same_v<decltype(bind_arguments<toy::None>())::scalar, double>);
  SUCCEED();
}

TEST_CASE("what can be a Vi or Vj") {
  std::vector<float> v(6);
  const auto expected = view(std::as_const(v).data(), 2, 3);
  CHECK(bound<OneI<3>>(v) == expected);
  CHECK(bound<OneI<3>>(std::span(v)) == expected);
  CHECK(bound<OneI<3>>(std::span<const float>(v)) == expected);
  CHECK(bound<OneJ<3>>(view(v.data(), 2, 3)) == expected);
  CHECK(bound<OneI<1>>(v) == view(std::as_const(v).data(), 6, 1));
  float array[6] = {}, rows[2][3] = {};
  CHECK(bound<OneI<3>>(array) == view<const float>(array, 2, 3));
  CHECK(bound<OneI<3>>(rows) == view<const float>(rows[0], 2, 3));
  std::vector<std::array<float, 3>> r(2);
  CHECK(bound<OneI<3>>(r) == view<const float>(r[0].data(), 2, 3));
  const Tensor<float> t(2, 3);
  CHECK(bound<OneI<3>>(t) == view(t));
  CHECK(bound<OneI<3>>(ColumnMajor{v.data(), 2, 3}) == view(std::as_const(v).data(), 2, 3, 1, 2));
  CHECK(bound<OneI<3>>(view(v.data() + 5, 9, 3, 0, -1)) == view<const float>(v.data() + 5, 9, 3, 0, -1));
  CHECK(bound<OneI<3>>(std::vector<float>()).rows == 0);
  CHECK(bound<OneI<3>>(view<float>(nullptr, 0, 3)).rows == 0);
}

TEST_CASE("what can be a Pm") {
  std::vector<float> v(4);
  const auto expected = view(std::as_const(v).data(), 1, 4);
  CHECK(bound<OneP<4>>(v) == expected);
  CHECK(bound<OneP<4>>(view(v.data(), 1, 4)) == expected);
  CHECK(bound<OneP<4>>(view(v.data(), 4, 1)) == expected);
  CHECK(bound<OneP<4>>(view(v.data(), 4, 1, 2, 7)).col_stride == 2);
  CHECK(bound<OneP<4>>(ColumnMajor{v.data(), 4, 1}) == expected);
  const std::array<std::array<float, 2>, 2> matrix{};
  CHECK(bound<OneP<4>>(matrix) == view(matrix[0].data(), 1, 4));
  CHECK(bind_arguments<OneP<1>>(3).argument[0](0, 0) == 3);
}

TEST_CASE("a temporary lives as long as the call") {
  const auto sum = [](const auto& b) { return b.argument[0](0, 0) + b.argument[0](1, 2); };
  CHECK(sum(bind_arguments<OneI<3>>(std::vector<float>{1, 2, 3, 4, 5, 6})) == 7);
  CHECK(sum(bind_arguments<OneI<3>>(toy::x = std::vector<float>{1, 2, 3, 4, 5, 6})) == 7);
}

TEST_CASE("sizes that are not a multiple of the dimension") {
  const std::vector<float> X(12), Y(10), A(5);
  CHECK(message([&] { bind_arguments<Four>(X, Y, A, 1); }) ==
        "kernfold: argument 1 (Vj<1, 3>): 10 elements are not a multiple of the dimension 3");
  CHECK(message([&] { bound<OneI<2>>(std::vector<float>(1)); }) ==
        "kernfold: argument 0 (Vi<0, 2>): 1 element is not a multiple of the dimension 2");
}

TEST_CASE("a parameter of another size than its dimension") {
  CHECK(message([&] { bound<OneP<4>>(std::vector<float>(3)); }) ==
        "kernfold: argument 0 (Pm<0, 4>): 3 elements, but the dimension is 4");
  CHECK(message([&] { bound<OneP<4>>(std::vector<float>(8)); }) ==
        "kernfold: argument 0 (Pm<0, 4>): 8 elements, but the dimension is 4");
  CHECK(message([&] { bound<OneP<4>>(std::vector<std::array<float, 2>>(1)); }) ==
        "kernfold: argument 0 (Pm<0, 4>): 2 elements, but the dimension is 4");
  const std::vector<float> v(4);
  CHECK(message([&] { bound<OneP<4>>(view(v.data(), 2, 2)); }) ==
        "kernfold: argument 0 (Pm<0, 4>): a matrix of 2 x 2, but the dimension is 4; pass 1 x 4 or 4 x 1");
  CHECK(message([&] { bound<OneP<4>>(std::vector<float>()); }) != "no error");
}

TEST_CASE("matrices of another width than the dimension") {
  const std::vector<float> v(20);
  CHECK(message([&] { bound<OneJ<3>>(view(v.data(), 5, 4)); }) ==
        "kernfold: argument 0 (Vj<0, 3>): a matrix of 5 x 4, but the dimension is 3");
  CHECK(message([&] { bound<OneI<3>>(Tensor<float>(3, 5)); }) ==
        "kernfold: argument 0 (Vi<0, 3>): a matrix of 3 x 5, but the dimension is 3");
}

TEST_CASE("negative sizes and null pointers") {
  const std::vector<float> v(20);
  CHECK(message([&] { bound<OneJ<3>>(view(v.data(), -5, 3)); }) ==
        "kernfold: argument 0 (Vj<0, 3>): -5 x 3 is a negative size");
  CHECK(message([&] { bound<OneP<4>>(view(v.data(), 1, -4)); }) ==
        "kernfold: argument 0 (Pm<0, 4>): 1 x -4 is a negative size");
  CHECK(message([&] { bound<OneJ<3>>(view<const float>(nullptr, 5, 3)); }) ==
        "kernfold: argument 0 (Vj<0, 3>): a null pointer to 5 x 3 elements");
  CHECK(message([&] { bound<OneP<4>>(view<const float>(nullptr, 1, 4)); }) ==
        "kernfold: argument 0 (Pm<0, 4>): a null pointer to 1 x 4 elements");
}

TEST_CASE("misaligned pointers") {
  alignas(float) char memory[40];
  float* const m = reinterpret_cast<float*>(memory + 1);
  const std::string what = "the pointer is no multiple of 4 bytes, the alignment of the numbers";
  CHECK(message([&] { bind_arguments<OneI<3>>(view(m, 2, 3)); }) ==
        "kernfold: argument 0 (Vi<0, 3>): " + what + "; copy them to memory of their own");
  CHECK(message([&] { bind_arguments<OneI<3>>(view(m, 0, 3)); }) == "no error");
  const std::vector<float> X(6);
  CHECK(message([&] { checked_output<float>(bind_arguments<OneI<3>>(X, into(view(m, 2, 3))), 2, 3); }) ==
        "kernfold: into(out): " + what);
}

TEST_CASE("arguments of one axis have one length") {
  const std::vector<float> X(12), Y(15), A(4);
  CHECK(message([&] { bind_arguments<Four>(X, Y, A, 1); }) ==
        "kernfold: argument 2 (Vj<2, 1>): 4 rows, but argument 1 (Vj<1, 3>) has 5; all j-arguments have one length");
  using TwoI = toy::Signature<ArgumentInfo{true, Category::i, 2}, ArgumentInfo{true, Category::i, 1}>;
  CHECK(message([&] { bind_arguments<TwoI>(std::vector<float>(2), std::vector<float>(3)); }) ==
        "kernfold: argument 1 (Vi<1, 1>): 3 rows, but argument 0 (Vi<0, 2>) has 1; all i-arguments have one length");
}

TEST_CASE("sizes given as options") {
  const std::vector<float> X(6);
  const auto b = bind_arguments<OneI<3>>(X, size_j(7));
  CHECK(b.size_i == 2);
  CHECK(b.size_j == 7);
  CHECK(bind_arguments<OneI<3>>(X).size_j == -1);
  CHECK(bind_arguments<OneI<3>>(X, size_i(2)).size_i == 2);
  CHECK(message([&] { bind_arguments<OneI<3>>(X, size_i(3)); }) ==
        "kernfold: size_i(3): but argument 0 (Vi<0, 3>) has 2 rows");
  CHECK(message([&] { bind_arguments<OneJ<6>>(X, size_j(7)); }) ==
        "kernfold: size_j(7): but argument 0 (Vj<0, 6>) has 1 row");
  const auto none = bind_arguments<toy::None>(size_i(2), size_j(0));
  CHECK(none.size_i == 2);
  CHECK(none.size_j == 0);

  static_assert(knows_size<OneI<3>, Category::i, std::vector<float>>());
  static_assert(!knows_size<OneI<3>, Category::j, std::vector<float>>());
  static_assert(knows_size<OneI<3>, Category::j, std::vector<float>, size_j>());
  static_assert(!knows_size<OneI<3>, Category::j, std::vector<float>, size_i>());
  static_assert(require_size<toy::None, Category::i, size_i>());
}

TEST_CASE("an output of the caller") {
  const std::vector<float> X(6);
  std::vector<float> out(4);
  const auto b = bind_arguments<OneI<3>>(X, into(out));
  CHECK(b.has_output);
  CHECK(checked_output<float>(b, 2, 2) == view(out.data(), 2, 2));
  CHECK(message([&] { checked_output<float>(b, 2, 3); }) ==
        "kernfold: into(out): out has 4 elements, but the result is 2 x 3");
  std::vector<int> indices(2);
  const auto c = bind_arguments<OneI<3>>(X, threads(1), into(indices));
  static_assert(std::is_same_v<decltype(c), const Binding<float, 1, int>>);
  CHECK(checked_output<int>(c, 2, 1).data == indices.data());
  std::vector<float> memory(4);
  ColumnMajor matrix{memory.data(), 2, 2};
  CHECK(checked_output<float>(bind_arguments<OneI<3>>(X, into(matrix)), 2, 2) == view(memory.data(), 2, 2, 1, 2));
}

TEST_CASE("an output that overlaps an argument") {
  std::vector<float> memory(30);
  const std::string expected =
      "kernfold: into(out): out overlaps argument 0 (Vi<0, 3>) in memory; the result needs memory of its own";
  const auto run = [&](const View<float>& in, const View<float>& out) {
    return message([&] { checked_output<float>(bind_arguments<OneI<3>>(in, into(out)), in.rows, out.cols); });
  };
  float* const m = memory.data();
  CHECK(run(view(m, 2, 3), view(m, 2, 3)) == expected);
  CHECK(run(view(m, 2, 3), view(m + 5, 2, 3)) == expected);
  CHECK(run(view(m, 2, 3), view(m + 6, 2, 3)) == "no error");
  CHECK(run(view(m + 6, 2, 3), view(m, 2, 3)) == "no error");
  CHECK(run(view(m + 11, 2, 3, -3, -1), view(m, 2, 3)) == "no error");
  CHECK(run(view(m + 11, 2, 3, -3, -1), view(m + 6, 2, 1)) == expected);
  // Conservative: interleaved memory counts as overlapping.
  CHECK(run(view(m, 2, 3, 8, 2), view(m + 1, 2, 3, 8, 2)) == expected);
  // A number has been copied.
  CHECK(message([&] { checked_output<float>(bind_arguments<OneP<1>>(memory[0], into(view(m, 1, 1))), 1, 1); }) ==
        "no error");
  // Nothing overlaps an empty argument.
  CHECK(message([&] { checked_output<float>(bind_arguments<OneI<3>>(view(m, 0, 3), into(view(m, 2, 3))), 2, 3); }) ==
        "no error");
}
