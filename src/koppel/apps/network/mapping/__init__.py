"""Rows of the network to and from values of the engines."""
