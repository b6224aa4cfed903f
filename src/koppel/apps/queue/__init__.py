"""Jobs in PostgreSQL: enqueue by name, stalled jobs, the operator page."""
