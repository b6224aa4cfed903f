"""Tests of people and contact moments."""
