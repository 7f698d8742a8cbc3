// SPDX-License-Identifier: MIT
//
// Whole calls of the CUDA engine, on the host: gradients and other calls of several passes, of host data that are
// copied and of data "on the GPU", against plain loops; what is asked of CUDA, and what happens when it refuses.
#include <algorithm>
#include <map>

#include "api/reduction_gradients.hpp"

#include <kernfold/cuda.hpp>

using namespace kernfold;
using namespace reduction_gradients;

namespace {

template <class T>
DeviceTensor<T> on_gpu(const std::vector<T>& v, std::ptrdiff_t cols) {
  DeviceTensor<T> t(static_cast<std::ptrdiff_t>(v.size()) / cols, cols, cuda_on_host::record.stream);
  gpu::copy(t.data(), v.data(), t.size(), cudaMemcpyHostToDevice, t.stream());
  return t;
}

/// The data of a Call on the GPU.
struct DeviceCall {
  DeviceTensor<double> x, y, v, p;
  explicit DeviceCall(const Call& c) : x(on_gpu(c.x, 3)), y(on_gpu(c.y, 3)), v(on_gpu(c.v, 2)), p(on_gpu(c.p, 1)) {}
};

template <class T>
DeviceView<const T> flat(const DeviceTensor<T>& t) {
  return device(t.data(), t.size());
}

// op(x, y, v, p, more...) of host data, which are copied there and back, ...
template <class Op, class... More>
auto run(Op op, const Call& c, const More&... more) {
  return op(c.x, c.y, c.v, c.p, more..., on_cuda{});
}
// ... and of data on the GPU, a single number among them.
template <class Op, class... More>
auto run_there(Op op, const Call& c, const More&... more) {
  const DeviceCall there(c);
  return op(there.x, there.y, there.v, c.p[0], flat(on_gpu(more, 1))...);
}

constexpr double slope = 1e-7;

}  // namespace

TEST_CASE("calls on a stream, which nothing waits for but copies to the host", "[cuda]") {
  using cuda_on_host::record;
  const Call c;
  const Data e = numbers(Call::M, 3);
  int of_stream;
  record = {};
  record.stream = reinterpret_cast<cudaStream_t>(&of_stream);
  {
    const DeviceCall there(c);
    const auto E = on_gpu(e, 1);
    const int copied = record.copies_up;
    const on_cuda option{record.stream, 1};
    const auto got = value_and_grad(reduction<LogSumExp, Axis1>(score), y)(there.x, there.y, there.v, 0.7, E, option);
    DeviceTensor<double> out(Call::N, 3, record.stream);
    grad(reduction<LogSumExp, Axis1>(score), y)(there.x, there.y, there.v, there.p, E, into(out), option);
    CHECK(record.waits == 0);
    CHECK(record.copies_up == copied);
    CHECK(record.copies_down == 0);
    CHECK(record.device == 0);
    const auto want = differences(over(1, log_sum), c, &Call::y, e);
    check_equal(got.grad.to_host(), want, slope);
    check_equal(out.to_host(), want, slope);
    CHECK(record.waits == 2);
  }
  CHECK(record.on_other_streams == 0);
  CHECK(cuda_on_host::memory.blocks() == 0);
  record = {};
}

TEST_CASE("whatever CUDA refuses is an error, and leaves everything as it was", "[cuda]") {
  using cuda_on_host::record;
  const Call c;
  const Data e = numbers(Call::M, 3);
  std::vector<double> out(3 * Call::N, 42.0);
  constexpr auto gradient = grad(reduction<LogSumExp, Axis1>(score), y);
  int calls = 0;
  for (bool failed = true; failed; ++calls) {
    record.succeed = calls;
    try {
      gradient(c.x, c.y, c.v, c.p, e, on_cuda{nullptr, 1}, into(out));
      failed = false;
    } catch (const cuda_error& error) {
      CHECK(std::string(error.what()).find(error.call()) != std::string::npos);
      const bool copied = std::string(error.call()) == "cudaStreamSynchronize";  // the last of all calls
      if (!copied) CHECK(out == std::vector<double>(3 * Call::N, 42.0));
    }
    CHECK(cuda_on_host::memory.blocks() == 0);
    CHECK(record.device == 0);
    REQUIRE(calls < 1000);
  }
  CHECK(calls > 15);  // arguments, results, kernels, copies
  record = {};
  check_equal(std::span(out), differences(over(1, log_sum), c, &Call::y, e), slope);
}

namespace {

// Resources that know what is taken from them, and that all of it was given back as it was taken.
struct Counting {
  std::map<void*, std::size_t> taken;
  int calls = 0;
  ~Counting() { CHECK(taken.empty()); }
  void* take(std::size_t bytes, cudaStream_t stream) {
    void* p = nullptr;
    CHECK(stream == cuda_on_host::record.stream);
    CHECK(cudaMallocAsync(&p, bytes, stream) == cudaSuccess);
    taken[p] = bytes;
    ++calls;
    return p;
  }
  void give_back(void* p, std::size_t bytes, cudaStream_t stream) {
    CHECK(taken.at(p) == bytes);
    taken.erase(p);
    cudaFreeAsync(p, stream);
  }
};
struct StreamView {  // as rmm::cuda_stream_view and cuda::stream_ref
  cudaStream_t stream;
  StreamView(cudaStream_t s) : stream(s) {}
};
struct StreamLast : Counting {
  void* allocate(std::size_t bytes, StreamView s) { return take(bytes, s.stream); }
  void deallocate(void* p, std::size_t bytes, StreamView s) { give_back(p, bytes, s.stream); }
};
struct StreamFirst : Counting {
  void* allocate(StreamView s, std::size_t bytes, std::size_t) { return take(bytes, s.stream); }
  void deallocate(StreamView s, void* p, std::size_t bytes, std::size_t) { give_back(p, bytes, s.stream); }
};
struct Asynchronous : Counting {
  void* allocate(std::size_t bytes, std::size_t) { return take(bytes, nullptr); }  // these wait
  void deallocate(void* p, std::size_t bytes, std::size_t) { give_back(p, bytes, nullptr); }
  void* allocate_async(std::size_t bytes, std::size_t, StreamView s) { return take(bytes, s.stream); }
  void deallocate_async(void* p, std::size_t bytes, std::size_t, StreamView s) { give_back(p, bytes, s.stream); }
};
struct Empty {
  void* allocate(std::size_t, cudaStream_t) { return nullptr; }
  void deallocate(void*, std::size_t, cudaStream_t) {}
};

}  // namespace

TEMPLATE_TEST_CASE("memory of the caller's resource, for results too", "[cuda]", StreamLast, StreamFirst,
                   Asynchronous) {
  using cuda_on_host::record;
  const Call c;
  const DeviceCall there(c);
  int of_stream;
  record = {};
  record.stream = reinterpret_cast<cudaStream_t>(&of_stream);
  TestType resource;
  const on_cuda option{record.stream, -1, resource};
  {
    constexpr auto lse = reduction<LogSumExp, Axis01>(score);  // keeps states, too
    const auto result = lse(there.x, there.y, there.v, there.p, option);
    const int after = resource.calls;
    CHECK(after >= 2);
    CHECK(resource.taken.size() == 1);
    check_equal(result.to_host(), over(2, log_sum)(c));
    check_equal(lse(c.x, c.y, c.v, c.p, option), over(2, log_sum)(c));
    CHECK(resource.calls >= after + 5);
  }
  CHECK(record.allocations == resource.calls);
  record = {};
}

TEST_CASE("a resource that has nothing left", "[cuda]") {
  const Call c;
  Empty resource;
  const on_cuda option{nullptr, -1, resource};
  constexpr auto sums = reduction<Sum, Axis1>(f);
  CHECK_THROWS_AS(sums(c.x, c.y, c.v, c.p, option), cuda_error);
}

TEST_CASE("a matrix of negative size cannot exist, on the GPU as on the host", "[cuda]") {
  const int before = cuda_on_host::record.allocations;
  CHECK_THROWS_AS(DeviceTensor<double>(-1, 4, nullptr), shape_error);
  CHECK_THROWS_AS(DeviceTensor<double>(4, -1, nullptr), shape_error);
  CHECK_THROWS_AS(DeviceTensor<double>(-2, -3, nullptr), shape_error);
  CHECK(cuda_on_host::record.allocations == before);
  CHECK(DeviceTensor<double>(0, 4, nullptr).size() == 0);
}

TEST_CASE("options of the CPU engine that ask for nothing on a GPU change nothing there", "[cuda]") {
  const Call c;
  constexpr auto op = reduction<Sum, Axis1>(Exp(x | y));
  const auto got = op(c.x, c.y, on_cuda{}), same = op(c.x, c.y, threads(1), on_cuda{}, all_pairs);
  CHECK(std::equal(got.begin(), got.end(), same.begin(), same.end()));
  for (std::size_t i = 0; i < Call::M; ++i) {
    Real want = 0;
    for (std::size_t j = 0; j < Call::N; ++j) {
      Real product = 0;
      for (std::size_t k = 0; k < 3; ++k) product += Real(c.x[3 * i + k]) * c.y[3 * j + k];
      want += std::exp(product);
    }
    CHECK(std::abs(static_cast<Real>(same(static_cast<std::ptrdiff_t>(i), 0)) - want) < 1e-13 * want);
  }
  CHECK_THROWS_AS(op(c.x, c.y, threads(0), on_cuda{}), shape_error);
}

// What the CPU's tests cover, too, but for the engine: under sanitizers it takes minutes to compile.
#if !defined(KERNFOLD_TEST_SUBSET)

TEST_CASE("several reductions in one call", "[cuda]") {
  const Call c;
  const auto together =
      reduction<Axis1>(reduction<Sum>(f), reduction<LogSumExp>(score), reduction<MinArgMin>(SqDist(x, y)));
  const auto check = [&](const auto& sums, const auto& logs, const auto& least, const auto& nearest) {
    check_equal(sums, over(1, sum)(c));
    check_equal(logs, over(1, log_sum)(c));
    for (std::size_t i = 0; i < Call::M; ++i) {
      std::size_t best = 0;
      for (std::size_t j = 1; j < Call::N; ++j)
        if (c.square_distance(i, j) < c.square_distance(i, best)) best = j;
      CHECK(static_cast<std::size_t>(nearest(static_cast<std::ptrdiff_t>(i), 0)) == best);
      CHECK(std::abs(static_cast<Real>(least(static_cast<std::ptrdiff_t>(i), 0)) - c.square_distance(i, best)) < 1e-13);
    }
  };
  const auto [sums, logs, least] = run(together, c);
  check(sums, logs, least.values, least.indices);
  const auto [sums_there, logs_there, least_there] = run_there(together, c);
  check(sums_there.to_host(), logs_there.to_host(), least_there.values.to_host(), least_there.indices.to_host());
}

TEST_CASE("several reductions, and sums with their gradients, share their passes", "[cuda]") {
  constexpr Vi<0, 2> a{};
  constexpr Vj<1, 2> b{};
  constexpr auto d = SqDist(a, b);
  constexpr auto kernel = Exp(-d);
  constexpr auto of_rows =
      reduction<Axis1>(reduction<Sum>(kernel * b), reduction<MaxArgMax>(a | b), reduction<LogSumExp>(-d));
  constexpr auto of_all =
      reduction<Axis01>(reduction<Sum>(kernel * b), reduction<MaxArgMax>(a | b), reduction<LogSumExp>(-d));
  constexpr std::size_t M = 5;
  const Data A = numbers(2 * M, 3);
  for (const std::size_t N : {std::size_t{30}, std::size_t{3000}}) {  // one block, and many whose states are merged
    const Data B = numbers(2 * N, 9), E = numbers(M, 4);
    CAPTURE(N);
    cuda_on_host::record = {};
    const auto [sums, tops, logs] = of_rows(A, B, on_cuda{});
    CHECK(cuda_on_host::record.launches == (N == 30 ? 1 : 4));
    cuda_on_host::record = {};
    const auto [whole_sum, whole_top, whole_log] = of_all(A, B, on_cuda{});
    CHECK(cuda_on_host::record.launches == (N == 30 ? 4 : 7));
    cuda_on_host::record = {};
    const auto [value, slopes] = value_and_grad(reduction<Sum, Axis1>(kernel), a, b)(A, B, E, on_cuda{});
    CHECK(cuda_on_host::record.launches == (N == 30 ? 2 : 4));  // rows of a, with the sum, and those of b

    std::vector<Real> want_sums(2 * M), want_logs(M), want_sum(2), want_value(M), want_a(2 * M), want_b(2 * N);
    Real all = 0, highest = -1e30;
    std::size_t highest_at = 0;
    for (std::size_t i = 0; i < M; ++i) {
      Real best = -1e30;
      std::size_t at = 0;
      for (std::size_t j = 0; j < N; ++j) {
        const Real p0 = Real(A[2 * i]) - B[2 * j], p1 = Real(A[2 * i + 1]) - B[2 * j + 1];
        const Real e = std::exp(-p0 * p0 - p1 * p1);
        const Real product = Real(A[2 * i]) * B[2 * j] + Real(A[2 * i + 1]) * B[2 * j + 1];
        want_value[i] += e;
        for (std::size_t k = 0; k < 2; ++k) {
          want_sums[2 * i + k] += e * B[2 * j + k];
          want_a[2 * i + k] -= 2 * e * (k == 0 ? p0 : p1) * E[i];
          want_b[2 * j + k] += 2 * e * (k == 0 ? p0 : p1) * E[i];
        }
        if (product > best) {
          best = product;
          at = j;
        }
      }
      want_logs[i] = std::log(want_value[i]);
      all += want_value[i];
      for (std::size_t k = 0; k < 2; ++k) want_sum[k] += want_sums[2 * i + k];
      CHECK(static_cast<std::size_t>(tops.indices(static_cast<std::ptrdiff_t>(i), 0)) == at);
      CHECK(std::abs(Real(tops.values(static_cast<std::ptrdiff_t>(i), 0)) - best) < 1e-13);
      if (best > highest) {
        highest = best;
        highest_at = i * N + at;
      }
    }
    check_equal(sums, want_sums);
    check_equal(logs, want_logs);
    check_equal(whole_sum, want_sum);
    check_equal(whole_log, std::vector<Real>{std::log(all)});
    CHECK(static_cast<std::size_t>(whole_top.indices(0, 0)) == highest_at);
    CHECK(std::abs(Real(whole_top.values(0, 0)) - highest) < 1e-13);
    check_equal(value, want_value);
    check_equal(std::get<0>(slopes), want_a);
    check_equal(std::get<1>(slopes), want_b);
  }
}

TEST_CASE("a part that many blocks share", "[cuda]") {
  constexpr Vi<0, 1> a{};
  constexpr Vj<1, 2> b{};
  const Data A{1, 2}, B = numbers(2 * 5000, 9);
  cuda_on_host::record = {};
  const auto got = partial(reduction<LogSumExp, Axis1>(a * b), A, B, on_cuda{}).finish();
  CHECK(cuda_on_host::record.launches == 2);  // and one merges what they leave
  std::vector<Real> want(4);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t k = 0; k < 2; ++k) {
      Real s = 0;
      for (std::size_t j = 0; j < 5000; ++j) s += std::exp(Real(A[i]) * B[2 * j + k]);
      want[2 * i + k] = std::log(s);
    }
  check_equal(got, want);
}

TEST_CASE("gradients of reductions of host data", "[cuda]") {
  const Call c;
  const Data e1 = numbers(Call::M, 3), e2 = numbers(2 * Call::M, 3), all = numbers(2, 4);
  const auto check = [&](const auto& got, const Reference& reference, Data Call::*data, const Data& e) {
    check_equal(got, differences(reference, c, data, e), slope);
  };
  check(run(grad(reduction<Sum, Axis1>(f), y), c, e2), over(1, sum), &Call::y, e2);
  check(run(grad(reduction<LogSumExp, Axis1>(score), x), c, e1), over(1, log_sum), &Call::x, e1);
  check(run(grad(reduction<LogSumExp, Axis1>(score, 1_c + Square(v)), v), c, e2), over(1, weighted_log_sum), &Call::v,
        e2);
  check(run(grad(reduction<SumSoftMaxWeight, Axis1>(score, v), p), c, e2), over(1, attention), &Call::p, e2);
  check(run(grad(reduction<Mean, Axis01>(f), p), c, all), over(2, mean), &Call::p, all);
  check(run(grad(reduction<Mean, Axis1>(f, Exp(-SqDist(x, y))), y), c, e2), over(1, weighted_mean), &Call::y, e2);
  check(run(grad(reduction<Norm, Axis1>(f), x), c, e2), over(1, norm), &Call::x, e2);
}

TEST_CASE("gradients of data on the GPU stay there", "[cuda]") {
  const Call c;
  const Data e1 = numbers(Call::M, 3), e2 = numbers(2 * Call::M, 3), all = numbers(2, 4);
  const auto check = [&](const DeviceTensor<double>& got, const Reference& reference, Data Call::*data, const Data& e) {
    check_equal(got.to_host(), differences(reference, c, data, e), slope);
  };
  constexpr auto lse = reduction<LogSumExp, Axis1>(score);
  check(run_there(grad(lse, x), c, e1), over(1, log_sum), &Call::x, e1);
  check(run_there(grad(reduction<SumSoftMaxWeight, Axis1>(score, v), p), c, e2), over(1, attention), &Call::p, e2);
  check(run_there(grad(reduction<Mean, Axis01>(f), p), c, all), over(2, mean), &Call::p, all);
  // with a result that is handed in: score - L - log 2 gives half the gradient
  Data result;
  for (const double t : run(lse, c)) result.push_back(t + std::log(2.0));
  auto half = differences(over(1, log_sum), c, &Call::x, e1);
  for (Real& t : half) t /= 2;
  check_equal(run_there(grad(lse, x), c, e1, result).to_host(), half, slope);
}

TEST_CASE("values, gradients and derivatives in directions", "[cuda]") {
  const Call c;
  const Data e = numbers(Call::M, 3), e2 = numbers(2 * Call::M, 4), u = numbers(3 * Call::N, 5);
  constexpr auto lse = reduction<LogSumExp, Axis1>(score);
  const auto [value, slopes] = run_there(value_and_grad(lse, y, p), c, e);
  check_equal(value.to_host(), over(1, log_sum)(c));
  check_equal(std::get<0>(slopes).to_host(), differences(over(1, log_sum), c, &Call::y, e), slope);
  check_equal(std::get<1>(slopes).to_host(), differences(over(1, log_sum), c, &Call::p, e), slope);

  const auto [sums, of_x] = run(value_and_grad(reduction<Sum, Axis1>(f), x), c, e2);
  check_equal(sums, over(1, sum)(c));
  check_equal(of_x, differences(over(1, sum), c, &Call::x, e2), slope);
  const auto [of_v, of_p] = run(grads(reduction<SumSoftMaxWeight, Axis1>(score, v), v, p), c, e2);
  check_equal(of_v, differences(over(1, attention), c, &Call::v, e2), slope);
  check_equal(of_p, differences(over(1, attention), c, &Call::p, e2), slope);

  check_equal(run_there(jvp(reduction<Norm, Axis1>(f), y), c, u).to_host(), directional(over(1, norm), c, &Call::y, u),
              slope);
  std::vector<double> out(Call::M);
  run(jvp(lse, y), c, u, into(out));
  check_equal(std::span(out), directional(over(1, log_sum), c, &Call::y, u), slope);
}

TEST_CASE("the second derivative of LogSumExp", "[cuda]") {
  const Call c;
  const Data e = numbers(Call::M, 3), h = numbers(1, 8);
  constexpr auto lse = reduction<LogSumExp, Axis1>(score);
  // h d/dp <e, lse> by differences, and its own differences
  const Reference inner = [&](const Call& call) {
    const std::vector<Real> slope_in_p = differences(over(1, log_sum), call, &Call::p, e);
    return std::vector<Real>{slope_in_p[0] * h[0]};
  };
  check_equal(run_there(grad(grad(lse, p), x), c, e, h).to_host(), differences(inner, c, &Call::x, {1.0}), 1e-5);
}

TEST_CASE("derivatives of Max and Min", "[cuda]") {
  const Call c;
  const Data e = numbers(2 * Call::M, 3), e0 = numbers(2 * Call::N, 3), all = numbers(2, 4);
  const Data u = numbers(3 * Call::N, 5);
  const auto largest = over(1, extreme<1>), smallest = over(2, extreme<-1>);
  const auto [value, slopes] = run(value_and_grad(reduction<Max, Axis1>(f), x, p), c, e);
  check_equal(value, largest(c));
  check_equal(std::get<0>(slopes), differences(largest, c, &Call::x, e), slope);
  check_equal(std::get<1>(slopes), differences(largest, c, &Call::p, e), slope);
  check_equal(run_there(grad(reduction<Max, Axis0>(f), v), c, e0).to_host(),
              differences(over(0, extreme<1>), c, &Call::v, e0), slope);
  check_equal(run_there(grad(reduction<Min, Axis01>(f), y), c, all).to_host(), differences(smallest, c, &Call::y, all),
              slope);
  check_equal(run_there(jvp(reduction<Max, Axis1>(f), y), c, u).to_host(), directional(largest, c, &Call::y, u), slope);
  check_equal(run(jvp(reduction<Min, Axis01>(f), y), c, u), directional(smallest, c, &Call::y, u), slope);
}

TEST_CASE("of equal extrema the first has the derivative, others may have none", "[cuda]") {
  constexpr Vi<0, 1> a{};
  constexpr Vj<1, 1> b{};
  const Data A{0, 1}, B{3, 5, 5, 5}, E{2, 7};
  check_equal(grad(reduction<Max, Axis1>(a + b), b)(A, B, E, on_cuda{}), {0, 9, 0, 0});
  check_equal(grad(reduction<Max, Axis1>(a + b), a)(A, Data{}, E, on_cuda{}), {0, 0});
  // indices that float does not tell apart
  const std::vector<float> one{1};
  constexpr auto of_a = grad(reduction<Max, Axis1>(a), a);
  CHECK_THROWS_AS(of_a(one, one, size_j((1 << 24) + 1), on_cuda{}), shape_error);
  // the derivative of cbrt is infinite at 0, where it is smallest
  check_equal(grad(reduction<Max, Axis1>(a + Cbrt(b)), b)(A, Data{0, 8}, E, on_cuda{}), {0, 9.0 / 12});
}

TEST_CASE("parts of an axis, of one engine and of both", "[cuda]") {
  const Call c;
  constexpr std::ptrdiff_t first = 4, rest = Call::N - first;
  const DeviceCall there(c);
  const View<const double> y_first = view(c.y.data(), first, 3), v_first = view(c.v.data(), first, 2);
  const auto y_rest = device(there.y.data() + 3 * first, rest, 3), v_rest = device(there.v.data() + 2 * first, rest, 2);
  const auto check = [&](auto op, const auto& reference) {
    auto total = partial(op, c.x, y_first, v_first, c.p);
    total.merge(partial(op, there.x, y_rest, v_rest, there.p, first_index(first)));
    auto same = partial(op, there.x, y_rest, v_rest, there.p, first_index(first));
    same.merge(partial(op, c.x, y_first, v_first, c.p, on_cuda{}));
    reference(total.finish());
    reference(same.finish());
  };
  const auto equals = [&](const Reference& r) { return [&c, r](const auto& got) { check_equal(got, r(c)); }; };
  check(reduction<Sum, Axis1>(f), equals(over(1, sum)));
  check(reduction<SumSoftMaxWeight, Axis1>(score, v), equals(over(1, attention)));
  check(reduction<Sum, Axis1>(IndexJ{} * p * SqDist(x, y) + (v | v)), [&](const Tensor<double>& got) {
    for (std::size_t i = 0; i < Call::M; ++i) {
      Real want = 0;
      for (std::size_t j = 0; j < Call::N; ++j)
        want += static_cast<Real>(j) * c.square_distance(i, j) * c.p[0] + Real(c.v[2 * j]) * c.v[2 * j] +
                Real(c.v[2 * j + 1]) * c.v[2 * j + 1];
      CHECK_THAT(got(static_cast<std::ptrdiff_t>(i), 0), Catch::Matchers::WithinRel(static_cast<double>(want), 1e-13));
    }
  });
  check(reduction<ArgKMin<2>, Axis1>(p * SqDist(x, y) + (v | v)), [&](const Tensor<std::int64_t>& got) {
    for (std::size_t i = 0; i < Call::M; ++i) {
      std::vector<std::pair<Real, std::int64_t>> order;
      for (std::size_t j = 0; j < Call::N; ++j)
        order.push_back(
            {c.square_distance(i, j) * c.p[0] + Real(c.v[2 * j]) * c.v[2 * j] + Real(c.v[2 * j + 1]) * c.v[2 * j + 1],
             static_cast<std::int64_t>(j)});
      std::sort(order.begin(), order.end());
      for (std::size_t k = 0; k < 2; ++k) CHECK(got.data()[2 * i + k] == order[k].second);
    }
  });
}

TEST_CASE("all values of a formula, and those of its diagonal", "[cuda]") {
  const Call c;
  const auto values = dense(f + Concat(IndexI{}, IndexJ{}), c.x, c.y, c.v, c.p, on_cuda{});
  REQUIRE(values.rows() == Call::M);
  REQUIRE(values.cols() == 2 * Call::N);
  const DeviceCall there(c);
  const DeviceTensor<double> square =
      diagonal(f + Concat(IndexI{}, IndexJ{}), there.y, device(there.y.data(), Call::N, 3), there.v, c.p[0]);
  CHECK(square.rows() == Call::N);
  const auto zeros = square.to_host();
  for (std::size_t i = 0; i < Call::M; ++i)
    for (std::size_t j = 0; j < Call::N; ++j)
      for (std::size_t k = 0; k < 2; ++k) {
        const Real want = f_of(c, i, j)[k] + static_cast<Real>(k == 0 ? i : j);
        CHECK(std::abs(values.row(static_cast<std::ptrdiff_t>(i))[2 * j + k] - static_cast<double>(want)) < 1e-12);
        CHECK(zeros.data()[2 * j + k] == static_cast<double>(j));  // |y - y|^2 = 0
      }
}

#endif
