"""Endpoints of the network."""
