"""Questions of the desk, answered for the current viewer."""
