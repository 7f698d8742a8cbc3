// SPDX-License-Identifier: MIT
//
// kernfold on the CPU against hand-written code, against the machine's rate of fused multiply-adds and against peer
// programs, all in one run (see harness.hpp). Prints the tables of benchmarks/results.
#include <cstdlib>
#include <string>

#include "formulas.hpp"
#include "reductions.hpp"

using namespace bench;

namespace {

struct Options {
  int rounds = 25, threads = 1;
  bool sizes = false, reductions = false, dimensions = false;
  std::string only;  // rows whose name contains it
  std::vector<std::unique_ptr<Peer>> peers;
};

void print_head(std::vector<std::string> columns, const Options& options, const std::string& of_peer) {
  for (const auto& peer : options.peers) columns.push_back(of_peer + peer->title());
  for (const auto& column : columns) printf("| %s ", column.c_str());
  printf("|\n");
  for (std::size_t k = 0; k < columns.size(); ++k) printf("|---");
  printf("|\n");
}

// `limit`: of seconds for kernfold, and a fifth of that for a peer.
template <class T>
void print_row(const Row<T>& row, const Options& options, double limit = 10) {
  if (row.name.find(options.only) == std::string::npos) return;
  const Measured m = measure(row, options.threads, options.rounds, limit, options.peers, limit / 5);
  const double pairs = static_cast<double>(row.M) * static_cast<double>(row.N);
  std::vector<double> milliseconds = m.kernfold;
  for (double& t : milliseconds) t *= 1e3;
  printf("| %s | %td x %td | %s | %s | %s | %s | %s | %s | %s |", row.title.c_str(), row.M, row.N, type_name<T>,
         text(milliseconds).c_str(), text(1e-9 * pairs / quartiles(m.kernfold).median).c_str(),
         text(m.of_hand_written[0]).c_str(), text(m.of_hand_written[1]).c_str(), text(m.of_peak).c_str(),
         text(m.best_wall / m.best_wall_of_all).c_str());
  for (const auto& ratios : m.over_peer) printf(" %s |", text(ratios).c_str());
  printf("\n");
  fflush(stdout);
}

template <class T>
void print_rows(const Options& options) {
  for (const auto& rows : {gaussian<T>(10000, 10000), attention<T>(4000, 4000), tutorial<T>(3000, 5000)})
    for (const auto& row : rows) print_row(row, options);
}

void print_rows_head(const Options& options) {
  print_head({"formula", "pairs", "type", "CPU ms", "1e9 pairs/s", "of hand-written as exact", "of hand-written",
              "of FMA peak", "speed-up, " + std::to_string(cpu::default_threads()) + " threads"},
             options, "times faster than ");
}

void print_table(const Options& options) {
  std::vector<double> single, twice;
  for (int k = 0; k < options.rounds; ++k) {
    single.push_back(fma_peak<float>(options.threads) * 1e-9);
    twice.push_back(fma_peak<double>(options.threads) * 1e-9);
  }
  printf("Hand-written code: %s. FMA peak: %s Gflop/s a thread in float, %s in double.\n\n", hand::instruction_set,
         text(single).c_str(), text(twice).c_str());
  print_rows_head(options);
  print_rows<float>(options);
  print_rows<double>(options);
}

template <class T>
void print_comparison(int D, std::vector<Contender> all, const Options& options) {
  compare(all, options.threads, std::max(1, options.rounds / 3));
  for (const Contender& c : all) {
    printf("| %s | %d | %s | %s | %s | %s |\n", c.title.c_str(), D, type_name<T>,
           text(1e3 * quartiles(c.seconds).median).c_str(), all[c.against].title.c_str(), text(c.ratio).c_str());
    fflush(stdout);
  }
}

// Neighbours and softmax, then every reduction beside the sum of what it reduces.
void print_reductions(const Options& options) {
  print_rows_head(options);
  constexpr double limit = 4;
  constexpr Index M = 1000, N = 100000;
  for (const auto& row :
       {neighbours<float, 3, 1>(M, N), neighbours<float, 3, 10>(M, N), neighbours<float, 3, 50>(M, N),
        neighbours<float, 16, 1>(M, N), neighbours<float, 16, 10>(M, N), neighbours<float, 16, 50>(M, N),
        neighbours<float, 64, 1>(M, N), neighbours<float, 64, 10>(M, N), neighbours<float, 64, 50>(M, N)})
    print_row(row, options, limit);
  for (const auto& row : softmax<float>(4096, 4096)) print_row(row, options, limit);
  for (const auto& row : softmax<double>(4096, 4096)) print_row(row, options, limit);
  if (!options.only.empty()) return;
  constexpr Index m = 1024;
  printf("\n%td x %td pairs, of SqDist(x, y) where nothing else is said:\n\n", m, N);
  printf("| reduction | D | type | CPU ms | beside | ratio |\n|---|---|---|---|---|---|\n");
  print_comparison<float>(3, contenders<float, 3, true>(m, N), options);
  print_comparison<float>(16, contenders<float, 16, false>(m, N), options);
  print_comparison<float>(64, contenders<float, 64, false>(m, N), options);
  print_comparison<float>(64, attention_contenders<float>(m, N), options);
  print_comparison<double>(3, contenders<double, 3, false>(m, N), options);
}

// Contractions in high dimension, as a share of the FMA peak: the multiply-adds of the contractions count, exp does
// not.
template <class T, int D, class Weight>
void print_weighted(Index M, const Options& options) {
  for (const auto& row : weighted<T, D, Weight>(M, M)) print_row(row, options);
}
template <class T, class Weight>
void print_dimensions(const Options& options) {
  print_weighted<T, 16, Weight>(4000, options);
  print_weighted<T, 32, Weight>(4000, options);
  print_weighted<T, 64, Weight>(4000, options);
  print_weighted<T, 100, Weight>(3000, options);
  print_weighted<T, 128, Weight>(3000, options);
  print_weighted<T, 130, Weight>(3000, options);
  print_weighted<T, 512, Weight>(2000, options);
}

// The Gaussian in milliseconds of CPU time for growing sizes. A peer whose next call would take some 10 s leaves.
void print_sizes(const Options& options) {
  print_head({"M = N", "kernfold"}, options, "");
  for (const Index N : {1000, 3000, 10000, 30000, 100000}) {
    const Measured m = measure(gaussian<float>(N, N)[0], options.threads, options.rounds, 3, options.peers, 1);
    printf("| %td | %s |", N, text(1e3 * quartiles(m.kernfold).median).c_str());
    for (std::size_t k = 0; k < options.peers.size(); ++k) {
      const double t = m.peer[k].empty() ? 1 : quartiles(m.peer[k]).median;
      printf(" %s |", m.peer[k].empty() ? "" : text(1e3 * t).c_str());
      if (t >= 1) options.peers[k]->leave();
    }
    printf("\n");
    fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int k = 1; k < argc; ++k) {
    const std::string word = argv[k];
    if (word == "--rounds" && k + 1 < argc) {
      options.rounds = std::max(1, std::atoi(argv[++k]));
    } else if (word == "--threads" && k + 1 < argc) {
      options.threads = std::max(1, std::atoi(argv[++k]));
    } else if (word == "--only" && k + 1 < argc) {
      options.only = argv[++k];
    } else if (word == "--sizes") {
      options.sizes = true;
    } else if (word == "--reductions") {
      options.reductions = true;
    } else if (word == "--dimensions") {
      options.dimensions = true;
    } else if (word == "--peer" && k + 2 < argc) {
      options.peers.push_back(std::make_unique<Peer>(argv[k + 1], argv[k + 2]));
      k += 2;
    } else {
      fprintf(stderr,
              "usage: %s [--sizes | --reductions | --dimensions] [--rounds n] [--threads n] [--only NAME] [--peer NAME "
              "COMMAND]...\n",
              argv[0]);
      return 2;
    }
  }
  if (options.dimensions) {
    print_rows_head(options);
    print_dimensions<float, SquareWeight>(options);
    print_dimensions<double, SquareWeight>(options);
    print_dimensions<float, ExpWeight>(options);
    print_dimensions<double, ExpWeight>(options);
  } else if (options.sizes)
    print_sizes(options);
  else if (options.reductions)
    print_reductions(options);
  else
    print_table(options);
  if (failed) fprintf(stderr, "some results are wrong\n");
  return failed ? 1 : 0;
}
