# SPDX-License-Identifier: MIT
#
# peer_gpu.py torch|torch.compile|pykeops: the Gaussian sum of gpu.cu on the GPU by a library, as rows of a table: times in
# ms of a call among others, medians of 9 runs (3 of the largest) after one that compiles. torch sums chunks of rows that
# fit its memory; so does what torch.compile makes, which for D = 3 need not store the pairs of a chunk.
import sys
import time

import torch

library = sys.argv[1]


def sum_of_rows(x, y, b):
    return torch.exp(-0.5 * torch.cdist(x, y) ** 2) @ b


def sum_to_compile(x, y, b):
    if x.shape[1] > 4:
        distance = (x * x).sum(1, keepdim=True) + (y * y).sum(1) - 2 * x @ y.T
    else:
        distance = sum((x[:, k, None] - y[:, k]) ** 2 for k in range(x.shape[1]))
    return (torch.exp(-0.5 * distance) * b[:, 0]).sum(1, keepdim=True)


def gaussian(M, N, D):
    x, y, b = (torch.randn(n, d, device="cuda") for n, d in ((M, D), (N, D), (N, 1)))
    if library == "pykeops":
        from pykeops.torch import Genred

        f = Genred("Exp(-g * SqDist(x, y)) * b", [f"x = Vi({D})", f"y = Vj({D})", "b = Vj(1)", "g = Pm(1)"], axis=1)
        g = torch.tensor([0.5], device="cuda")
        return lambda: f(x, y, b, g)
    if library == "torch.compile":
        torch._dynamo.reset()
        part_of_sum = torch.compile(sum_to_compile, dynamic=False)
    else:
        part_of_sum = sum_of_rows
    rows = max(1, int(2e9 / 4 / N))
    return lambda: torch.cat([part_of_sum(part, y, b) for part in x.split(rows)])


def seconds(run, calls):
    torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(calls):
        run()
    torch.cuda.synchronize()
    return (time.perf_counter() - start) / calls


for M, N, D in ((1000000, 1000000, 3), (10000, 1000000, 3), (100000, 100000, 3), (10000, 10000, 3), (1000, 1000, 3),
                (200000, 200000, 10), (100000, 100000, 64)):
    run = gaussian(M, N, D)
    run()
    calls = 1
    while calls < 1024 and seconds(run, calls) * calls < 1e-2:
        calls *= 4
    times = sorted(seconds(run, calls) for _ in range(3 if M * N > 1e11 else 9))
    print(f"| {library} | Gaussian, D = {D} | {M} x {N} | {times[len(times) // 2] * 1e3:.4g} ms |", flush=True)
