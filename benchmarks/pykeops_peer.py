# SPDX-License-Identifier: MIT
#
# pykeops on the CPU as a peer of cpu.cpp (see there): reads "NAME TYPE THREADS" line by line, answers "WALL CPU SUM".
# Its defaults, its own formula strings, the same data. The first call of each formula, which compiles, is not timed.
import ctypes
import os
import sys
import time

# What pykeops prints while it compiles must not get among the answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import numpy as np
from pykeops.numpy import Genred


def numbers(shape, salt, low, width, dtype):
    """splitmix64, as in cpu.cpp."""
    n = int(np.prod(shape))
    with np.errstate(over="ignore"):
        z = np.uint64(salt << 32) + np.uint64(0x9E3779B97F4A7C15) * np.arange(1, n + 1, dtype=np.uint64)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    u = (z >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return (low + width * u).astype(dtype).reshape(shape)


# Formula, its variables (alias, shape, salt, lowest value, width of the range), and the axis that is summed over.
def gaussian(formula, axis):
    variables = [
        ("x = Vi(0, 3)", (10000, 3), 1, 0, 1),
        ("y = Vj(1, 3)", (10000, 3), 2, 0, 1),
        ("b = Vj(2, 1)", (10000, 1), 3, -1, 2),
        ("g = Pm(3, 1)", (1,), None, 0.5, 0),
    ]
    if "Grad" in formula:
        variables.append(("e = Vi(4, 1)", (10000, 1), 4, -1, 2))
    return formula, variables, axis


def attention(formula, axis):
    variables = [
        ("x = Vi(0, 64)", (4000, 64), 5, -0.25, 0.5),
        ("y = Vj(1, 64)", (4000, 64), 6, -0.25, 0.5),
        ("v = Vj(2, 64)", (4000, 64), 7, -1, 2),
    ]
    if "Grad" in formula:
        variables.append(("e = Vi(3, 64)", (4000, 64), 8, -1, 2))
    return formula, variables, axis


def tutorial(formula, axis):
    variables = [
        ("x = Vi(0, 3)", (3000, 3), 9, 0, 1),
        ("y = Vj(1, 3)", (5000, 3), 10, 0, 1),
        ("a = Vj(2, 1)", (5000, 1), 11, 0, 1),
        ("p = Pm(3, 1)", (1,), None, 0.25, 0),
    ]
    if "Grad" in formula:
        variables.append(("e = Vi(4, 3)", (3000, 3), 12, -1, 2))
    return formula, variables, axis


formulas = {
    "gaussian": gaussian("Exp(-g * SqDist(x, y)) * b", 1),
    "gaussian_x": gaussian("Grad(Exp(-g * SqDist(x, y)) * b, x, e)", 1),
    "gaussian_y": gaussian("Grad(Exp(-g * SqDist(x, y)) * b, y, e)", 0),
    "attention": attention("Exp((x | y)) * v", 1),
    "attention_x": attention("Grad(Exp((x | y)) * v, x, e)", 1),
    "tutorial": tutorial("Square(p - a) * Exp(x + y)", 1),
    "tutorial_y": tutorial("Grad(Square(p - a) * Exp(x + y), y, e)", 0),
}

prepared = {}


def prepare(name, dtype):
    if (name, dtype) not in prepared:
        formula, variables, axis = formulas[name]
        data = [
            numbers(shape, salt, low, width, dtype) if salt is not None else np.full(shape, low, dtype)
            for _, shape, salt, low, width in variables
        ]
        f = Genred(formula, [v[0] for v in variables], reduction_op="Sum", axis=axis)
        f(*data, backend="CPU")
        prepared[name, dtype] = f, data
    return prepared[name, dtype]


def main():
    openmp = ctypes.CDLL("libgomp.so.1")  # the library that pykeops' own objects are linked with
    for line in sys.stdin:
        name, dtype, threads = line.split()
        if name not in formulas:
            answer = "none"
        else:
            f, data = prepare(name, {"float": "float32", "double": "float64"}[dtype])
            openmp.omp_set_num_threads(int(threads))
            wall, cpu = time.perf_counter(), time.process_time()
            c = f(*data, backend="CPU")
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            answer = f"{wall:.9f} {cpu:.9f} {float(np.sum(c, dtype=np.float64)):.17g}"
        print(answer, file=answers, flush=True)


main()
