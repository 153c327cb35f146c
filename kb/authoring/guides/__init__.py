"""Guides as editors write them: their fields, what is wrong with a tree, and its outline."""
