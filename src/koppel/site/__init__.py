"""Where it all comes together: settings, addresses, database, commands."""
