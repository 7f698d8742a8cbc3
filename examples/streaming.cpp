// SPDX-License-Identifier: MIT
//
// Reductions over more data than memory may hold: y lies in a file, of which one piece at a time is mapped into memory.
// Each piece gives partial results; they merge to those of the whole. The same does for data that come as a stream, and
// for pieces that several machines work on.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <span>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

#include <kernfold/kernfold.hpp>

using namespace kernfold;

constexpr int D = 16, K = 5;
constexpr Vi<0, D> x{};
constexpr Vj<1, D> y{};
constexpr auto d = SqDist(x, y);
constexpr auto density = reduction<LogSumExp, Axis1>(-d);
constexpr auto nearest = reduction<KMinArgKMin<K>, Axis1>(d);

constexpr std::ptrdiff_t M = 20, N = 600'000, piece = 1 << 14;  // a piece of the file begins at a page
constexpr double megabyte = 1e6, file_size = N * D * sizeof(float) / megabyte, budget = 24;

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

/// The most memory that the program has had so far, in megabytes; 0 on systems that do not tell it so.
double peak_memory() {
  double kilobytes = 0;
  if (std::FILE* const status = std::fopen("/proc/self/status", "r")) {
    char line[256];
    while (std::fgets(line, sizeof(line), status) != nullptr)
      if (std::strncmp(line, "VmHWM:", 6) == 0) kilobytes = std::atof(line + 6);
    std::fclose(status);
  }
  return kilobytes * 1024 / megabyte;
}

/// The rows first, ..., first + count - 1 of a file, in memory as long as this lives.
class MappedRows {
 public:
  MappedRows(std::FILE* file, std::ptrdiff_t first, std::ptrdiff_t count)
      : size_(static_cast<std::size_t>(count * D)),
        data_(mmap(nullptr, size_ * sizeof(float), PROT_READ, MAP_SHARED, fileno(file),
                   static_cast<off_t>(first * D) * static_cast<off_t>(sizeof(float)))) {
    if (data_ == MAP_FAILED) fail("mmap");
  }
  ~MappedRows() { munmap(data_, size_ * sizeof(float)); }
  MappedRows(const MappedRows&) = delete;
  MappedRows& operator=(const MappedRows&) = delete;

  std::span<const float> numbers() const { return {static_cast<const float*>(data_), size_}; }

 private:
  std::size_t size_;
  void* data_;
};

/// Calls take(first, numbers) for the rows of the file, piece by piece.
template <class Take>
void for_each_piece(std::FILE* file, Take take) {
  for (std::ptrdiff_t first = 0; first < N; first += piece)
    take(first, MappedRows(file, first, std::min(piece, N - first)).numbers());
}

void fill(std::vector<float>& numbers, std::mt19937& generator) {
  std::uniform_real_distribution<float> uniform;
  for (float& number : numbers) number = uniform(generator);
}

/// The sum of the relative errors of the first rows of the results, against plain loops in double precision.
double relative_error(std::FILE* file, const std::vector<float>& X, const Tensor<float>& densities,
                      const ValuesAndIndices<float>& neighbours) {
  double error = 0;
  for (std::ptrdiff_t i = 0; i < 2; ++i) {
    std::vector<double> distances;
    double sum = 0;
    for_each_piece(file, [&](std::ptrdiff_t, std::span<const float> Y) {
      for (std::size_t j = 0; j < Y.size(); j += D) {
        double distance = 0;
        for (std::size_t k = 0; k < D; ++k) {
          const double difference = double{X[static_cast<std::size_t>(i) * D + k]} - double{Y[j + k]};
          distance += difference * difference;
        }
        sum += std::exp(-distance);
        distances.push_back(distance);
      }
    });
    error += std::abs(densities(i, 0) / std::log(sum) - 1);
    std::vector<double> sorted = distances;
    std::partial_sort(sorted.begin(), sorted.begin() + K, sorted.end());
    for (int k = 0; k < K; ++k) {
      const double expected = sorted[static_cast<std::size_t>(k)];
      const double at_index = distances[static_cast<std::size_t>(neighbours.indices(i, k))];
      error += std::abs(neighbours.values(i, k) / expected - 1) + std::abs(at_index / expected - 1);
    }
  }
  return error;
}

int main() {
  std::mt19937 generator(1);
  const double at_start = peak_memory();

  std::FILE* const file = std::tmpfile();
  if (file == nullptr) fail("tmpfile");
  std::vector<float> rows(piece * D);
  for (std::ptrdiff_t first = 0; first < N; first += piece) {
    const auto size = static_cast<std::size_t>(std::min(piece, N - first) * D);
    fill(rows, generator);
    if (std::fwrite(rows.data(), sizeof(float), size, file) != size) fail("fwrite");
  }
  if (std::fflush(file) != 0) fail("fflush");

  std::vector<float> X(M * D);
  fill(X, generator);
  const Tensor<float> none(0, D);
  auto all_density = partial(density, X, none);
  auto all_nearest = partial(nearest, X, none);
  for_each_piece(file, [&](std::ptrdiff_t first, std::span<const float> Y) {
    all_density.merge(partial(density, X, Y));
    all_nearest.merge(partial(nearest, X, Y, first_index(first)));  // indices count from the beginning of the file
  });
  const Tensor<float> densities = all_density.finish();
  const ValuesAndIndices<float> neighbours = all_nearest.finish();
  const double used = peak_memory() - at_start;

  const double error = relative_error(file, X, densities, neighbours);
  std::fclose(file);
  std::printf("x_0: log of the density %g, nearest point %lld at squared distance %g\n", double{densities(0, 0)},
              static_cast<long long>(neighbours.indices(0, 0)), double{neighbours.values(0, 0)});
  std::printf("file %.1f MB, budget %.1f MB, used %.1f MB; relative error %.1e\n", file_size, budget, used, error);
  const bool pass = used <= budget && budget < file_size && error < 1e-5;
  std::puts(pass ? "PASS" : "FAIL");
  return pass ? 0 : 1;
}
