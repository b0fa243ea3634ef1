"""Prints what pyEDFlib reads from the BDF+ file named first: channels, notes, then one row of samples a line."""
import sys

import pyedflib

with pyedflib.EdfReader(sys.argv[1]) as file:
    print(*file.getSignalLabels())
    for onset, duration, text in zip(*file.readAnnotations()):
        print(float(onset), float(duration), text)
    for row in zip(*(file.readSignal(c) for c in range(file.signals_in_file))):
        print(*(repr(float(x)) for x in row))
