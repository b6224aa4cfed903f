"""What people type into the network, checked and cleaned; one file per noun."""
