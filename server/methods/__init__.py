"""What a method is and how a meeting walks through it.

Pure: no I/O, no clock, no randomness; knows nobody else in the house.
"""
