#!/usr/bin/env python3
"""Brian2 on a network that bench/engine/networks.py wrote: prints what it took as a line of JSON.

C++ standalone mode, float32, one thread, Brian2's own compiler flags (-O3 -march=native -ffast-math).
The time is that which the run alone computes, read inside the compiled program before and after it.
The program is compiled once and kept in CACHE; later calls for the same run only start it again.
"""
import argparse
import hashlib
import importlib.metadata
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import warnings

import numpy

import network_files

VERSION = importlib.metadata.version("brian2")


def compiled(cache, files, name, dt_ms, seconds):
    """The folder of the program, which appears complete or not at all."""
    source = pathlib.Path(__file__).with_name("brian2_program.py")
    text = source.read_bytes() + VERSION.encode()
    key = hashlib.sha256(text).hexdigest()[:8]
    folder = cache / f"brian2-{name}-{dt_ms:g}ms-{seconds:g}s-{key}"
    if not folder.exists():
        print(f"engine: compiling {name} for Brian2", file=sys.stderr)
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = pathlib.Path(tempfile.mkdtemp(prefix="brian2-", dir=cache))
        try:
            warnings.simplefilter("ignore", FutureWarning)  # of what Brian2 imports, about numpy
            import brian2_program  # takes seconds, which later calls do without
            brian2_program.build(unfinished, files, dt_ms, seconds)
            unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def run(folder):
    """CPU seconds of one run, and the spikes of each neuron."""
    said = subprocess.run([folder / "main"], cwd=folder, check=True, capture_output=True, text=True)
    counts_file = folder / (folder / "counts_file").read_text()
    counts = numpy.fromfile(counts_file, numpy.int32)
    return float(re.search(r"cpu_s (\S+)", said.stdout).group(1)), counts


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", type=pathlib.Path, help="folder that networks.py wrote")
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--dt", type=float, default=0.1, help="time step in ms")
    parser.add_argument("--seconds", type=float, required=True, help="biological time")
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    files = network_files.load(options.network)
    folder = compiled(options.cache.resolve(), files, options.network.name, options.dt,
                      options.seconds)
    times = []
    for _ in range(options.repeat):
        time, counts = run(folder)
        times.append(time)
    network_files.report(files, "Brian2", VERSION, options, times, counts)


if __name__ == "__main__":
    main()
