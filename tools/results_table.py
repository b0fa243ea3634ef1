#!/usr/bin/env python3
"""Prints Markdown tables of the accuracies in metrics.json files: tools/results_table.py results/*/metrics.json"""
import json
import sys


def percent(summary):
    return f"{100 * summary['mean']:.1f}"


def interval(summary):
    low, high = summary["ci95"]
    return "" if low is None else f" [{100 * low:.1f}, {100 * high:.1f}]"


def table(path):
    with open(path, encoding="utf-8") as file:
        m = json.load(file)
    data, protocol = m["dataset"], m["protocol"]
    kind = "simulated, " if data["simulated"] else ""
    yield f"### {m['experiment']}"
    yield ""
    yield (f"{kind}{data['people']} people, {len(data['classes'])} classes, {data['channels']} channels at {data['rate_hz']:g} Hz; "
           f"windows of {protocol['window_ms']:g} ms every {protocol['increment_ms']:g} ms. {protocol['story']}")
    yield ""
    yield "| method | per window, % [95 %] | per trial, % [95 %] | false activations / min | parameters, state, kB | MAC | AC | energy, nJ |"
    yield "|---|---|---|---|---|---|---|---|"
    for method in m["methods"]:
        name = f"**{method['name']}** (spiking)" if method["family"] == "spiking" else method["name"]
        false = method["false_activations_per_min"]
        yield (f"| {name} | {percent(method['per_window'])}{interval(method['per_window'])} "
               f"| {percent(method['per_trial'])}{interval(method['per_trial'])} | {'' if false is None else f'{false:.1f}'} "
               f"| {method['parameter_bytes'] / 1e3:.1f}, {method['state_bytes'] / 1e3:.1f} "
               f"| {method['operations']['mac']:.0f} | {method['operations']['ac']:.0f} | {method['energy_nj']['total']:.0f} |")
    checks = protocol["leak_checks"]
    yield ""
    yield (f"Shared samples {checks['shared_samples']}; shuffled labels {100 * checks['shuffled_accuracy']:.1f} % of trials, within chance; "
           f"splits `{protocol['splits_sha256'][:16]}`, seed {m['seed']}.")
    yield ""


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print("\n".join(table(name)))
