"""Tests of the list of organisations: words, provinces, search, facets, pages and exports."""
