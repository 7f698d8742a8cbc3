// SPDX-License-Identifier: MIT
#include <exception>
#include <limits>
#include <string>

#include "support/catch2.hpp"

#include <kernfold/tensors/errors.hpp>

using namespace kernfold;

namespace {
std::string text(const detail::Message& m) { return m.text(); }
}  // namespace

TEST_CASE("messages are put together from strings and numbers") {
  constexpr std::ptrdiff_t least = std::numeric_limits<std::ptrdiff_t>::min();
  detail::Message m;
  CHECK(text(m).empty());
  m << "a" << 7 << " " << -12 << "" << (detail::Message() << "b" << 305) << "c";
  CHECK(text(m) == "a7 -12b305c");
  CHECK(text(detail::Message() << least) == std::to_string(least));
  CHECK(text(detail::Message() << std::numeric_limits<std::ptrdiff_t>::max()) ==
        std::to_string(std::numeric_limits<std::ptrdiff_t>::max()));
}

TEST_CASE("a message that is too long is cut off") {
  const std::string line(100, 'x');
  detail::Message m;
  std::string all;
  for (int k = 0; k < 10; ++k) {
    m << line.c_str();
    all += line;
  }
  CHECK(text(m).size() >= 400);
  CHECK(text(m) == all.substr(0, text(m).size()));
}

TEST_CASE("describe names an argument as it is written") {
  CHECK(text(detail::describe(0, {true, Category::i, 3})) == "argument 0 (Vi<0, 3>)");
  CHECK(text(detail::describe(1, {true, Category::j, 10})) == "argument 1 (Vj<1, 10>)");
  CHECK(text(detail::describe(12, {true, Category::parameter, 1})) == "argument 12 (Pm<12, 1>)");
}

TEST_CASE("shape_error is an exception whose message begins with the library's name") {
  try {
    detail::throw_shape_error(detail::Message() << "no");
    FAIL("it does not throw");
  } catch (const std::exception& e) {
    CHECK(std::string(e.what()) == "kernfold: no");
  }
}

TEST_CASE("copies of a shape_error keep its message, and a long one is cut off") {
  const std::string line(1000, 'x');
  const shape_error a("a"), long_one(line.c_str());
  shape_error copy = a;
  CHECK(std::string(copy.what()) == "a");
  copy = long_one;
  CHECK(std::string(copy.what()) == line.substr(0, 479));
  copy = a;
  CHECK(std::string(copy.what()) == "a");
}

TEST_CASE("counts and shapes in words") {
  CHECK(text(detail::count(1, "row")) == "1 row");
  CHECK(text(detail::count(0, "row")) == "0 rows");
  CHECK(text(detail::shape(2, 3)) == "2 x 3");
}
