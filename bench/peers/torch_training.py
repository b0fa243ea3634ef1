#!/usr/bin/env python3
"""Gradients through time in PyTorch, on the batch in a folder: prints CPU seconds as JSON.

usage: torch_training.py FOLDER REPETITIONS

FOLDER holds problem.json (sizes and constants) and raw little-endian files: input.u8 [tick][trial][line], the events
that arrive at a tick; weights.f32: input, recurrent, readout, rows by source; labels.i32. Written there: the gradient
in the order of the weights, gradient.f32, and the hidden spikes, spikes.u8 [tick][trial][neuron].

Two forms. `hand`: the whole sequence is differentiated by hand, so that per tick there are one product with the
recurrent weights and a few elementwise operations, and each gradient is one product over all ticks. `loop`: the usual
loop over ticks, which autograd differentiates.
"""
import json
import pathlib
import sys
import time

import numpy
import torch


class Problem:
    def __init__(self, folder):
        about = json.loads((folder / "problem.json").read_text())
        self.ticks, self.trials, self.lines = about["ticks"], about["trials"], about["lines"]
        self.hidden, self.classes = about["hidden"], about["classes"]
        self.keep_v, self.keep_i = about["keep_v"], about["keep_i"]
        self.threshold, self.width, self.peak = about["threshold"], about["width"], about["peak"]
        shape = (self.ticks, self.trials, self.lines)
        self.input = torch.from_numpy(numpy.fromfile(folder / "input.u8", numpy.uint8).reshape(shape)).float()
        weights = numpy.fromfile(folder / "weights.f32", numpy.float32)
        self.weights = []
        for rows, columns in ((self.lines, self.hidden), (self.hidden, self.hidden), (self.hidden, self.classes)):
            self.weights.append(torch.from_numpy(weights[: rows * columns].reshape(rows, columns).copy()))
            weights = weights[rows * columns:]
        self.labels = torch.from_numpy(numpy.fromfile(folder / "labels.i32", numpy.int32)).long()
        # What a spike at a tick leaves in the mean of the readout's potential; it arrives a tick later.
        left = numpy.array([0.0] + [about["readout_keep"] ** n for n in range(self.ticks - 1)]).cumsum()[::-1] / self.ticks
        self.shares = torch.from_numpy(left.astype(numpy.float32).copy())


def slope(p, v):
    return (1.0 - (v - p.threshold).abs() / (p.width * p.threshold)).clamp_(min=0.0).mul_(p.peak / p.threshold)


def hand(p):
    """Forwards and backwards by hand; gives the spikes and the gradients."""
    w_in, w_rec, w_out = p.weights
    ticks, trials, hidden = p.ticks, p.trials, p.hidden
    given = (p.input.view(ticks * trials, p.lines) @ w_in).view(ticks, trials, hidden)
    potentials = torch.empty(ticks, trials, hidden)
    spikes = torch.empty(ticks, trials, hidden)
    current, v = torch.zeros(trials, hidden), torch.zeros(trials, hidden)
    gain = 1.0 - p.keep_v
    for t in range(ticks):
        arriving = given[t]
        if t > 0:
            arriving.addmm_(spikes[t - 1], w_rec)
        current.mul_(p.keep_i).add_(arriving)
        v.mul_(p.keep_v).add_(current, alpha=gain)
        potentials[t] = v
        torch.ge(v, p.threshold, out=spikes[t])
        v.masked_fill_(spikes[t] > 0, 0.0)
    weighted = torch.einsum("t,tbn->bn", p.shares, spikes)
    scores = weighted @ w_out
    g = torch.softmax(scores, 1)
    g[torch.arange(trials), p.labels] -= 1.0
    g /= trials
    back = g @ w_out.t()
    psi = slope(p, potentials)
    kept = (1.0 - spikes).mul_(p.keep_v)
    d_arriving = potentials  # no longer needed
    dv, di = torch.zeros(trials, hidden), torch.zeros(trials, hidden)
    w_rec_t = w_rec.t().contiguous()
    for t in range(ticks - 1, -1, -1):
        ds = torch.addmm(back, di, w_rec_t, beta=float(p.shares[t])) if t + 1 < ticks else back * p.shares[t]
        dv.mul_(kept[t]).addcmul_(psi[t], ds)
        di.mul_(p.keep_i).add_(dv, alpha=gain)
        d_arriving[t] = di
    flat = d_arriving.view(ticks * trials, hidden)
    return spikes, [
        p.input.view(ticks * trials, p.lines).t() @ flat,
        spikes[:-1].reshape(-1, hidden).t() @ flat[trials:],
        weighted.t() @ g,
    ]


class Spike(torch.autograd.Function):
    @staticmethod
    def forward(context, v, p):
        context.save_for_backward(v)
        context.p = p
        return (v >= p.threshold).float()

    @staticmethod
    def backward(context, grad):
        (v,) = context.saved_tensors
        return grad * slope(context.p, v), None


def loop(p):
    """The usual loop, differentiated by autograd."""
    w_in, w_rec, w_out = [w.clone().requires_grad_() for w in p.weights]
    given = (p.input.view(p.ticks * p.trials, p.lines) @ w_in).view(p.ticks, p.trials, p.hidden)
    current = torch.zeros(p.trials, p.hidden)
    v = torch.zeros(p.trials, p.hidden)
    s = torch.zeros(p.trials, p.hidden)
    all_spikes = []
    for arriving in given.unbind(0):
        current = p.keep_i * current + arriving + s @ w_rec
        v = p.keep_v * v * (1.0 - s.detach()) + (1.0 - p.keep_v) * current
        s = Spike.apply(v, p)
        all_spikes.append(s)
    spikes = torch.stack(all_spikes)
    scores = torch.einsum("t,tbn->bn", p.shares, spikes) @ w_out
    torch.nn.functional.cross_entropy(scores, p.labels).backward()
    return spikes.detach(), [w_in.grad, w_rec.grad, w_out.grad]


def seconds_of(form, p, repetitions):
    times = []
    for _ in range(repetitions):
        begin = time.process_time()
        form(p)
        times.append(time.process_time() - begin)
    return times


def main(folder, repetitions):
    torch.set_num_threads(1)
    folder = pathlib.Path(folder)
    p = Problem(folder)
    found = {"version": torch.__version__}
    with torch.no_grad():
        spikes, gradients = hand(p)
        found["hand_s"] = seconds_of(hand, p, repetitions)
    spikes.numpy().astype(numpy.uint8).tofile(folder / "spikes.u8")
    numpy.concatenate([g.numpy().ravel() for g in gradients]).astype(numpy.float32).tofile(folder / "gradient.f32")
    by_loop = loop(p)
    found["loop_s"] = seconds_of(loop, p, repetitions)
    found["forms_agree"] = bool(torch.equal(spikes, by_loop[0]))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]))
