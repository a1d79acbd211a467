"""The book's networks in JAX, compiled by XLA, float32, for `cargo run -p benches --bin compare`.

Argument: a folder with images.u8 and labels.u8. Says on its first line what it is, then answers each line
`work iterations` with the seconds that it took. `ch07` calls a compiled iteration again and again, as a training loop
does; `ch07-scan` compiles the loop as well, so that Python takes no part in it.
"""
import json
import sys
import time
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, nn, random

folder = Path(sys.argv[1])
x = jnp.asarray(np.fromfile(folder / "images.u8", np.uint8).reshape(-1, 28, 28, 1) / np.float32(255))
t = jnp.asarray(np.fromfile(folder / "labels.u8", np.uint8).astype(np.int32))
rng = np.random.default_rng(1)


def affine_params(d, m, std):
    return jnp.asarray(std * rng.standard_normal((d, m)), jnp.float32), jnp.zeros(m)


def conv_params(c, fn, size, std):
    return jnp.asarray(std * rng.standard_normal((size, size, c, fn)), jnp.float32), jnp.zeros(fn)


def affine(x, params):
    w, b = params
    return x.reshape(len(x), -1) @ w + b


def convolution(x, params, pad):
    w, b = params
    return lax.conv_general_dilated(x, w, (1, 1), [(pad, pad)] * 2, dimension_numbers=("NHWC", "HWIO", "NHWC")) + b


def pooling(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")


def dropout(x, key):
    return x * 0.5 if key is None else x * random.bernoulli(key, 0.5, x.shape)


def ch05(params, x, key):
    return affine(nn.relu(affine(x, params[0])), params[1])


def ch07(params, x, key):
    x = pooling(nn.relu(convolution(x, params[0], 0)))
    return affine(nn.relu(affine(x, params[1])), params[2])


def ch08(params, x, key):
    for i, pad in enumerate([1, 1, 1, 2, 1, 1]):
        x = nn.relu(convolution(x, params[i], pad))
        x = pooling(x) if i % 2 else x
    keys = (None, None) if key is None else random.split(key)
    x = dropout(nn.relu(affine(x, params[6])), keys[0])
    return dropout(affine(x, params[7]), keys[1])


def sgd(params, grads, state):
    return jax.tree.map(lambda p, g: p - 0.1 * g, params, grads), state


def adam(params, grads, state):
    m, v, n = state
    n += 1
    m = jax.tree.map(lambda m, g: m + 0.1 * (g - m), m, grads)
    v = jax.tree.map(lambda v, g: v + 0.001 * (g * g - v), v, grads)
    rate = 0.001 * jnp.sqrt(1 - 0.999**n) / (1 - 0.9**n)
    return jax.tree.map(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-7), params, m, v), (m, v, n)


class Training:
    """Gradient, update, and the loss again, as the book's loops do."""

    def __init__(self, net, params, optimizer):
        def loss(params, x_batch, t_batch, key):
            log_y = nn.log_softmax(net(params, x_batch, key))
            return -jnp.take_along_axis(log_y, t_batch[:, None], 1).mean()

        def iteration(carry):
            params, state, key, _ = carry
            key, of_batch, of_dropout = random.split(key, 3)
            batch = random.randint(of_batch, (100,), 0, len(t))
            grads = jax.grad(loss)(params, x[batch], t[batch], of_dropout)
            params, state = optimizer(params, grads, state)
            return params, state, key, loss(params, x[batch], t[batch], of_dropout)

        zeros = [jax.tree.map(jnp.zeros_like, params) for _ in range(2)]
        # Each training gives its arrays away to the next iteration, so it begins with some of its own.
        params = jax.tree.map(jnp.copy, params)
        self.carry = params, (*zeros, jnp.float32(0)), random.key(1), jnp.float32(0)
        self.iteration = jax.jit(iteration, donate_argnums=0)
        loop = lambda carry, count: lax.fori_loop(0, count, lambda _, carry: iteration(carry), carry)
        self.loop = jax.jit(loop, donate_argnums=0)


class OneByOne(Training):
    def run(self, iterations):
        for _ in range(iterations):
            self.carry = self.iteration(self.carry)
            float(self.carry[3])


class Scan(Training):
    def run(self, iterations):
        self.carry = self.loop(self.carry, iterations)
        float(self.carry[3])


class Inference:
    """Classifies 10,000 images."""

    def __init__(self, params):
        self.params = params
        self.classify = jax.jit(lambda params, x: ch08(params, x, None).argmax(1))

    def run(self, iterations):
        for _ in range(iterations):
            for first in range(0, 10_000, 100):
                classes = self.classify(self.params, x[first : first + 100])
            classes.block_until_ready()


he = lambda n: np.sqrt(2 / n)
filters = [(1, 16), (16, 16), (16, 32), (32, 32), (32, 64), (64, 64)]
deep = [conv_params(c, fn, 3, he(9 * c)) for c, fn in filters]
deep += [affine_params(1024, 50, he(1024)), affine_params(50, 10, he(50))]
simple = [conv_params(1, 30, 5, 0.01), affine_params(4320, 100, 0.01), affine_params(100, 10, 0.01)]
two_layers = [affine_params(784, 50, 0.01), affine_params(50, 10, 0.01)]

works = {"inference": Inference(deep)}
for name, training in {"ch05": (ch05, two_layers, sgd), "ch07": (ch07, simple, adam), "ch08": (ch08, deep, adam)}.items():
    works[name], works[name + "-scan"] = OneByOne(*training), Scan(*training)
for work in works.values():
    work.run(1)  # compiles

print(json.dumps({"name": f"JAX {jax.__version__}", "works": list(works)}), flush=True)
for line in sys.stdin:
    work, iterations = line.split()
    start = time.perf_counter()
    works[work].run(int(iterations))
    print(time.perf_counter() - start, flush=True)
