// SPDX-License-Identifier: MIT
//
// parallel_for by itself: every task once, exceptions of any thread, and a system that gives fewer threads than asked
// for, or none. A program of its own, since it has a pthread_create of its own.
#include <atomic>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/catch2.hpp"

#include <kernfold/config.hpp>

#if !defined(_OPENMP)
#include <pthread.h>

namespace {
// How many threads the system still gives.
std::atomic<int> threads_left{1000000};
int limited_pthread_create(pthread_t* id, const pthread_attr_t* a, void* (*run)(void*), void* argument) {
  return threads_left-- > 0 ? pthread_create(id, a, run, argument) : 11;
}
}  // namespace

#define pthread_create limited_pthread_create
#endif
#include <kernfold/engine/cpu/threads.hpp>
#undef pthread_create

using namespace kernfold::cpu;

namespace {

// Every task runs once, on a thread whose number is below `threads`.
void check_tasks(std::ptrdiff_t tasks, int threads) {
  CAPTURE(tasks, threads);
  std::vector<std::atomic<int>> runs(static_cast<std::size_t>(tasks));
  std::atomic<bool> known{true};
  parallel_for(tasks, threads, [&](std::ptrdiff_t task, int thread) {
    ++runs[static_cast<std::size_t>(task)];
    if (thread < 0 || thread >= threads) known = false;
  });
  CHECK(known);
  int wrong = 0;
  for (const auto& r : runs) wrong += r != 1;
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("every task runs once", "[threads]") {
  for (const std::ptrdiff_t tasks : {0, 1, 2, 3, 1000})
    for (const int threads : {1, 2, 3, 64, 1000}) check_tasks(tasks, threads);
}

TEST_CASE("an exception surfaces, whichever thread throws it", "[threads]") {
  for (const int threads : {1, 2, 4})
    for (std::ptrdiff_t thrower = 0; thrower < 4; ++thrower) {
      CAPTURE(threads, thrower);
      std::string caught;
      try {
        parallel_for(4, threads, [&](std::ptrdiff_t task, int) {
          if (task == thrower) throw std::runtime_error("task " + std::to_string(task));
        });
      } catch (const std::runtime_error& e) {
        caught = e.what();
      }
      CHECK(caught == "task " + std::to_string(thrower));
      check_tasks(100, threads);
    }
}

TEST_CASE("of exceptions in several threads one surfaces, and no thread begins another task", "[threads]") {
  for (const int threads : {1, 4, 4, 4, 4, 4, 4, 4}) {
    std::atomic<int> runs{0};
    CHECK_THROWS_AS(parallel_for(1000000, threads,
                                 [&](std::ptrdiff_t, int) {
                                   ++runs;
                                   throw std::bad_alloc();
                                 }),
                    std::bad_alloc);
    CHECK(runs <= threads);
  }
}

#if !defined(_OPENMP)
TEST_CASE("fewer threads than asked for do the work", "[threads]") {
  for (const int given : {0, 1, 3}) {
    CAPTURE(given);
    threads_left = given;
    check_tasks(1000, 8);
  }
  threads_left = 1000000;
  check_tasks(1000, 8);
}
#endif
