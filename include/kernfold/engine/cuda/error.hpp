// SPDX-License-Identifier: MIT
//
// The exception for what CUDA refuses, and the check that stands around each of its calls.
#pragma once

#include <cuda_runtime.h>
#include <stdexcept>

#include <kernfold/tensors/errors.hpp>

namespace kernfold {

/// A call of CUDA has failed: no GPU, no memory, a kernel that this GPU cannot run. The process may go on, unless the
/// GPU itself is lost.
class cuda_error : public std::runtime_error {
 public:
  cuda_error(const char* call, cudaError_t code, const char* what)
      : std::runtime_error(what), call_(call), code_(code) {}
  /// The function that failed.
  const char* call() const { return call_; }
  cudaError_t code() const { return code_; }

 private:
  const char* call_;
  cudaError_t code_;
};

namespace gpu {
inline namespace KERNFOLD_ISA {

[[noreturn, gnu::cold, gnu::noinline]] inline void throw_cuda_error(const char* call, cudaError_t code) {
  (void)cudaGetLastError();  // else the next launch would report it again
  detail::Message m;
  m << "kernfold: ";
  if (code == cudaErrorNoDevice || code == cudaErrorInsufficientDriver) m << "there is no GPU to compute on: ";
  m << call << ": " << cudaGetErrorString(code) << " (" << cudaGetErrorName(code) << ", "
    << static_cast<std::ptrdiff_t>(code) << ")";
  detail::throw_error(cuda_error(call, code, m.text()));
}
inline void require_success(const char* call, cudaError_t code) {
  if (code != cudaSuccess) throw_cuda_error(call, code);
}

}  // namespace KERNFOLD_ISA
}  // namespace gpu
}  // namespace kernfold
