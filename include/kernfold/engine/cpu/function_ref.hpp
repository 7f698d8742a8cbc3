// SPDX-License-Identifier: MIT
//
// A reference to a function object. What takes one is no template on the object's type and is compiled once, whatever
// the formulas of the translation unit.
#pragma once

#include <kernfold/config.hpp>

namespace kernfold::cpu {
inline namespace KERNFOLD_ISA {

/// Refers to a function object that is called with arguments A... and lives at least as long.
template <class... A>
class FunctionRef {
 public:
  template <class Function>
  KERNFOLD_INLINE FunctionRef(const Function& function) : object_(&function), call_(&call<Function>) {}
  void operator()(A... a) const { call_(object_, a...); }

 private:
  template <class Function>
  static void call(const void* object, A... a) {
    (*static_cast<const Function*>(object))(a...);
  }
  const void* object_;
  void (*call_)(const void*, A...);
};

}  // namespace KERNFOLD_ISA
}  // namespace kernfold::cpu
