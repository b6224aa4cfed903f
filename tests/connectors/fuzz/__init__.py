"""Mutated and hostile files for the readers of deliveries."""
