# SPDX-License-Identifier: MIT
#
# A library as a peer of cpu.cpp, with equally many threads: peer.py pykeops|torch|sklearn|faiss. Reads "NAME TYPE THREADS
# M N" line by line, answers "WALL CPU SUM" (see harness.hpp), or "none" for what the library does not have, or is not
# asked here. The first call of each formula, in which libraries compile, is not timed.
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
for D in 3, 16, 64:
    points = {"x": ("Vi", D, 13, 0, 1), "y": ("Vj", D, 14, 0, 1)}
    variables[f"logsumexp{D}"] = points
    for K in 1, 10, 50:
        variables[f"neighbours{D}x{K}"] = points
variables["softmax"] = {**variables["logsumexp64"], "v": ("Vj", 64, 15, -1, 2)}


def number_of_neighbours(formula):
    return int(formula.split("x")[1]) if formula.startswith("neighbours") else 0


class Pykeops:
    """Its own formula strings, on the CPU with its default flags, or with those of CXXFLAGS. Sums alone: it compiles each
    formula for some 15 s."""

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
        if formula not in self.formulas:
            return None
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

    def logsumexp3(self, x, y):
        s = sum((x[:, k, None] - y[:, k]) ** 2 for k in range(3))
        return self.torch.logsumexp(-s, 1)

    def logsumexp64(self, x, y):
        return self.torch.logsumexp(x @ y.T / 8, 1)

    def softmax(self, x, y, v):
        return self.torch.nn.functional.scaled_dot_product_attention(*(a[None, None] for a in (x, y, v)))[0, 0]

    def prepare(self, formula, gradient, data):
        torch = self.torch
        if not hasattr(self, formula):
            return None
        data = {v: torch.from_numpy(a) for v, a in data.items()}
        e = data.pop("e", None)
        f = getattr(self, formula)
        if formula in ("attention", "logsumexp64"):
            blocks = [range(k, min(k + 250, len(data["x"]))) for k in range(0, len(data["x"]), 250)]
        else:
            if formula != "softmax":
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
    """sklearn.metrics.pairwise.rbf_kernel, by blocks of rows, and neighbours by brute force; it has no other of these
    formulas and no gradients."""

    def __init__(self):
        from sklearn.metrics import pairwise_distances_argmin
        from sklearn.metrics.pairwise import rbf_kernel
        from sklearn.neighbors import NearestNeighbors
        from threadpoolctl import threadpool_limits

        self.rbf_kernel = rbf_kernel
        self.nearest = pairwise_distances_argmin
        self.Neighbours = NearestNeighbors
        self.set_threads = threadpool_limits

    def prepare(self, formula, gradient, data):
        K = number_of_neighbours(formula)
        if K == 1:
            x, y = data.values()
            return lambda: self.nearest(x, y), lambda nearest: (x - y[nearest]) ** 2
        if K > 1:
            x, y = data.values()
            search = self.Neighbours(n_neighbors=K, algorithm="brute").fit(y)
            return lambda: search.kneighbors(x), lambda found: found[0] ** 2
        if formula != "gaussian" or gradient:
            return None
        x, y, b, g = data.values()
        blocks = range(0, len(x), 1000)
        return lambda: np.concatenate([self.rbf_kernel(x[k : k + 1000], y, gamma=g.item()) @ b for k in blocks])


class Faiss:
    """The exact index of square distances, IndexFlatL2, of vectors of floats; filling it is not timed."""

    def __init__(self):
        import faiss

        self.faiss = faiss
        self.set_threads = faiss.omp_set_num_threads

    def prepare(self, formula, gradient, data):
        K = number_of_neighbours(formula)
        if K == 0 or data["x"].dtype != np.float32:
            return None
        index = self.faiss.IndexFlatL2(data["y"].shape[1])
        index.add(data["y"])
        return lambda: index.search(data["x"], K), lambda found: found[0]


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
            # alone, or with what makes numbers of its result
            prepared[key] = f if isinstance(f, tuple) else (f, lambda c: c)
            if f:
                prepared[key][0]()
        f, values = prepared[key]
        answer = "none"
        if f:
            wall, cpu = time.perf_counter(), time.process_time()
            c = f()
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            answer = f"{wall:.9f} {cpu:.9f} {float(np.sum(values(c), dtype=np.float64)):.17g}"
        print(answer, file=answers, flush=True)


main({"pykeops": Pykeops, "torch": Torch, "sklearn": Sklearn, "faiss": Faiss}[sys.argv[1]]())
