# SPDX-License-Identifier: MIT
#
# A library as a peer of cpu.cpp, with equally many threads: peer.py pykeops|torch|sklearn. Reads "NAME TYPE THREADS M N"
# line by line, answers "WALL CPU SUM" (see harness.hpp), or "none" for what the library does not have. The first call of
# each formula, in which libraries compile, is not timed. faiss is not among them: it searches for neighbours and has no
# sums over a kernel.
import ctypes
import os
import sys
import time

# What libraries print while they compile must not get among the answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

import numpy as np


def numbers(shape, salt, low, width, dtype):
    """splitmix64, as in harness.hpp."""
    with np.errstate(over="ignore"):
        k = np.arange(1, shape[0] * shape[1] + 1, dtype=np.uint64)
        z = np.uint64(salt << 32) + np.uint64(0x9E3779B97F4A7C15) * k
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    u = (z >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return (low + width * u).astype(dtype).reshape(shape)


# Of each formula the variables: kind, dimension, salt, lowest value, width of the range. e is for gradients.
variables = {
    "gaussian": {
        "x": ("Vi", 3, 1, 0, 1),
        "y": ("Vj", 3, 2, 0, 1),
        "b": ("Vj", 1, 3, -1, 2),
        "g": ("Pm", 1, 0, 0.5, 0),
        "e": ("Vi", 1, 4, -1, 2),
    },
    "attention": {
        "x": ("Vi", 64, 5, -0.25, 0.5),
        "y": ("Vj", 64, 6, -0.25, 0.5),
        "v": ("Vj", 64, 7, -1, 2),
        "e": ("Vi", 64, 8, -1, 2),
    },
    "tutorial": {
        "x": ("Vi", 3, 9, 0, 1),
        "y": ("Vj", 3, 10, 0, 1),
        "a": ("Vj", 1, 11, 0, 1),
        "p": ("Pm", 1, 0, 0.25, 0),
        "e": ("Vi", 3, 12, -1, 2),
    },
}


class Pykeops:
    """Its own formula strings, on the CPU with its default flags."""

    formulas = {
        "gaussian": "Exp(-g * SqDist(x, y)) * b",
        "attention": "Exp((x | y)) * v",
        "tutorial": "Square(p - a) * Exp(x + y)",
    }

    def __init__(self):
        from pykeops.numpy import Genred

        self.Genred = Genred
        # the library that pykeops' own objects are linked with
        self.set_threads = ctypes.CDLL("libgomp.so.1").omp_set_num_threads

    def prepare(self, formula, gradient, data):
        kinds = variables[formula]
        aliases = [f"{v} = {kinds[v][0]}({k}, {kinds[v][1]})" for k, v in enumerate(data)]
        string = self.formulas[formula]
        axis = 1
        if gradient:
            string = f"Grad({string}, {gradient}, e)"
            axis = 1 if kinds[gradient][0] == "Vi" else 0
        sum_over = self.Genred(string, aliases, reduction_op="Sum", axis=axis)
        arrays = [a.ravel() if kinds[v][0] == "Pm" else a for v, a in data.items()]
        return lambda: sum_over(*arrays, backend="CPU")


class Torch:
    """The fastest that we found: torch.compile for what it fuses, blocks of rows for matrix products. Gradients are
    torch.autograd's, and so hold the computation of the sums."""

    def __init__(self):
        import torch

        self.torch = torch
        self.set_threads = torch.set_num_threads

    def gaussian(self, x, y, b, g):
        s = sum((x[:, k, None] - y[:, k]) ** 2 for k in range(3))
        return (self.torch.exp(-g * s) * b[:, 0]).sum(1, keepdim=True)

    def tutorial(self, x, y, a, p):
        w = ((p - a) ** 2)[:, 0]
        return self.torch.stack([(w * self.torch.exp(x[:, k, None] + y[:, k])).sum(1) for k in range(3)], 1)

    def attention(self, x, y, v):
        return self.torch.exp(x @ y.T) @ v

    def prepare(self, formula, gradient, data):
        torch = self.torch
        data = {v: torch.from_numpy(a) for v, a in data.items()}
        e = data.pop("e", None)
        f = getattr(self, formula)
        if formula == "attention":
            blocks = [range(k, min(k + 250, len(data["x"]))) for k in range(0, len(data["x"]), 250)]
        else:
            f = torch.compile(f, dynamic=False)
            blocks = [range(len(data["x"]))]

        def call():
            rows = []
            for r in blocks:
                block = {**data, "x": data["x"][r.start : r.stop]}
                if gradient:
                    block[gradient] = block[gradient].detach().requires_grad_()
                    rows += torch.autograd.grad(f(**block), block[gradient], e[r.start : r.stop])
                else:
                    rows.append(f(**block))
            return torch.cat(rows).numpy()

        return call


class Sklearn:
    """sklearn.metrics.pairwise.rbf_kernel, by blocks of rows; it has no other of these formulas and no gradients."""

    def __init__(self):
        from sklearn.metrics.pairwise import rbf_kernel
        from threadpoolctl import threadpool_limits

        self.rbf_kernel = rbf_kernel
        self.set_threads = threadpool_limits

    def prepare(self, formula, gradient, data):
        if formula != "gaussian" or gradient:
            return None
        x, y, b, g = data.values()
        blocks = range(0, len(x), 1000)
        return lambda: np.concatenate([self.rbf_kernel(x[k : k + 1000], y, gamma=g.item()) @ b for k in blocks])


def data(formula, gradient, dtype, M, N):
    rows = {"Vi": M, "Vj": N, "Pm": 1}
    return {
        v: numbers((rows[kind], dim), salt, low, width, dtype)
        for v, (kind, dim, salt, low, width) in variables[formula].items()
        if v != "e" or gradient
    }


def main(library):
    prepared = {}
    for line in sys.stdin:
        name, dtype, threads, M, N = line.split()
        library.set_threads(int(threads))
        key = name, dtype, M, N
        if key not in prepared:
            formula, _, gradient = name.partition("_")
            dtype = {"float": "float32", "double": "float64"}[dtype]
            f = library.prepare(formula, gradient, data(formula, gradient, dtype, int(M), int(N)))
            if f:
                f()
            prepared[key] = f
        f = prepared[key]
        answer = "none"
        if f:
            wall, cpu = time.perf_counter(), time.process_time()
            c = f()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            answer = f"{wall:.9f} {cpu:.9f} {float(np.sum(c, dtype=np.float64)):.17g}"
        print(answer, file=answers, flush=True)


main({"pykeops": Pykeops, "torch": Torch, "sklearn": Sklearn}[sys.argv[1]]())
