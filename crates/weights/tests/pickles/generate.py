"""Writes the pickles beside it: one dict of arrays, in each protocol.

    python3 generate.py        (made with Python 3.11, NumPy 2.4)
"""
import pickle

import numpy as np

arrays = {
    "W1": np.asfortranarray(np.arange(6, dtype="f4").reshape(2, 3) / 4),
    "b1": np.array([0.1, 0.2, 0.3]),
    "W2": np.arange(24, dtype=">f8").reshape(2, 3, 2, 2) - 12,
    "b2": np.array([1.5, -2.0], dtype="f2"),
}
arrays["tied"] = arrays["b1"]

for protocol in 2, 3, 4, 5:
    with open(f"protocol{protocol}.pkl", "wb") as file:
        pickle.dump(arrays, file, protocol)
