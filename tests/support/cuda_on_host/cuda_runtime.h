// SPDX-License-Identifier: MIT
//
// A stand-in for CUDA's runtime, for tests of whole calls without a GPU: the functions that the library calls, on the
// host. "Memory of the GPU" is memory that only kernels and copies can touch: elsewhere, and past its ends, a use of it
// ends the program. A stream's work is done at once. Tests read what was called, and let a call fail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <sys/mman.h>

#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n) (static_cast<void>(p), static_cast<void>(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) (static_cast<void>(p), static_cast<void>(n))
#endif

using cudaStream_t = struct CUstream_st*;
enum cudaError_t {
  cudaSuccess = 0,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInvalidConfiguration = 9,
  cudaErrorInsufficientDriver = 35,
  cudaErrorNoDevice = 100,
  cudaErrorInvalidDevice = 101,
  cudaErrorLaunchFailure = 719
};
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2 };

namespace cuda_on_host {

/// What was called, and what is to fail.
struct Record {
  int allocations = 0, launches = 0, copies_up = 0, copies_down = 0, waits = 0;
  int device = 0;                 // the current one, of two
  cudaStream_t stream = nullptr;  // that all work must be on, or it counts as
  int on_other_streams = 0;
  int succeed = -1;  // so many calls that may fail, then one that does; negative: all
};
inline Record record;

// Is this the call that fails?
inline bool fails() { return record.succeed >= 0 && record.succeed-- == 0; }
inline void count(int& calls, cudaStream_t stream) {
  ++calls;
  record.on_other_streams += stream != record.stream;
}

/// Memory that cannot be touched but while an Access lives.
class Memory {
 public:
  void* allocate(std::size_t bytes) {
    const std::size_t pages = (bytes + page - 1) / page * page;
    void* const at = mmap(nullptr, pages + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) return nullptr;
    auto* const begin = static_cast<unsigned char*>(at);
    unsigned char* const p = begin + pages - (bytes + 15) / 16 * 16;
    mprotect(begin, pages, PROT_READ | PROT_WRITE);
    std::memset(begin, 0xff, pages);
    mprotect(begin, pages, PROT_NONE);
    ASAN_POISON_MEMORY_REGION(begin, pages);
    ASAN_UNPOISON_MEMORY_REGION(p, bytes);
    blocks_[p] = {begin, pages, bytes};
    return p;
  }
  void release(void* p) {
    const auto found = blocks_.find(static_cast<unsigned char*>(p));
    if (found == blocks_.end()) stop("cudaFreeAsync: this is no memory of the GPU");
    ASAN_UNPOISON_MEMORY_REGION(found->second.begin, found->second.pages);
    munmap(found->second.begin, found->second.pages + page);
    blocks_.erase(found);
  }
  /// What is allocated now.
  std::size_t blocks() const { return blocks_.size(); }
  bool holds(const void* p) const {
    const auto* const at = static_cast<const unsigned char*>(p);
    const auto after = blocks_.upper_bound(const_cast<unsigned char*>(at));
    if (after == blocks_.begin()) return false;
    const auto& [begin, block] = *std::prev(after);
    return at < begin + block.bytes;
  }
  void protect(int how) const {
    for (const auto& [p, block] : blocks_) mprotect(block.begin, block.pages, how);
  }
  [[noreturn]] static void stop(const char* why) {
    std::fprintf(stderr, "%s\n", why);
    std::abort();
  }

 private:
  static constexpr std::size_t page = 4096;
  struct Block {
    unsigned char* begin;
    std::size_t pages, bytes;
  };
  std::map<unsigned char*, Block> blocks_;
};
inline Memory memory;

struct Access {
  Access() { memory.protect(PROT_READ | PROT_WRITE); }
  ~Access() { memory.protect(PROT_NONE); }
  Access(const Access&) = delete;
  Access& operator=(const Access&) = delete;
};

}  // namespace cuda_on_host

inline cudaError_t cudaMallocAsync(void** p, std::size_t bytes, cudaStream_t stream) {
  cuda_on_host::count(cuda_on_host::record.allocations, stream);
  *p = cuda_on_host::fails() ? nullptr : cuda_on_host::memory.allocate(bytes);
  return *p == nullptr ? cudaErrorMemoryAllocation : cudaSuccess;
}
inline cudaError_t cudaFreeAsync(void* p, cudaStream_t) {
  cuda_on_host::memory.release(p);
  return cudaSuccess;
}
inline cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                                   cudaStream_t stream) {
  using namespace cuda_on_host;
  const bool up = kind == cudaMemcpyHostToDevice;
  count(up ? record.copies_up : record.copies_down, stream);
  if (fails()) return cudaErrorLaunchFailure;
  if (memory.holds(to) != up || memory.holds(from) == up) Memory::stop("cudaMemcpyAsync: memory of the wrong side");
  const Access access;
  std::memcpy(to, from, bytes);
  return cudaSuccess;
}
inline cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  cuda_on_host::count(cuda_on_host::record.waits, stream);
  return cuda_on_host::fails() ? cudaErrorLaunchFailure : cudaSuccess;
}
inline cudaError_t cudaGetDevice(int* device) {
  *device = cuda_on_host::record.device;
  return cuda_on_host::fails() ? cudaErrorNoDevice : cudaSuccess;
}
inline cudaError_t cudaSetDevice(int device) {
  if (device > 1) return cudaErrorInvalidDevice;
  cuda_on_host::record.device = device;
  return cudaSuccess;
}
inline cudaError_t cudaGetLastError() { return cuda_on_host::fails() ? cudaErrorLaunchFailure : cudaSuccess; }
inline const char* cudaGetErrorString(cudaError_t) { return "what CUDA says"; }
inline const char* cudaGetErrorName(cudaError_t) { return "cudaErrorName"; }
