"""Kring: a calm online room for intervisie. Holds the version, nothing else."""

__version__ = "0.1.0"
