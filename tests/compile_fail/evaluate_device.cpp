// SPDX-License-Identifier: MIT
//
// evaluate of data on a GPU.
// expected-error: kernfold: evaluate\(f, \.\.\.\): on_device<A>: the argument of type A is on a GPU
// expected-error: on_device<(kernfold::)?DeviceView<const float>
#include <array>

#include <kernfold/api/evaluate.hpp>
#include <kernfold/tensors/device_view.hpp>

using namespace kernfold;

int main() {
  constexpr Vi<0, 3> x{};
  constexpr Vj<1, 3> y{};
  const std::array<float, 3> data{};
#ifdef REJECT
  static_cast<void>(evaluate(x | y, y = device(data.data(), 3), x = data));
#else
  static_cast<void>(evaluate(x | y, y = data, x = data));
#endif
}
