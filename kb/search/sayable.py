"""What an embedder is told: of questions, and of answers. Pure."""

from __future__ import annotations

from kb.document import Document
from kb.masking import mask_numbers, without_masks
from kb.search.asked import COMPARED_CHARACTERS

# Longer phrases say no more.
CHARACTERS = 500


def sayable(text: str) -> str:
    """A question without card, phone and identity numbers. They are looked for before it is cut,
    since half a number is not recognised. Otherwise as it was typed: capitals mean something to a
    model (bench/meaning.py)."""
    return without_masks(mask_numbers(text))[:COMPARED_CHARACTERS].strip()


def phrases_of(document: Document) -> list[str]:
    """All the ways an answer is asked for; never what it says."""
    phrases = dict.fromkeys(document.phrases)
    return [phrase[:CHARACTERS] for phrase in phrases if phrase.strip()]
