"""Koppel: one network out of the records of many partners."""
