"""Reads the NIR file named first with the package `nir` and writes it to the second; prints nodes and sums of weights."""
import sys

import nir

graph = nir.read(sys.argv[1], type_check=False)
for name in sorted(graph.nodes):
    node = graph.nodes[name]
    weight = getattr(node, "weight", None)
    print(name, type(node).__name__, "" if weight is None else repr(float(weight.sum())))
nir.write(sys.argv[2], graph)
