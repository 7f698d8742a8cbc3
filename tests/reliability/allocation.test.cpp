// SPDX-License-Identifier: MIT
//
// Memory that runs out: the n-th allocation of a call fails, for every n. Each failure surfaces as std::bad_alloc,
// leaks nothing, leaves out as it was, and the next call works. All of the program's allocations pass through the
// operators of this file, also those of worker threads.
#include <atomic>
#include <cstdlib>
#include <limits>
#include <new>
#include <vector>

#include "support/conformance.hpp"

using namespace kernfold;

namespace {

constexpr std::size_t max_size = std::size_t{1} << 40;  // sanitizers end the process where malloc would return null
constexpr long never = std::numeric_limits<long>::max();
std::atomic<long> blocks{0};    // allocated and not freed
std::atomic<long> left{never};  // allocations that succeed from now on; `never` fails none

void* allocate(std::size_t size, std::size_t alignment) noexcept {
  if (size > max_size || (left != never && left-- <= 0)) return nullptr;
  const std::size_t bytes = (size + alignment - 1) / alignment * alignment;
  void* const p = std::aligned_alloc(alignment, bytes > 0 ? bytes : alignment);
  if (p != nullptr) ++blocks;
  return p;
}
void* allocate_or_throw(std::size_t size, std::size_t alignment) {
  void* const p = allocate(size, alignment);
  if (p == nullptr) throw std::bad_alloc();
  return p;
}
void release(void* p) noexcept {
  if (p == nullptr) return;
  --blocks;
  std::free(p);
}
constexpr std::size_t usual = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

}  // namespace

// All forms: sanitizers' own versions do not call each other, as the standard library's do.
using Align = std::align_val_t;
using NoThrow = const std::nothrow_t&;
void* operator new(std::size_t n) { return allocate_or_throw(n, usual); }
void* operator new[](std::size_t n) { return allocate_or_throw(n, usual); }
void* operator new(std::size_t n, Align a) { return allocate_or_throw(n, static_cast<std::size_t>(a)); }
void* operator new[](std::size_t n, Align a) { return allocate_or_throw(n, static_cast<std::size_t>(a)); }
void* operator new(std::size_t n, NoThrow) noexcept { return allocate(n, usual); }
void* operator new[](std::size_t n, NoThrow) noexcept { return allocate(n, usual); }
void* operator new(std::size_t n, Align a, NoThrow) noexcept { return allocate(n, static_cast<std::size_t>(a)); }
void* operator new[](std::size_t n, Align a, NoThrow) noexcept { return allocate(n, static_cast<std::size_t>(a)); }
void operator delete(void* p) noexcept { release(p); }
void operator delete[](void* p) noexcept { release(p); }
void operator delete(void* p, std::size_t) noexcept { release(p); }
void operator delete[](void* p, std::size_t) noexcept { release(p); }
void operator delete(void* p, Align) noexcept { release(p); }
void operator delete[](void* p, Align) noexcept { release(p); }
void operator delete(void* p, std::size_t, Align) noexcept { release(p); }
void operator delete[](void* p, std::size_t, Align) noexcept { release(p); }
void operator delete(void* p, NoThrow) noexcept { release(p); }
void operator delete[](void* p, NoThrow) noexcept { release(p); }
void operator delete(void* p, Align, NoThrow) noexcept { release(p); }
void operator delete[](void* p, Align, NoThrow) noexcept { release(p); }

namespace {

// call() with the n-th allocation failing, n = 0, 1, ..., until it succeeds; after() checks what a failure leaves.
// Returns the number of failures.
template <class Call, class After>
long fail_each_allocation(Call call, After after) {
  for (long n = 0;; ++n) {
    CAPTURE(n);
    const long before = blocks;
    bool failed = false;
    left = n;
    try {
      call();
    } catch (const std::bad_alloc&) {
      failed = true;
    } catch (...) {
      left = never;
      throw;
    }
    left = never;
    CHECK(blocks == before);
    if (!failed) return n;
    after();
  }
}

constexpr Vi<0, 2> x{};
constexpr Vj<1, 2> y{};
constexpr Vj<2, 1> b{};
constexpr auto f = SqDist(x, y) * b;

// An operation of a user's own that allocates, on whatever thread computes it. Its value is that of its operand.
struct CopyOp : Elementwise<1> {
  static constexpr const char* name = "Copy";
  template <class T>
  static T value(T v) {
    const std::vector<T> copy(1, v);
    return copy[0];
  }
  static constexpr auto derivative(auto, auto g) { return g; }
};

// Small integers: every sum is exact, in whatever order.
std::vector<float> integers(std::ptrdiff_t n) {
  std::vector<float> r;
  for (std::ptrdiff_t k = 0; k < n; ++k) r.push_back(static_cast<float>(k % 3));
  return r;
}

struct Data {
  std::ptrdiff_t M, N;
  std::vector<float> X = integers(2 * M), Y = integers(2 * N), B = integers(N);

  template <class A>
  std::vector<float> expected() const {
    constexpr auto axis = reference::over<A>();
    std::vector<float> sums(static_cast<std::size_t>(axis == reference::Over::j   ? M
                                                     : axis == reference::Over::i ? N
                                                                                  : 1));
    for (std::size_t i = 0; i < X.size() / 2; ++i)
      for (std::size_t j = 0; j < B.size(); ++j) {
        const float d0 = X[2 * i] - Y[2 * j], d1 = X[2 * i + 1] - Y[2 * j + 1];
        sums[axis == reference::Over::j ? i : axis == reference::Over::i ? j : 0] += (d0 * d0 + d1 * d1) * B[j];
      }
    return sums;
  }
};
std::vector<float> elements(const Tensor<float>& t) { return {t.begin(), t.end()}; }

template <class A>
void check_failures(std::ptrdiff_t M, std::ptrdiff_t N) {
  INFO(conformance::sizes(M, N));
  const Data d{M, N};
  const auto expected = d.expected<A>();
  const std::vector<float> untouched(expected.size(), 42.0f);
  auto out = untouched;
  const long into_out = fail_each_allocation([&] { f.reduce<Sum, A>(d.X, d.Y, d.B, into(out), threads(64)); },
                                             [&] { CHECK(out == untouched); });
  CHECK(out == expected);
  const long returned = fail_each_allocation([&] { f.reduce<Sum, A>(d.X, d.Y, d.B, threads(64)); }, [] {});
  CHECK(elements(f.reduce<Sum, A>(d.X, d.Y, d.B, threads(64))) == expected);
  CHECK(into_out >= 1);
  CHECK(returned == into_out + 1);  // the Tensor
}

}  // namespace

TEST_CASE("every allocation of a call may fail", "[allocation]") {
  constexpr std::ptrdiff_t shapes[][2] = {{10, 100000}, {3000, 40}, {1, 1}};
  for (const auto& s : shapes) {
    check_failures<Axis1>(s[0], s[1]);
    check_failures<Axis0>(s[0], s[1]);
    check_failures<Axis01>(s[0], s[1]);
  }
}

TEST_CASE("sizes for which there is no memory", "[allocation]") {
  constexpr auto most = std::numeric_limits<std::ptrdiff_t>::max();
  for (const std::ptrdiff_t M : {std::ptrdiff_t{1} << 60, most / 2, most - 1, most}) {
    CAPTURE(M);
    CHECK_THROWS_AS(((2_c).reduce<Sum, Axis01>(size_i(M), size_j(1))), std::bad_alloc);
    CHECK_THROWS_AS(((2_c).reduce<Sum, Axis01>(size_i(M), size_j(3))), std::bad_alloc);
    CHECK_THROWS_AS((Broadcast<256>(2_c).reduce<Sum, Axis01>(size_i(M), size_j(1))), std::bad_alloc);
  }
}

TEST_CASE("an error needs no memory to say what it has to say", "[allocation]") {
  const std::vector<float> X(20), Y(20), B(9);
  bool refused = false;
  const long failures = fail_each_allocation(
      [&] {
        try {
          f.reduce<Sum, Axis1>(X, Y, B);
        } catch (const shape_error&) {
          refused = true;
        }
      },
      [] {});
  CHECK(failures == 0);
  CHECK(refused);
}

TEST_CASE("an operation whose value throws", "[allocation]") {
  constexpr auto g = apply<CopyOp>(SqDist(x, y)) * b;
  const Data d{3000, 700};  // enough for several threads
  const auto expected = d.expected<Axis1>();
  for (const long n : {1, 2, 3, 10, 100, 1000, 10000}) {
    CAPTURE(n);
    const long before = blocks;
    bool failed = false;
    left = n;
    try {
      g.reduce<Sum, Axis1>(d.X, d.Y, d.B, threads(4));
    } catch (const std::bad_alloc&) {
      failed = true;
    }
    left = never;
    CHECK(failed);
    CHECK(blocks == before);
  }
  CHECK(elements(g.reduce<Sum, Axis1>(d.X, d.Y, d.B, threads(4))) == expected);
}

TEST_CASE("a tensor keeps its value when another cannot be copied to it", "[allocation]") {
  const Tensor<float> from(3, 100);
  CHECK(fail_each_allocation([&] { Tensor<float> copy(from); }, [] {}) == 1);
  Tensor<float> to(1, 2);
  to(0, 0) = to(0, 1) = 42.0f;
  CHECK(fail_each_allocation([&] { to = from; }, [&] { CHECK(elements(to) == std::vector<float>(2, 42.0f)); }) == 1);
  CHECK(to.cols() == 100);
}
