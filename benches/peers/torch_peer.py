"""The book's networks in PyTorch, float32, for `cargo run -p benches --bin compare`.

Argument: a folder with images.u8 and labels.u8. Says on its first line what it is, then answers each line
`work iterations` with the seconds that it took. `ch07-last` is `ch07` with its images channels last in memory.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(1)
folder = Path(sys.argv[1])
x = torch.from_numpy(np.fromfile(folder / "images.u8", np.uint8).reshape(-1, 1, 28, 28) / np.float32(255))
t = torch.from_numpy(np.fromfile(folder / "labels.u8", np.uint8).astype(np.int64))


def ch05():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 50), nn.ReLU(), nn.Linear(50, 10))


def ch07():
    conv = [nn.Conv2d(1, 30, 5), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*conv, nn.Flatten(), nn.Linear(4320, 100), nn.ReLU(), nn.Linear(100, 10))


def ch08():
    layers = []
    for i, (c, fn, pad) in enumerate([(1, 16, 1), (16, 16, 1), (16, 32, 1), (32, 32, 2), (32, 64, 1), (64, 64, 1)]):
        layers += [nn.Conv2d(c, fn, 3, padding=pad), nn.ReLU()] + ([nn.MaxPool2d(2)] if i % 2 else [])
    layers += [nn.Flatten(), nn.Linear(1024, 50), nn.ReLU(), nn.Dropout(), nn.Linear(50, 10), nn.Dropout()]
    return nn.Sequential(*layers)


class Training:
    """One call is one iteration: gradient, update, and the loss again, as the book's loops do."""

    def __init__(self, net, memory_format):
        self.net, self.memory_format = net.to(memory_format=memory_format), memory_format
        few = net[0].__class__ is nn.Flatten
        optimizer, rate = (torch.optim.SGD, 0.1) if few else (torch.optim.Adam, 0.001)
        self.optimizer = optimizer(net.parameters(), lr=rate)

    def __call__(self):
        batch = torch.randint(len(t), (100,))
        x_batch, t_batch = x[batch].to(memory_format=self.memory_format), t[batch]
        self.optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(self.net(x_batch), t_batch).backward()
        self.optimizer.step()
        with torch.no_grad():
            F.cross_entropy(self.net(x_batch), t_batch).item()


class Inference:
    """One call classifies 10,000 images."""

    def __init__(self, net, memory_format):
        self.net, self.memory_format = net.to(memory_format=memory_format).eval(), memory_format

    def __call__(self):
        with torch.inference_mode():
            for first in range(0, 10_000, 100):
                self.net(x[first : first + 100].to(memory_format=self.memory_format)).argmax(1)


kinds = {"ch05": (Training, ch05), "ch07": (Training, ch07), "ch08": (Training, ch08), "inference": (Inference, ch08)}
works = {}
for name, (kind, net) in kinds.items():
    works[name] = kind(net(), torch.contiguous_format)
    if name != "ch05":
        works[name + "-last"] = kind(net(), torch.channels_last)

print(json.dumps({"name": f"PyTorch {torch.__version__}", "works": list(works)}), flush=True)
for line in sys.stdin:
    work, iterations = line.split()
    start = time.perf_counter()
    for _ in range(int(iterations)):
        works[work]()
    print(time.perf_counter() - start, flush=True)
