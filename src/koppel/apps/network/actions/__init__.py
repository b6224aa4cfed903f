"""What can be done in the network; each is all or nothing and logged."""
