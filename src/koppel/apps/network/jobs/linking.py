"""Jobs about linking."""
