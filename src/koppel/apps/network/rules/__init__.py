"""Small pure decisions of the network."""
