"""Typed values as people read and say them, and wordings with their values filled in."""

from kb.formats.filling import NoValue, fill, format_use, neutral_text, variant_name
from kb.formats.values import BadValue, Style, format_fact

__all__ = [
    "BadValue",
    "NoValue",
    "Style",
    "fill",
    "format_fact",
    "format_use",
    "neutral_text",
    "variant_name",
]
