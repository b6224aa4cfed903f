"""The template components, one module per family; ``templatetags/ui.py`` offers them as one library."""
