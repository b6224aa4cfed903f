"""Benchmarks: figures with the machine, the size and a peer measured in the same run."""
