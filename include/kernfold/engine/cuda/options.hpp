// SPDX-License-Identifier: MIT
//
// The options of calls on a GPU: where, and how exact.
#pragma once

#include <cuda_runtime.h>

#include <kernfold/engine/cuda/lane.hpp>
#include <kernfold/engine/cuda/memory.hpp>
#include <kernfold/tensors/options.hpp>

namespace kernfold {

/// on_cuda{stream, device, resource}: compute on a GPU, in the order of the stream (by default the default stream), on
/// device number `device` (by default, or where negative, the current one), in memory of the resource (by default the
/// device's pool; see DeviceMemory). Data in host memory are copied there, and the result back: such a call waits for
/// the stream, one with data on the GPU does not.
struct on_cuda : AnyOption {
  using engine = gpu::Engine;
  cudaStream_t stream;
  int device;
  DeviceMemory memory;
  constexpr explicit on_cuda(cudaStream_t s = nullptr, int number = -1) : stream(s), device(number) {}
  template <class Resource>
  on_cuda(cudaStream_t s, int number, Resource& resource) : stream(s), device(number), memory(resource) {}
};

/// How exact a call on a GPU is; see Accuracy. The CPU engine does not look at it.
namespace accuracy {
struct AnyAccuracy : AnyOption {};
struct Fast : AnyAccuracy {};
struct Precise : AnyAccuracy {};
/// The default: the GPU's approximations, of float.
inline constexpr Fast fast{};
/// Functions within 2 ulp.
inline constexpr Precise precise{};
}  // namespace accuracy

}  // namespace kernfold
