// SPDX-License-Identifier: MIT
//
// Threads of the CPU engine: OpenMP where the translation unit is compiled with it, else POSIX threads, else none.
// Threads only choose who computes a task; what the tasks are never depends on their number.
#pragma once

#include <cstddef>
#include <exception>

#include <kernfold/engine/cpu/function_ref.hpp>

#if defined(_OPENMP)
#include <omp.h>
#define KERNFOLD_OPENMP 1
#elif defined(__unix__) && __has_include(<pthread.h>)
#include <pthread.h>
#include <sched.h>
#include <unistd.h>
#define KERNFOLD_PTHREADS 1
#endif

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

inline constexpr int max_threads = 256;

/// Threads that are used unless a call says otherwise: OMP_NUM_THREADS under OpenMP, else the processors of this
/// process, or of the machine where those are not known.
inline int default_threads() {
#if defined(KERNFOLD_OPENMP)
  return omp_get_max_threads();
#elif defined(KERNFOLD_PTHREADS)
#if defined(__linux__)
  cpu_set_t set;  // too small for a machine of more than 1024 processors
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  const long processors = sysconf(_SC_NPROCESSORS_ONLN);
  return processors < 1 ? 1 : processors < max_threads ? static_cast<int>(processors) : max_threads;
#else
  return 1;
#endif
}

// Hands out the tasks 0, 1, ..., tasks - 1, each once, to whoever asks next. An exception must not leave a thread: the
// first is kept for the caller, and ends the queue.
struct TaskQueue {
  std::ptrdiff_t tasks, next;
  FunctionRef<std::ptrdiff_t, int> body;
  bool failed = false;
  std::exception_ptr failure = nullptr;

  void work(int thread) noexcept {
#if defined(__cpp_exceptions)
    try {
      work_until_done(thread);
    } catch (...) {
      if (!__atomic_test_and_set(&failed, __ATOMIC_RELAXED)) failure = std::current_exception();
      __atomic_store_n(&next, tasks, __ATOMIC_RELAXED);
    }
#else
    work_until_done(thread);
#endif
  }

  void work_until_done(int thread) {
    for (;;) {
      const std::ptrdiff_t t = __atomic_fetch_add(&next, 1, __ATOMIC_RELAXED);
      if (t >= tasks) return;
      body(t, thread);
    }
  }
};

#if defined(KERNFOLD_PTHREADS)
struct Worker {
  TaskQueue* queue;
  int thread;
  pthread_t id;
  static void* run(void* self) {
    Worker* w = static_cast<Worker*>(self);
    w->queue->work(w->thread);
    return nullptr;
  }
};
#endif

// Works on the queue with at most `threads` threads, of which the caller is number 0.
inline void run_threads(TaskQueue& queue, int threads) {
#if defined(KERNFOLD_OPENMP)
#pragma omp parallel num_threads(threads)
  queue.work(omp_get_thread_num());
#elif defined(KERNFOLD_PTHREADS)
  Worker workers[max_threads];
  int started = 1;
  for (; started < threads; ++started) {
    workers[started].queue = &queue;
    workers[started].thread = started;
    if (pthread_create(&workers[started].id, nullptr, &Worker::run, &workers[started]) != 0) break;
  }
  queue.work(0);
  for (int t = 1; t < started; ++t) pthread_join(workers[t].id, nullptr);
#else
  (void)threads;
  queue.work(0);
#endif
}

/// body(task, thread) for each task in [0, tasks), on at most `threads` threads (numbered from 0). If the system gives
/// fewer threads, those there are do the work (OpenMP's run time may end the process instead). If body throws, no new
/// task begins, and when all threads are done one of the exceptions is thrown here.
inline void parallel_for(std::ptrdiff_t tasks, int threads, FunctionRef<std::ptrdiff_t, int> body) {
  TaskQueue queue{tasks, 0, body};
  if (threads > max_threads) threads = max_threads;
  if (threads > tasks) threads = static_cast<int>(tasks);
  if (threads > 1)
    run_threads(queue, threads);
  else
    queue.work(0);
  if (queue.failure) std::rethrow_exception(queue.failure);
}

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu
