#!/usr/bin/env python3
"""Writes tests/snn/data/torch_gradients.json: small recurrent networks with the gradients that PyTorch's autograd gives
them, in double. Run it again only if what is trained changes its meaning.

usage: torch_gradients.py FILE
"""
import json
import math
import sys

import torch

LINES, HIDDEN, CLASSES, TICKS, TRIALS = 8, 20, 3, 60, 4
MEMBRANE, CURRENT, READOUT, THRESHOLD, WIDTH, PEAK = 15.0, 6.0, 25.0, 0.9, 0.5, 0.3


class Spike(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        context.save_for_backward(x)
        return (x >= 0).double()

    @staticmethod
    def backward(context, grad):
        (x,) = context.saved_tensors
        return grad * PEAK * (1.0 - x.abs() / WIDTH).clamp(min=0.0)


def case(reset, seed):
    torch.manual_seed(seed)

    def weights(rows, columns, sd):  # multiples of 1/64: the same numbers in single precision
        return (torch.round(torch.randn(rows, columns) * sd * 64) / 64).double().requires_grad_()

    w_in, w_rec, w_out = weights(LINES, HIDDEN, 1.6), weights(HIDDEN, HIDDEN, 0.7), weights(HIDDEN, CLASSES, 0.5)
    events = torch.rand(TICKS, TRIALS, LINES) < 0.12
    labels = torch.arange(TRIALS) % CLASSES
    keep_v, keep_i, keep = math.exp(-1 / MEMBRANE), math.exp(-1 / CURRENT), math.exp(-1 / READOUT)
    i = torch.zeros(TRIALS, HIDDEN).double()
    v, s, y, total = torch.zeros_like(i), torch.zeros_like(i), torch.zeros(TRIALS, CLASSES).double(), 0.0
    spikes = []
    for t in range(1, TICKS + 1):
        # Events of tick t - 1 and spikes of tick t - 1 arrive at tick t.
        y = keep * y + s @ w_out
        i = keep_i * i + events[t - 1].double() @ w_in + s @ w_rec
        v = keep_v * v + (1 - keep_v) * i
        s = Spike.apply((v - THRESHOLD) / THRESHOLD)
        fixed = s.detach()
        v = v * (1 - fixed) if reset == "to_value" else v - fixed * THRESHOLD
        spikes += [[t, b, n] for b, n in torch.nonzero(fixed).tolist()]
        total = total + y
    loss = torch.nn.functional.cross_entropy(total / TICKS, labels)
    loss.backward()
    flat = lambda x: x.reshape(-1).tolist()
    return {
        "reset": reset,
        "input": flat(w_in.detach()), "recurrent": flat(w_rec.detach()), "readout": flat(w_out.detach()),
        "events": [x for e in torch.nonzero(events).tolist() for x in e],
        "spikes": [x for e in spikes for x in e],
        "loss": loss.item(),
        "by_input": flat(w_in.grad), "by_recurrent": flat(w_rec.grad), "by_readout": flat(w_out.grad),
    }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    cases = [case(reset, seed) for reset in ("to_value", "by_subtraction") for seed in (1, 2)]
    with open(sys.argv[1], "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
