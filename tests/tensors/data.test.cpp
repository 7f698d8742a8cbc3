// SPDX-License-Identifier: MIT
#include <array>
#include <complex>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/formula/variable.hpp>
#include <kernfold/tensors/data.hpp>

using namespace kernfold;
using namespace kernfold::detail;

namespace {
// The five members that Eigen's matrices share; with size() and data() like a container, as they have.
struct ColumnMajor {
  double* memory;
  long r, c;
  const double* data() const { return memory; }
  double* data() { return memory; }
  long rows() const { return r; }
  long cols() const { return c; }
  long size() const { return r * c; }
  long rowStride() const { return 1; }
  long colStride() const { return r; }
};
struct NoOrder {
  double* data() const;
  long rows() const, cols() const, size() const;
};
struct Unknown {};

// What glm's vectors and Eigen's vectors of fixed size tell of themselves.
template <class T, int D, int Padding = 0>
struct TestGraphicsVector {
  using value_type = T;
  static constexpr int length() { return D; }
  T number[D + Padding];
};
template <class T, int D, bool Vector = true>
struct TestFixedVector {
  using Scalar = T;
  using PlainObject = TestFixedVector;
  enum { SizeAtCompileTime = D, IsVectorAtCompileTime = Vector };
  const T* data() const { return number; }
  long size() const { return D; }
  long rows() const { return D; }
  long cols() const { return 1; }
  T number[D > 0 ? D : 1];
};
struct VectorElsewhere : TestFixedVector<double, 2> {
  const double* where;
};
struct MappedVector {  // as large as two numbers
  using Scalar = double;
  using PlainObject = TestFixedVector<double, 2>;
  enum { SizeAtCompileTime = 2, IsVectorAtCompileTime = true };
  const double* data() const { return memory; }
  long size() const { return 2; }
  const double* memory;
  long more;
};

template <class A>
constexpr bool is(Form form, Scalar scalar = Scalar::none, int width = 0, std::ptrdiff_t size = -1) {
  constexpr DataType d = data_type<A>();
  return d.form == form && d.scalar == scalar && d.width == width && d.size == size;
}
using Row = std::array<float, 3>;
}  // namespace

static_assert(is<float>(Form::number, Scalar::f32));
static_assert(is<double>(Form::number, Scalar::f64));
static_assert(is<int>(Form::number, Scalar::integer));
static_assert(is<long double>(Form::number, Scalar::other));
static_assert(is<std::vector<float>>(Form::flat, Scalar::f32));
static_assert(is<std::vector<int>>(Form::flat, Scalar::integer));
static_assert(is<std::span<const double>>(Form::flat, Scalar::f64));
static_assert(is<std::span<float, 4>>(Form::flat, Scalar::f32, 0, 4));
static_assert(is<std::array<double, 6>>(Form::flat, Scalar::f64, 0, 6));
static_assert(is<float[6]>(Form::flat, Scalar::f32, 0, 6));
static_assert(is<std::vector<Row>>(Form::rows, Scalar::f32, 3));
static_assert(is<std::span<const Row>>(Form::rows, Scalar::f32, 3));
static_assert(is<std::array<Row, 5>>(Form::rows, Scalar::f32, 3, 5));
static_assert(is<double[5][2]>(Form::rows, Scalar::f64, 2, 5));
static_assert(is<std::vector<std::complex<float>>>(Form::rows, Scalar::f32, 2));
static_assert(is<std::span<const std::complex<double>>>(Form::rows, Scalar::f64, 2));
static_assert(is<std::array<std::complex<double>, 4>>(Form::rows, Scalar::f64, 2, 4));
static_assert(is<std::vector<std::array<std::complex<float>, 3>>>(Form::rows, Scalar::f32, 6));
static_assert(is<std::complex<double>[4][2]>(Form::rows, Scalar::f64, 4, 4));
static_assert(data_type<std::vector<std::complex<long double>>>().scalar == Scalar::other);
static_assert(is<std::vector<TestGraphicsVector<float, 3>>>(Form::rows, Scalar::f32, 3));
static_assert(is<std::array<TestGraphicsVector<double, 4>, 7>>(Form::rows, Scalar::f64, 4, 7));
static_assert(is<std::vector<TestFixedVector<float, 3>>>(Form::rows, Scalar::f32, 3));
static_assert(is<std::span<const TestFixedVector<double, 2>>>(Form::rows, Scalar::f64, 2));
static_assert(data_type<std::vector<TestGraphicsVector<int, 3>>>().scalar == Scalar::integer);
static_assert(data_type<std::vector<TestGraphicsVector<float, 3, 1>>>().scalar == Scalar::other);  // padded
static_assert(data_type<std::vector<TestFixedVector<double, 4, false>>>().form ==
              Form::nested);  // a matrix: which order?
static_assert(data_type<std::vector<TestFixedVector<double, -1>>>().form == Form::nested);
static_assert(data_type<std::vector<MappedVector>>().form == Form::nested);
static_assert(data_type<std::vector<VectorElsewhere>>().form == Form::nested);
static_assert(is<View<float>>(Form::matrix, Scalar::f32));
static_assert(is<View<const double>>(Form::matrix, Scalar::f64));
static_assert(is<Tensor<float>>(Form::matrix, Scalar::f32));
static_assert(is<ColumnMajor>(Form::matrix, Scalar::f64));
static_assert(is<Vi<0, 3>>(Form::formula));
static_assert(is<float*>(Form::pointer) && is<const double*>(Form::pointer) && is<std::nullptr_t>(Form::pointer));
static_assert(data_type<std::vector<std::vector<float>>>().form == Form::nested);
static_assert(data_type<std::vector<float*>>().form == Form::nested);
static_assert(data_type<std::string>().scalar == Scalar::integer);
static_assert(is<NoOrder>(Form::no_order));
static_assert(is<Unknown>(Form::unknown) && is<std::deque<float>>(Form::unknown));
static_assert(is<std::vector<bool>>(Form::unknown) && is<std::unique_ptr<float[]>>(Form::unknown));

TEST_CASE("memory of numbers") {
  std::vector<float> v(4);
  const auto mutable_block = block_of(v);
  static_assert(std::is_same_v<decltype(mutable_block), const Block<float>>);
  CHECK(mutable_block.view == View<float>{v.data(), 4, 1, 1, 1});
  const std::vector<float>& c = v;
  static_assert(std::is_same_v<decltype(block_of(c)), Block<const float>>);
  CHECK(block_of(c).view.data == v.data());
  const std::span<float> s(v.data() + 1, 2);
  static_assert(std::is_same_v<decltype(block_of(s)), Block<float>>);
  CHECK(block_of(s).view == View<float>{v.data() + 1, 2, 1, 1, 1});
  const double array[3] = {};
  CHECK(block_of(array).view == View<const double>{array, 3, 1, 1, 1});
}

TEST_CASE("memory of rows") {
  std::vector<Row> v(2);
  v[1][2] = 7;
  const auto b = block_of(v);
  CHECK(b.form == Form::rows);
  CHECK(b.view == View<float>{v[0].data(), 2, 3, 3, 1});
  CHECK(b.view(1, 2) == 7);
  const double array[2][2] = {{1, 2}, {3, 4}};
  CHECK(block_of(array).view(1, 0) == 3);
  const std::vector<Row> empty;
  CHECK(block_of(empty).view.rows == 0);
}

TEST_CASE("vectors of other libraries are rows") {
  std::vector<TestGraphicsVector<float, 3>> v{{{1, 2, 3}}, {{4, 5, 6}}};
  const auto b = block_of(v);
  CHECK((b.view.rows == 2 && b.view.cols == 3 && b.view.row_stride == 3 && b.view.col_stride == 1));
  CHECK((b.view(0, 2) == 3 && b.view(1, 0) == 4));
  b.view(1, 1) = 7;
  CHECK(v[1].number[1] == 7);
  const TestFixedVector<double, 2> w[3] = {{{1, 2}}, {{3, 4}}, {{5, 6}}};
  const auto c = block_of(w);
  CHECK((c.view.rows == 3 && c.view.cols == 2 && c.view(2, 0) == 5 && c.view(0, 1) == 2));
}

TEST_CASE("complex numbers are rows of two") {
  std::vector<std::complex<float>> v{{1, 2}, {3, 4}, {5, 6}};
  const auto b = block_of(v);
  static_assert(std::is_same_v<decltype(b), const Block<float>>);
  CHECK(b.form == Form::rows);
  CHECK(b.view == View<float>{reinterpret_cast<float*>(v.data()), 3, 2, 2, 1});
  CHECK(b.view(1, 1) == 4);
  const std::array<std::complex<double>, 2> rows[2] = {{{{1, 2}, {3, 4}}}, {{{5, 6}, {7, 8}}}};
  CHECK(block_of(rows).view(1, 2) == 7);
}

TEST_CASE("matrices keep their strides") {
  double memory[6] = {1, 2, 3, 4, 5, 6};
  ColumnMajor m{memory, 2, 3};
  CHECK(block_of(m).view == View<double>{memory, 2, 3, 1, 2});
  CHECK(block_of(m).view(1, 2) == 6);
  const ColumnMajor c = m;
  static_assert(std::is_same_v<decltype(block_of(c)), Block<const double>>);
  const Tensor<float> t(4, 2);
  CHECK(block_of(t).view == View<const float>{t.data(), 4, 2, 2, 1});
  const View<double> v = view(memory, 3, 2, 1, 3);
  CHECK(block_of(v).view == v);
}
