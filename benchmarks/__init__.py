"""Measurements, run by hand with `make bench`; results in RESULTS.md."""
