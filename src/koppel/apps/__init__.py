"""Django apps, one per subject."""
