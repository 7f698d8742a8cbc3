// SPDX-License-Identifier: MIT
//
// Calls of the CUDA engine on the host: what stands in for CUDA is in cuda_on_host/, which comes first in the include
// path.
#pragma once

#include <kernfold/cuda.hpp>

namespace cuda_on_host {

/// reduction(arguments...) by the CUDA engine.
template <kernfold::Accuracy accuracy = kernfold::Accuracy::precise, class R, class A, class... F, class... T>
auto run(kernfold::Reduction<R, A, F...> reduction, const T&... arguments) {
  if constexpr (accuracy == kernfold::Accuracy::precise)
    return reduction(arguments..., kernfold::on_cuda{}, kernfold::accuracy::precise);
  else
    return reduction(arguments..., kernfold::on_cuda{});
}

}  // namespace cuda_on_host
