"""Plain Python that computes an answer from values; no Django, database, network or clock."""
