"""Reads the NIRData file named first with the package `nir` and writes it to the second; prints what is in it."""
import sys

import nir

data = nir.read_data(sys.argv[1])
for name in sorted(data.nodes):
    for key in sorted(data.nodes[name].observables):
        o = data.nodes[name].observables[key]
        print(name, key, type(o).__name__, o.shape, getattr(o, "n_neurons"), float(o.t_max))
nir.write_data(sys.argv[2], data)
