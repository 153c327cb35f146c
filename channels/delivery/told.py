"""What gateways say, as it may be kept: they may say anything. Pure."""

from __future__ import annotations

from kb.masking import mask_numbers

MOST_OF_CODE, MOST_OF_ID = 40, 64


def code_told(text: str) -> str:
    """Why a message did not arrive; some gateways repeat the number in it."""
    return mask_numbers(_writable(text))[:MOST_OF_CODE]


def id_told(text: str) -> str:
    """The gateway's own name for a message."""
    return _writable(text)[:MOST_OF_ID]


def _writable(text: str) -> str:
    """Without what no database takes; else what was sent could not be noted, and were sent anew."""
    return "".join(filter(str.isprintable, text))
