"""Start pages and search over everything."""
