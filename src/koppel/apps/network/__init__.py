"""Organisations, records, deliveries, links, people and contact moments."""
