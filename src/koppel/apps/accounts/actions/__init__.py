"""What is done with users: invite, sign in, change, end; each act is logged."""
