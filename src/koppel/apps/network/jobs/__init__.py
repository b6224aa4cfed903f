"""The jobs of the network."""

from koppel.apps.network.jobs import deliveries, linking, retention

__all__ = ["deliveries", "linking", "retention"]
