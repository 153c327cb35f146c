"""The GSM 7-bit alphabet of text messages (GSM 03.38), and keeping English text inside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Index is the code point; 0x1B is the escape to the extension table and no character.
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPE = "\x1b"
# Two septets each: the escape and the character.
EXTENSION = "\f^{}\\[~]|€"

ONE_SEPTET = frozenset(BASIC) - {ESCAPE}
TWO_SEPTETS = frozenset(EXTENSION)

# Typing habits of word processors, each of which alone would make the message cost double.
PLAIN_SPELLINGS = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2022", "-"),
    **dict.fromkeys("\u00a0\u202f\t", " "),
    **dict.fromkeys("\u200b\ufeff\ufe0f", ""),
    "\u2026": "...",
}


@dataclass(frozen=True, slots=True)
class Plainer:
    """`notes`: each exchange once, such as `’ (U+2019) → '`."""

    text: str
    notes: tuple[str, ...]


def is_gsm(text: str) -> bool:
    return all(char in ONE_SEPTET or char in TWO_SEPTETS for char in text)


def spell_plainly(text: str) -> Plainer:
    """Quotes, dashes, dots and blanks in their GSM spelling; accents composed where GSM has the
    letter. Letters, digits and signs of amounts are never exchanged for others: what GSM lacks
    stays, and the message is sent as UCS-2."""
    spelled: list[str] = []
    notes: dict[str, None] = {}
    for cluster in _clusters(text):
        plain = PLAIN_SPELLINGS.get(cluster, _composed(cluster))
        if plain != cluster:
            notes[_note(cluster, plain)] = None
        spelled.append(plain)
    return Plainer("".join(spelled), tuple(notes))


def _clusters(text: str) -> Iterator[str]:
    """A character with the combining marks that follow it."""
    cluster = ""
    for char in text:
        if cluster and not unicodedata.combining(char):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _composed(cluster: str) -> str:
    if len(cluster) == 1:
        return cluster
    composed = unicodedata.normalize("NFC", cluster)
    return composed if is_gsm(composed) else cluster


def _note(before: str, after: str) -> str:
    codes = " ".join(f"U+{ord(char):04X}" for char in before)
    return f"{before} ({codes}) → {after}" if before.isprintable() else f"{codes} → {after!r}"
