"""People in seats holding a meeting.

Pure: no I/O, no clock, no randomness; knows only server.methods.
"""
