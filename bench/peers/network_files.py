"""Reads what bench/engine/networks.py wrote, for the peers."""
import dataclasses
import json
import pathlib
import statistics

import numpy


@dataclasses.dataclass
class NetworkFiles:
    """Ids of synapses as in the files: inputs [0, nin), then neurons [nin, nin + n)."""

    meta: dict
    pre: numpy.ndarray
    post: numpy.ndarray
    weights: numpy.ndarray
    potentials: numpy.ndarray
    event_ms: numpy.ndarray
    event_inputs: numpy.ndarray

    def groups(self):
        """Names and ranges of neurons whose mean rates are told apart; inputs do not count."""
        n = self.meta["n"]
        if self.meta["model"] == "dec":
            return {"recurrent": (0, self.meta["nrec"]), "output": (self.meta["nrec"], n)}
        return {"excitatory": (0, 4 * n // 5), "inhibitory": (4 * n // 5, n)}

    def fan_out(self):
        """Synapses of each input and neuron."""
        return numpy.bincount(self.pre, minlength=self.meta["nin"] + self.meta["n"])

    def events_before(self, end_ms):
        before = self.event_ms < end_ms
        return self.event_ms[before], self.event_inputs[before]

    def bias(self):
        """What stands for a Poisson input: its mean, as in the bench."""
        meta = self.meta
        return meta["J"] * meta["poisson_hz"] * meta["tau_m"] / 1000 if "poisson_hz" in meta else 0.0


def load(folder):
    """A pair may have several synapses, here as in the bench."""
    folder = pathlib.Path(folder)

    def read(name, kind):
        path = folder / name
        return numpy.fromfile(path, kind) if path.exists() else numpy.empty(0, kind)

    return NetworkFiles(json.loads((folder / "meta.json").read_text()), read("pre.u32", "<u4"),
                        read("post.u32", "<u4"), read("w.f32", "<f4"), read("v0.f32", "<f4"),
                        read("in_t.f64", "<f8"), read("in_id.u32", "<u4"))


def report(files, simulator, version, options, times, counts):
    """One line of JSON: the median of `times`, and what the spikes of each neuron amount to."""
    nin = files.meta["nin"]
    _, inputs = files.events_before(1e3 * options.seconds)
    sources = numpy.concatenate([numpy.bincount(inputs, minlength=nin)[:nin], counts])
    rates = {group: float(counts[first:last].mean()) / options.seconds
             for group, (first, last) in files.groups().items()}
    print(json.dumps({
        "simulator": simulator, "version": version, "network": options.network.name,
        "dt_ms": options.dt, "biological_s": options.seconds, "cpu_s": statistics.median(times),
        "spikes": int(counts.sum()), "deliveries": int(numpy.dot(sources, files.fan_out())),
        "rate_hz": float(counts.mean()) / options.seconds, "group_rates_hz": rates}))
