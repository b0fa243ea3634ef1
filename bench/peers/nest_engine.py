#!/usr/bin/env python3
"""NEST on a network that bench/engine/networks.py wrote: prints what it took as a line of JSON.

One thread; iaf_psc_exp or iaf_psc_delta on a grid. The first 20 ms, in which NEST builds its tables,
are simulated but not timed; the time of the rest is taken for all.
"""
import argparse
import os
import pathlib
import sys
import time

import numpy

import network_files

WARM_UP_S = 0.02


def quiet_import():
    """NEST greets on standard output, which belongs to the figures."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    import nest
    sys.stdout.flush()
    os.dup2(kept, 1)
    nest.verbosity = nest.VerbosityLevel.ERROR
    return nest


def make_neurons(nest, files):
    """With C_m = tau_m a current moves the potential as in tau_m v' = -v + current."""
    meta = files.meta
    settings = {"tau_m": meta["tau_m"], "C_m": meta["tau_m"], "E_L": meta["E_L"],
                "V_th": meta["V_th"], "V_reset": meta["V_reset"], "t_ref": meta["t_ref"],
                "I_e": files.bias()}
    model = "iaf_psc_delta"
    if meta["model"] != "brunel":
        model = "iaf_psc_exp"
        settings.update(tau_syn_ex=meta["tau_e"], tau_syn_in=meta["tau_i"])
    neurons = nest.Create(model, meta["n"], params=settings)
    neurons.V_m = files.potentials.astype(float)
    return neurons


def connect(nest, files, inputs, neurons):
    ids = numpy.concatenate([numpy.array(inputs.global_id, ndmin=1) if inputs else [],
                             numpy.array(neurons.global_id)]).astype(int)
    delays = numpy.full(len(files.pre), files.meta["delay"])
    nest.Connect(ids[files.pre], ids[files.post], "one_to_one",
                 {"weight": files.weights.astype(float), "delay": delays})


def make_inputs(nest, files, seconds):
    if files.meta["nin"] == 0:
        return None
    times, ids = files.events_before(1e3 * seconds)
    inputs = nest.Create("spike_generator", files.meta["nin"])
    for i, generator in enumerate(inputs):
        generator.spike_times = numpy.round(times[ids == i], 1)
    return inputs


def run(files, dt_ms, seconds):
    """CPU seconds of one run, and the spikes of each neuron."""
    nest = quiet_import()
    nest.ResetKernel()
    nest.resolution = dt_ms
    nest.local_num_threads = 1
    neurons = make_neurons(nest, files)
    inputs = make_inputs(nest, files, seconds)
    connect(nest, files, inputs, neurons)
    recorder = nest.Create("spike_recorder")
    nest.Connect(neurons, recorder)
    nest.Prepare()
    nest.Run(1e3 * WARM_UP_S)
    begin = time.process_time()
    nest.Run(round(1e3 * (seconds - WARM_UP_S), 6))
    spent = time.process_time() - begin
    nest.Cleanup()
    senders = recorder.events["senders"] - neurons.global_id[0]
    return spent * seconds / (seconds - WARM_UP_S), numpy.bincount(senders, minlength=len(neurons))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", type=pathlib.Path, help="folder that networks.py wrote")
    parser.add_argument("--cache", type=pathlib.Path, help="not needed: nothing is compiled")
    parser.add_argument("--dt", type=float, default=0.1, help="time step in ms")
    parser.add_argument("--seconds", type=float, required=True, help="biological time")
    options = parser.parse_args()
    files = network_files.load(options.network)
    cpu_s, counts = run(files, options.dt, options.seconds)
    version = quiet_import().__version__
    network_files.report(files, "NEST", version, options, [cpu_s], counts)


if __name__ == "__main__":
    main()
