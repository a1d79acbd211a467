"""The book's networks in NumPy, float64 and im2col as in the book, for `cargo run -p benches --bin compare`.

Argument: a folder with images.u8 and labels.u8. Says on its first line what it is, then answers each line
`work iterations` with the seconds that it took.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np

rng = np.random.default_rng(1)
folder = Path(sys.argv[1])
x = np.fromfile(folder / "images.u8", np.uint8).reshape(-1, 784) / np.float32(255)
t = np.fromfile(folder / "labels.u8", np.uint8)


def windows(x, size, stride):
    """(N, C, H, W) -> (N, OH, OW, C, size, size), a view."""
    view = np.lib.stride_tricks.sliding_window_view(x, (size, size), (2, 3))
    return view[:, :, ::stride, ::stride].transpose(0, 2, 3, 1, 4, 5)


def add_windows(dcol, shape, stride):
    """The reverse: each window is added to the place where it came from."""
    n, oh, ow, c, size, _ = dcol.shape
    dx = np.zeros(shape)
    for i in range(size):
        for j in range(size):
            target = dx[:, :, i : i + stride * oh : stride, j : j + stride * ow : stride]
            target += dcol[..., i, j].transpose(0, 3, 1, 2)
    return dx


class Affine:
    def __init__(self, d, m, std):
        self.params = [std * rng.standard_normal((d, m)), np.zeros(m)]

    def forward(self, x, train):
        self.shape, self.x = x.shape, x.reshape(len(x), -1)
        return self.x @ self.params[0] + self.params[1]

    def backward(self, dout):
        self.grads = [self.x.T @ dout, dout.sum(0)]
        return (dout @ self.params[0].T).reshape(self.shape)


class Convolution:
    def __init__(self, c, fn, size, pad, std):
        self.params = [std * rng.standard_normal((fn, c, size, size)), np.zeros(fn)]
        self.size, self.pad = size, pad

    def forward(self, x, train):
        w, b = self.params
        x = np.pad(x, [(0, 0), (0, 0), (self.pad,) * 2, (self.pad,) * 2])
        col = windows(x, self.size, 1)
        self.shape, self.cut = x.shape, col.shape
        self.col = col.reshape(np.prod(col.shape[:3]), -1)
        y = self.col @ w.reshape(len(w), -1).T + b
        return y.reshape(*col.shape[:3], -1).transpose(0, 3, 1, 2)

    def backward(self, dout):
        w = self.params[0]
        dout = dout.transpose(0, 2, 3, 1).reshape(-1, len(w))
        self.grads = [(dout.T @ self.col).reshape(w.shape), dout.sum(0)]
        dx = add_windows((dout @ w.reshape(len(w), -1)).reshape(self.cut), self.shape, 1)
        return dx[:, :, self.pad : dx.shape[2] - self.pad, self.pad : dx.shape[3] - self.pad]


class Pooling:
    params = []

    def forward(self, x, train):
        col = windows(x, 2, 2)
        self.shape, self.cut = x.shape, col.shape
        col = col.reshape(-1, 4)
        self.argmax = col.argmax(1)
        return col.max(1).reshape(self.cut[:4]).transpose(0, 3, 1, 2)

    def backward(self, dout):
        dout = dout.transpose(0, 2, 3, 1).ravel()
        dcol = np.zeros((dout.size, 4))
        dcol[np.arange(dout.size), self.argmax] = dout
        return add_windows(dcol.reshape(self.cut), self.shape, 2)


class Relu:
    params = []

    def forward(self, x, train):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout[self.mask] = 0
        return dout


class Dropout:
    params = []

    def forward(self, x, train):
        if not train:
            return x * 0.5
        self.mask = rng.random(x.shape) > 0.5
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask


class Sgd:
    t = 0

    def update(self, p, g):
        p -= 0.1 * g


class Adam:
    def __init__(self):
        self.state, self.t = {}, 0

    def update(self, p, g):
        m, v = self.state.setdefault(id(p), (np.zeros_like(p), np.zeros_like(p)))
        m += 0.1 * (g - m)
        v += 0.001 * (g * g - v)
        rate = 0.001 * np.sqrt(1 - 0.999**self.t) / (1 - 0.9**self.t)
        p -= rate * m / (np.sqrt(v) + 1e-7)


class Training:
    def __init__(self, layers, optimizer, images):
        self.layers, self.optimizer, self.images = layers, optimizer, images

    def loss(self, x, t):
        for layer in self.layers:
            x = layer.forward(x, True)
        e = np.exp(x - x.max(1, keepdims=True))
        self.y = e / e.sum(1, keepdims=True)
        return -np.log(self.y[np.arange(len(t)), t] + 1e-7).mean()

    def step(self):
        """Gradient, update, and the loss again, as the book's loops do."""
        batch = rng.choice(len(t), 100)
        x_batch, t_batch = self.images[batch], t[batch]
        self.loss(x_batch, t_batch)
        dout = self.y.copy()
        dout[np.arange(100), t_batch] -= 1
        dout /= 100
        for layer in reversed(self.layers):
            dout = layer.backward(dout)
        self.optimizer.t += 1
        for layer in self.layers:
            if layer.params:
                for p, g in zip(layer.params, layer.grads):
                    self.optimizer.update(p, g)
        self.loss(x_batch, t_batch)


def ch05():
    return Training([Affine(784, 50, 0.01), Relu(), Affine(50, 10, 0.01)], Sgd(), x)


def ch07():
    layers = [Convolution(1, 30, 5, 0, 0.01), Relu(), Pooling(), Affine(4320, 100, 0.01), Relu(), Affine(100, 10, 0.01)]
    return Training(layers, Adam(), x.reshape(-1, 1, 28, 28))


def ch08():
    he = lambda n: np.sqrt(2 / n)
    layers = []
    for i, (c, fn, pad) in enumerate([(1, 16, 1), (16, 16, 1), (16, 32, 1), (32, 32, 2), (32, 64, 1), (64, 64, 1)]):
        layers += [Convolution(c, fn, 3, pad, he(9 * c)), Relu()] + ([Pooling()] if i % 2 else [])
    layers += [Affine(1024, 50, he(1024)), Relu(), Dropout(), Affine(50, 10, he(50)), Dropout()]
    return Training(layers, Adam(), x.reshape(-1, 1, 28, 28))


works = {"ch05": ch05, "ch07": ch07, "ch08": ch08}
print(json.dumps({"name": f"NumPy {np.__version__}", "works": list(works)}), flush=True)
trainings = {}
for line in sys.stdin:
    work, iterations = line.split()
    if work not in trainings:
        trainings[work] = works[work]()
    training = trainings[work]
    start = time.perf_counter()
    for _ in range(int(iterations)):
        training.step()
    print(time.perf_counter() - start, flush=True)
