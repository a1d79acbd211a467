"""Writes the pickles beside it: one dict of arrays, in each protocol, as Python 2 wrote it, and in other clothes.

    python3 generate.py        (made with Python 3.11, NumPy 2.4)
"""
import pickle
from collections import OrderedDict

import numpy as np

arrays = {
    "W1": np.asfortranarray(np.arange(6, dtype="f4").reshape(2, 3) / 4),
    "b1": np.array([0.1, 0.2, 0.3]),
    "W2": np.arange(24, dtype=">f8").reshape(2, 3, 2, 2) - 12,
    "b2": np.array([1.5, -2.0], dtype="f2"),
}
arrays["tied"] = arrays["b1"]


class Python2(pickle._Pickler):
    """Writes text and bytes alike, as the strings of Python 2."""

    def save_string(self, text):
        data = text.encode() if isinstance(text, str) else text
        if self.proto == 0:
            self.write(b"S" + repr(data)[1:].encode() + b"\n")
        elif len(data) < 256:
            self.write(b"U" + bytes([len(data)]) + data)
        else:
            self.write(b"T" + len(data).to_bytes(4, "little") + data)
        self.memoize(text)

    dispatch = dict(pickle._Pickler.dispatch)
    dispatch[str] = dispatch[bytes] = save_string


def write(name, value, protocol, pickler=pickle.Pickler):
    with open(name, "wb") as file:
        pickler(file, protocol).dump(value)


for protocol in range(6):
    write(f"protocol{protocol}.pkl", arrays, protocol)
for protocol in range(3):
    write(f"python2_protocol{protocol}.pkl", arrays, protocol, Python2)

small = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5, -6])
for protocol in 0, 2, 4:
    write(f"ordered_dict{protocol}.pkl", OrderedDict(W1=small[0], b1=small[1]), protocol)
    write(f"list{protocol}.pkl", [small[0], small[1], small[0] + 1, small[1] + 1], protocol)
    write(f"dict_of_lists{protocol}.pkl", {"W": [small[0], small[0] + 1], "b": small[1].tolist()}, protocol)
    write(f"scalars{protocol}.pkl", {"int": 7, "float": 0.5, "f4": np.float32(1.5), "bool": True}, protocol)
write("integers4.pkl", {code: np.array([1, 2, 100], dtype=code) for code in "b B h H i I q Q ?".split()}, 4)
write("object_array4.pkl", np.array({"W1": small[0], "b1": small[1]}, dtype=object), 4)
