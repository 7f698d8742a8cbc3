# SPDX-License-Identifier: MIT
#
# peer_gpu.py torch|pykeops: the Gaussian sum of gpu.cu on the GPU by a library, as rows of a table: times in ms, medians
# of 9 after a warm-up. torch sums chunks of rows that fit its memory.
import sys
import time

import torch

library = sys.argv[1]


def gaussian(M, N, D):
    x, y, b = (torch.randn(n, d, device="cuda") for n, d in ((M, D), (N, D), (N, 1)))
    if library == "pykeops":
        from pykeops.torch import Genred

        f = Genred("Exp(-g * SqDist(x, y)) * b", [f"x = Vi({D})", f"y = Vj({D})", "b = Vj(1)", "g = Pm(1)"], axis=1)
        g = torch.tensor([0.5], device="cuda")
        return lambda: f(x, y, b, g)
    rows = max(1, int(2e9 / 4 / N))

    def run():
        return torch.cat([torch.exp(-0.5 * torch.cdist(part, y) ** 2) @ b for part in x.split(rows)])

    return run


for M, N, D in ((1000000, 1000000, 3), (10000, 1000000, 3), (100000, 100000, 3), (10000, 10000, 3), (1000, 1000, 3),
                (200000, 200000, 10), (100000, 100000, 64)):
    run = gaussian(M, N, D)
    run()
    times = []
    for _ in range(3 if M * N > 1e11 else 9):
        torch.cuda.synchronize()
        start = time.perf_counter()
        run()
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    print(f"| {library} | Gaussian, D = {D} | {M} x {N} | {sorted(times)[len(times) // 2] * 1e3:.4g} ms |", flush=True)
