"""Punggol, Singapore: a real sample, compiled from published facts by :mod:`geodata.samples.punggol.compile`."""
