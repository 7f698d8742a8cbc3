# SPDX-License-Identifier: MIT
#
# The target kernfold::cuda: kernfold::kernfold for .cu files, if there is a CUDA compiler. For our build and for
# find_package(kernfold COMPONENTS cuda).
include_guard(GLOBAL)
include(CheckLanguage)
check_language(CUDA)
if(CMAKE_CUDA_COMPILER)
  add_library(kernfold::cuda INTERFACE IMPORTED GLOBAL)
  target_link_libraries(kernfold::cuda INTERFACE kernfold::kernfold)
  # CMake 3.25 has no cuda_std_20. What the host alone may call is by default only a warning on the device, and wrong.
  target_compile_options(kernfold::cuda INTERFACE "$<$<COMPILE_LANGUAGE:CUDA>:-std=c++20>"
    "$<$<COMPILE_LANG_AND_ID:CUDA,NVIDIA>:SHELL:-Werror cross-execution-space-call>")
endif()
