"""Template libraries of the ui app."""
