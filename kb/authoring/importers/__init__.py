"""Brings answers in from files: many at once, each batch whole or not at all."""
