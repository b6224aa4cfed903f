"""Tests of reading delivered files."""
