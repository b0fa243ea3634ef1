"""Makes the C++ program with which Brian2 simulates a network; brian2_engine.py runs it."""
import brian2
import numpy
from brian2 import ms

LEAK_AND_CURRENTS = {
    "cuba": """dv/dt = (ge + gi + E_L - v) / tau_m : 1 (unless refractory)
               dge/dt = -ge / tau_e : 1
               dgi/dt = -gi / tau_i : 1""",
    "dec": """dv/dt = (ge + E_L - v) / tau_m : 1 (unless refractory)
              dge/dt = -ge / tau_e : 1""",
    "brunel": "dv/dt = (E_L + bias - v) / tau_m : 1 (unless refractory)",
}

# Around the run alone: what is loaded before and saved after it does not count.
BEGIN = """
timespec cpu_before;
clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_before);
"""
END = """
timespec cpu_after;
clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_after);
printf("cpu_s %.9f\\n", double(cpu_after.tv_sec - cpu_before.tv_sec) +
       1e-9 * double(cpu_after.tv_nsec - cpu_before.tv_nsec));
"""


def make_neurons(files, dt_ms):
    meta = files.meta
    constants = {"tau_m": meta["tau_m"] * ms, "E_L": meta["E_L"], "V_th": meta["V_th"],
                 "V_reset": meta["V_reset"], "bias": files.bias()}
    for name in ("tau_e", "tau_i"):
        if name in meta:
            constants[name] = meta[name] * ms
    neurons = brian2.NeuronGroup(meta["n"], LEAK_AND_CURRENTS[meta["model"]], threshold="v > V_th",
                                 reset="v = V_reset", refractory=(meta["t_ref"] + dt_ms) * ms,
                                 method="exact", namespace=constants)
    neurons.v = files.potentials
    return neurons


def make_synapses(files, source, neurons, chosen, first_source, variable):
    """Those chosen of the files' synapses, from `source`, whose first id is given."""
    synapses = brian2.Synapses(source, neurons, "w : 1 (constant)", on_pre=f"{variable}_post += w",
                               delay=files.meta["delay"] * ms)
    synapses.connect(i=files.pre[chosen].astype(int) - first_source,
                     j=files.post[chosen].astype(int) - files.meta["nin"])
    synapses.w = files.weights[chosen]
    return synapses


def connect(files, neurons, inputs):
    """One class of synapse where there is one time constant, else one for each sign."""
    recurrent = files.pre >= files.meta["nin"]
    if files.meta["model"] == "cuba":
        # The excitatory ones come first, so each class has a source group of its own.
        split = files.groups()["excitatory"][1]
        positive = files.weights > 0
        assert numpy.array_equal(positive, files.pre < split)
        return [make_synapses(files, neurons[:split], neurons, positive, 0, "ge"),
                make_synapses(files, neurons[split:], neurons, ~positive, split, "gi")]
    variable = "v" if files.meta["model"] == "brunel" else "ge"
    made = [make_synapses(files, neurons, neurons, recurrent, files.meta["nin"], variable)]
    if inputs is not None:
        made.append(make_synapses(files, inputs, neurons, ~recurrent, 0, variable))
    return made


def make_inputs(files, dt_ms, seconds):
    """An input that has two events in one step has the second in the next: Brian2 takes one a step."""
    if files.meta["nin"] == 0:
        return None
    times, ids = files.events_before(1e3 * seconds)
    steps = numpy.floor(times / dt_ms + 1e-6).astype(numpy.int64)
    order = numpy.lexsort((steps, ids))
    steps, ids = steps[order], ids[order]
    for k in range(1, len(ids)):
        if ids[k] == ids[k - 1] and steps[k] <= steps[k - 1]:
            steps[k] = steps[k - 1] + 1
    return brian2.SpikeGeneratorGroup(files.meta["nin"], ids, steps * dt_ms * ms)


def build(folder, files, dt_ms, seconds):
    """Compiles the program into `folder`."""
    brian2.set_device("cpp_standalone", build_on_run=False)
    brian2.prefs.core.default_float_dtype = numpy.float32
    brian2.prefs.devices.cpp_standalone.openmp_threads = 0
    brian2.prefs.codegen.cpp.headers += ["<cstdio>", "<time.h>"]
    brian2.defaultclock.dt = dt_ms * ms
    neurons = make_neurons(files, dt_ms)
    inputs = make_inputs(files, dt_ms, seconds)
    counter = brian2.SpikeMonitor(neurons, record=False)
    objects = [neurons, counter, *connect(files, neurons, inputs)]
    network = brian2.Network(objects + ([] if inputs is None else [inputs]))
    brian2.device.insert_code("before_network_run", BEGIN)
    brian2.device.insert_code("after_network_run", END)
    network.run(seconds * brian2.second)
    brian2.device.build(directory=str(folder), compile=True, run=False, debug=False)
    counts = brian2.device.get_array_filename(counter.variables["count"])
    (folder / "counts_file").write_text(str(counts))
