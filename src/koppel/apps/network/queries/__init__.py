"""Questions about the network, answered for the current viewer."""
