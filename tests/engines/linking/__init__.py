"""Tests of the linking engine."""
