#!/usr/bin/env python3
"""Writes the networks on which simulators are compared, so that all of them load the same one.

usage: networks.py FOLDER NAME...

A network that is complete in FOLDER/NAME is left as it is. FOLDER/NAME holds, little-endian:

  pre.u32 post.u32 w.f32   one entry per synapse, sorted by pre, then post
  v0.f32                   the membrane potential of each neuron at time zero
  in_t.f64 in_id.u32       input events in order of time (ms, input), if there are inputs
  meta.json                sizes and parameters; times in ms, written last

Ids are common to both: inputs [0, nin), then neurons [nin, nin + n). One generator with a fixed seed
makes all random numbers of a network in the order of this text: another order is another network.
"""
import json
import pathlib
import shutil
import sys
import tempfile

import numpy


def vogels_abbott():
    """4,000 neurons with two classes of current, 2 % connected (Vogels and Abbott 2005, as CUBA)."""
    random = numpy.random.default_rng(1)
    neurons, excitatory = 4000, 3200
    everyone = numpy.arange(neurons)
    pre, post = connect(random, everyone, everyone, 0.02)
    weights = numpy.where(pre < excitatory, 1.62, -9.0)
    potentials = -60 + 10 * random.random(neurons)
    meta = dict(model="cuba", nin=0, n=neurons, tau_m=20.0, tau_e=5.0, tau_i=10.0, E_L=-49.0,
                V_th=-50.0, V_reset=-60.0, t_ref=5.0, delay=0.8, T=10000.0)
    return (pre, post, weights), potentials, None, meta


def brunel():
    """12,500 neurons with delta synapses, 1,250 into each (Brunel 2000).

    The bench drives it with the mean of its Poisson input, J poisson_hz tau_m = 40 mV, so that what
    is compared is the delivery of spikes and not random numbers.
    """
    random = numpy.random.default_rng(2)
    excitatory, inhibitory = 10000, 2500
    neurons = excitatory + inhibitory
    from_excitatory, from_inhibitory = 1000, 250
    e = random.integers(0, excitatory, size=(neurons, from_excitatory), dtype=numpy.uint32)
    i = random.integers(excitatory, neurons, size=(neurons, from_inhibitory), dtype=numpy.uint32)
    pre = numpy.concatenate([e, i], axis=1).ravel()
    post = numpy.repeat(numpy.arange(neurons, dtype=numpy.uint32), from_excitatory + from_inhibitory)
    weights = numpy.where(pre < excitatory, 0.1, -0.5)
    potentials = 20 * random.random(neurons) * 0.9
    meta = dict(model="brunel", nin=0, n=neurons, tau_m=20.0, E_L=0.0, V_th=20.0, V_reset=0.0,
                t_ref=2.0, delay=1.5, T=1000.0, J=0.1, poisson_hz=20000.0)
    return (pre, post, weights), potentials, None, meta


def decoder(inputs, recurrent, rate_hz, drive=0.80, recurrent_share=0.1, output_share=1.0):
    """Poisson inputs to a balanced recurrent population to 16 outputs, as a decoder of EMG has.

    `drive` is the mean current that the inputs make in units of the threshold; the shares are
    probabilities of a synapse.
    """
    random = numpy.random.default_rng(3)
    outputs, input_share, tau_s, duration = 16, 0.2, 5.0, 60000.0
    neurons, excitatory = recurrent + outputs, int(0.8 * recurrent)
    in_ids = numpy.arange(inputs)
    recurrent_ids = inputs + numpy.arange(recurrent)
    output_ids = inputs + recurrent + numpy.arange(outputs)

    to_recurrent = connect(random, in_ids, recurrent_ids, input_share)
    mean = drive / (input_share * inputs * rate_hz / 1000 * tau_s)
    drawn = random.normal(mean, mean * 0.7, len(to_recurrent[0]))
    input_weights = rounded(numpy.clip(drawn, 0, None))

    within = connect(random, recurrent_ids, recurrent_ids, recurrent_share)
    signs = numpy.where(within[0] - inputs < excitatory, 1, -4.0)
    size = 1.7 / numpy.sqrt(recurrent_share * recurrent)
    drawn = random.normal(1, 0.5, len(within[0]))
    recurrent_weights = rounded(signs * size * numpy.abs(drawn))

    to_outputs = connect(random, recurrent_ids, output_ids, output_share)
    spread = 1.6 / numpy.sqrt(output_share * recurrent)
    output_weights = rounded(random.normal(0.018, spread, len(to_outputs[0])))

    events = poisson_events(random, inputs, rate_hz, duration)
    synapses = [numpy.concatenate(column) for column in zip(
        (*to_recurrent, input_weights), (*within, recurrent_weights), (*to_outputs, output_weights))]
    potentials = random.random(neurons) * 0.5
    meta = dict(model="dec", nin=inputs, n=neurons, nrec=recurrent, nout=outputs, tau_m=20.0,
                tau_e=tau_s, tau_i=tau_s, E_L=0.0, V_th=1.0, V_reset=0.0, t_ref=2.0, delay=1.0,
                T=duration, nspk_in=len(events[0]), rate_in=rate_hz)
    return synapses, potentials, events, meta


def connect(random, sources, targets, share):
    """Each pair with probability `share`, none to itself."""
    chosen = random.random((len(sources), len(targets))) < share
    i, j = numpy.nonzero(chosen)
    pre, post = sources[i], targets[j]
    other = pre != post
    return pre[other], post[other]


def rounded(weights):
    """To multiples of 1/1024, which every simulator's float holds exactly."""
    return numpy.round(weights * 1024) / 1024


def poisson_events(random, inputs, rate_hz, duration_ms):
    """On a grid of 0.1 ms, which simulators with that step hit exactly; one per input and step."""
    counts = random.poisson(rate_hz * duration_ms / 1000, size=inputs)
    ids = numpy.repeat(numpy.arange(inputs), counts)
    steps = numpy.ceil(random.random(len(ids)) * (duration_ms * 10 - 20)) + 1
    unique = numpy.unique(steps.astype(numpy.int64) * inputs + ids)
    return (unique // inputs) / 10.0, unique % inputs


NETWORKS = {
    "a": vogels_abbott,
    "b": brunel,
    "c": lambda: decoder(256, 768, 30.0),
    "c2": lambda: decoder(256, 768, 2.0, drive=0.42),
    "cs": lambda: decoder(128, 512, 30.0),
    "cl": lambda: decoder(320, 1024, 30.0),
    # c with four times the neurons; each gets as many synapses as there, so that rates stay.
    "c4": lambda: decoder(256, 3072, 30.0, recurrent_share=0.1 / 4, output_share=1.0 / 4),
}


def write(folder, synapses, potentials, events, meta):
    pre, post, weights = synapses
    order = numpy.lexsort((post, pre))
    pre[order].astype("<u4").tofile(folder / "pre.u32")
    post[order].astype("<u4").tofile(folder / "post.u32")
    weights[order].astype("<f4").tofile(folder / "w.f32")
    potentials.astype("<f4").tofile(folder / "v0.f32")
    if events is not None:
        events[0].astype("<f8").tofile(folder / "in_t.f64")
        events[1].astype("<u4").tofile(folder / "in_id.u32")
    meta = dict(meta, nsyn=len(pre))
    (folder / "meta.json").write_text(json.dumps(meta, indent=1))


def generate(folder, name):
    """Makes FOLDER/NAME unless it is there; it appears complete or not at all."""
    there = folder / name
    if (there / "meta.json").exists():
        return
    print(f"engine: generating network {name}", file=sys.stderr)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=folder))
    try:
        write(unfinished, *NETWORKS[name]())
        unfinished.rename(there)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) < 3 or not set(sys.argv[2:]) <= set(NETWORKS):
        sys.exit(f"{__doc__}\nThe networks: {' '.join(NETWORKS)}")
    for wanted in sys.argv[2:]:
        generate(pathlib.Path(sys.argv[1]), wanted)
