# SPDX-License-Identifier: MIT
#
# Writes the library as one header: cmake -D OUTPUT=<file> -D VERSION=<version> -P cmake/single_header.cmake
# It is the umbrella and program/print.hpp, with each of our headers in place of its first #include, or of each #include if
# it has no #pragma once. Includes of the system stay where they are, under the conditions that they stand under.
cmake_minimum_required(VERSION 3.25)
set(root ${CMAKE_CURRENT_LIST_DIR}/..)
set(include_line "\n#include <(kernfold/[^>\n]+)>[^\n]*")

# Appends a header to the output, with all that it includes and that is not there yet. `conditions`: how many #if it
# stands under. Text that must be there in any case cannot be written under a condition, so that is an error.
function(expand header conditions)
  file(READ ${root}/include/${header} text)
  if(NOT text MATCHES "#pragma once\n")
    string(REGEX REPLACE "^(//[^\n]*\n)+" "" text "${text}")
    set_property(GLOBAL APPEND_STRING PROPERTY output "${text}")
    return()
  endif()

  get_property(written GLOBAL PROPERTY written)
  get_property(conditional GLOBAL PROPERTY conditional)
  if(header IN_LIST conditional)
    message(FATAL_ERROR "${header} stands under an #if and is included elsewhere too")
  elseif(header IN_LIST written)
    return()
  elseif(conditions GREATER 1)
    message(FATAL_ERROR "${header} is first reached through two #if or a header under one; include it before")
  elseif(conditions EQUAL 1)
    set_property(GLOBAL APPEND PROPERTY conditional ${header})
    set(conditions 2)
  endif()
  set_property(GLOBAL APPEND PROPERTY written ${header})

  string(REPLACE "// SPDX-License-Identifier: MIT\n//\n" "" text "${text}")
  string(REPLACE "#pragma once\n" "" text "${text}")
  string(PREPEND text "\n// ---- ${header}\n\n")
  while(text MATCHES "${include_line}")
    set(included ${CMAKE_MATCH_1})
    string(FIND "${text}" "${CMAKE_MATCH_0}" begin)
    string(LENGTH "${CMAKE_MATCH_0}" length)
    math(EXPR end "${begin} + ${length}")
    string(SUBSTRING "${text}" 0 ${begin} before)
    string(SUBSTRING "${text}" ${end} -1 text)
    set_property(GLOBAL APPEND_STRING PROPERTY output "${before}")
    string(REGEX MATCHALL "\n# *if" opened "${before}")
    string(REGEX MATCHALL "\n# *endif" closed "${before}")
    list(LENGTH opened opened)
    list(LENGTH closed closed)
    math(EXPR conditions "${conditions} + ${opened} - ${closed}")
    expand(${included} ${conditions})
  endwhile()
  set_property(GLOBAL APPEND_STRING PROPERTY output "${text}")
endfunction()

expand(kernfold/kernfold.hpp 0)
expand(kernfold/program/print.hpp 0)
get_property(text GLOBAL PROPERTY output)
file(READ ${root}/LICENSE license)
string(STRIP "${license}" license)
string(REPLACE "\n" "\n// " license "// ${license}")
string(REPLACE "// \n" "//\n" license "${license}")
string(REGEX REPLACE "\n\n\n+" "\n\n" text "${text}")
file(WRITE ${OUTPUT} "// SPDX-License-Identifier: MIT
//
// kernfold ${VERSION}, generated: <kernfold/kernfold.hpp> and <kernfold/program/print.hpp> in one file.
//
${license}
#pragma once
${text}")
