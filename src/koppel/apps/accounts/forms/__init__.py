"""Checks what a person types about accounts."""
