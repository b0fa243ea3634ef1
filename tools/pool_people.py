#!/usr/bin/env python3
"""Pools runs of one experiment on different people, each with its metrics.json: tools/pool_people.py results/arrays/*/arrays16.json

Several runs may be of the same seeds, with other methods; what two of them have in common counts once.
"""
import json
import math
import random
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def settings(metrics):
    """What has to be the same in all runs, and each method's settings by its name."""
    config = json.loads(json.dumps(metrics["resolved_config"]))
    for key in ("seeds", "people"):
        config["data"].pop(key, None)
    return config, {method["name"]: method for method in config.pop("methods")}


def why_not(first, other):
    """What keeps two runs apart; nothing if they differ in people and in which methods were run alone."""
    (config, methods), (other_config, other_methods) = settings(first), settings(other)
    for key in config | other_config:
        if config.get(key) != other_config.get(key):
            return f"has another {key}"
    for name in methods.keys() & other_methods.keys():
        if methods[name] != other_methods[name]:
            return f"has other settings of {name}"
    return None


def interval(values, seed=1, draws=10000):
    """Of the mean, 95 %, by resampling people."""
    if len(values) < 2:
        return None
    source = random.Random(seed)
    means = sorted(sum(source.choices(values, k=len(values))) / len(values) for _ in range(draws))
    return means[draws * 25 // 1000], means[draws * 975 // 1000 - 1]


def mcnemar(a, b):
    """Exact, two-sided, of trials that one method alone decides rightly."""
    n = a + b
    tail = sum(math.comb(n, k) for k in range(min(a, b) + 1)) / 2**n
    return min(1.0, 2.0 * tail)


def percent(value):
    return f"{100 * value:.1f}"


def spread(values):
    bounds = interval(values)
    return "" if bounds is None else f" [{percent(bounds[0])}, {percent(bounds[1])}]"


def pooled(runs):
    """Markdown lines."""
    accuracies, only, seen = {}, {}, set()

    def is_new(run, *names):
        people = (names, *run["resolved_config"]["data"].get("seeds", []))
        new = people not in seen
        seen.add(people)
        return new

    for run in runs:
        for method in run["methods"]:
            if not is_new(run, method["name"]):
                continue
            of = accuracies.setdefault(method["name"], ([], []))
            of[0].extend(person["per_window"] for person in method["people"])
            of[1].extend(person["per_trial"] for person in method["people"])
        for c in run["comparisons"]:
            if not is_new(run, c["a"], c["b"]):
                continue
            of = only.setdefault((c["a"], c["b"]), [[], 0, 0])
            trial = {m["name"]: [p["per_trial"] for p in m["people"]] for m in run["methods"]}
            of[0].extend(x - y for x, y in zip(trial[c["a"]], trial[c["b"]]))
            of[1] += int(c["trials_only_a"])
            of[2] += int(c["trials_only_b"])
    yield "| method | people | per window, % [95 %] | per trial, % [95 %] | worst person, per trial |"
    yield "|---|---|---|---|---|"
    for name, (windows, trials) in accuracies.items():
        mean = [sum(x) / len(x) for x in (windows, trials)]
        yield (f"| {name} | {len(trials)} | {percent(mean[0])}{spread(windows)} | {percent(mean[1])}{spread(trials)} "
               f"| {percent(min(trials))} |")
    yield ""
    yield "| a minus b | people | points of trials [95 %] | trials a alone, b alone | McNemar p |"
    yield "|---|---|---|---|---|"
    for (a, b), (differences, first, second) in only.items():
        mean = sum(differences) / len(differences)
        yield (f"| {a} − {b} | {len(differences)} | {percent(mean)}{spread(differences)} | {first}, {second} "
               f"| {mcnemar(first, second):.2g} |")


def main(paths):
    runs = [read(path) for path in paths]
    if not runs:
        sys.exit("pool_people: name the metrics.json of one run at least")
    for path, run in zip(paths, runs):
        for earlier in runs[: runs.index(run)]:
            if why := why_not(earlier, run):
                sys.exit(f"pool_people: {path} {why} than an earlier one; pool runs that differ in people alone")
    print("\n".join(pooled(runs)))


if __name__ == "__main__":
    main(sys.argv[1:])
