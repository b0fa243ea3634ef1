"""Prints what pyEDFlib reads from the BDF+ file named first: channels, a line on each of them, notes, then one row of samples a line."""
import sys

import pyedflib

with pyedflib.EdfReader(sys.argv[1]) as file:
    print(*file.getSignalLabels())
    for c in range(file.signals_in_file):
        print(
            file.getSampleFrequency(c),
            file.getPhysicalDimension(c),
            file.getPhysicalMinimum(c),
            file.getPhysicalMaximum(c),
            file.getDigitalMinimum(c),
            file.getDigitalMaximum(c),
        )
    for onset, duration, text in zip(*file.readAnnotations()):
        print(float(onset), float(duration), text)
    for row in zip(*(file.readSignal(c) for c in range(file.signals_in_file))):
        print(*(repr(float(x)) for x in row))
