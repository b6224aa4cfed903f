"""Tests of the organisation page and of records."""
