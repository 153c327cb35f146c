"""Cleans what people paste: characters that nobody sees go, and the editor is told which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ZERO_WIDTH_JOINER = "\u200d"
EMOJI_STYLES = "\ufe0e\ufe0f"
SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
# What may stand between an emoji and the joiner to the next one.
EMOJI_TAILS = frozenset(EMOJI_STYLES + SKIN_TONES)
KEYCAP = "\u20e3"
KEYCAP_BASES = frozenset("0123456789#*")
# Symbols outside the category So that an emoji style may follow.
STYLED_PUNCTUATION = "\u203c\u2049\u3030\u303d"

LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# No-break and odd-width spaces, tabs. The wide space of Chinese typing (U+3000) stays.
ODD_SPACES = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f]")
UNSEEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, bidirectional controls
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"  # half characters, non-characters
    "\ufe00-\ufe0f\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # styles, tags
    "]"
)
SUSPECT = re.compile("|".join(found.pattern for found in (LINE_BREAKS, ODD_SPACES, UNSEEN)))


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`removed`: what went or became a plain space, each once, such as `U+200B ZERO WIDTH SPACE`;
    empty when the text is as it was, line endings aside."""

    text: str
    removed: tuple[str, ...] = ()


def clean(text: str) -> Cleaned:
    """The text without invisible and bidirectional control characters, line ends as `\\n`.

    Joiners and styles inside emoji and the glyph variants of Han characters (some names need
    them) stay. Cleaning a second time changes nothing.
    """
    if not SUSPECT.search(text):
        return Cleaned(text)
    kept: list[str] = []
    removed: dict[str, None] = {}
    source = LINE_BREAKS.sub("\n", text)
    for position, char in enumerate(source):
        if ODD_SPACES.match(char):
            removed[_name(char)] = None
            kept.append(" ")
        elif UNSEEN.match(char) and not _belongs(char, kept, source[position + 1 : position + 2]):
            removed[_name(char)] = None
        else:
            kept.append(char)
    return Cleaned("".join(kept), tuple(removed))


def unseen_in(text: str) -> Iterator[tuple[int, int, str]]:
    """What `clean` would take out or make a plain space: from, to, and its name. Line ends, which
    browsers send as they like, are no news."""
    if not SUSPECT.search(text):
        return
    for place, char in enumerate(text):
        if ODD_SPACES.match(char) or (
            UNSEEN.match(char)
            and not _belongs(char, text[max(0, place - 1) : place], text[place + 1 : place + 2])
        ):
            yield place, place + 1, _name(char)


def _belongs(char: str, kept: Sequence[str], following: str) -> bool:
    before = kept[-1] if kept else ""
    if char == ZERO_WIDTH_JOINER:
        return (_is_symbol(before) or before in EMOJI_TAILS) and _is_symbol(following)
    if char in EMOJI_STYLES:
        return _is_symbol(before) or (following == KEYCAP and before in KEYCAP_BASES)
    return "\U000e0100" <= char <= "\U000e01ef" and _is_han(before)


def _is_symbol(char: str) -> bool:
    return bool(char) and (unicodedata.category(char) == "So" or char in STYLED_PUNCTUATION)


def _is_han(char: str) -> bool:
    return bool(char) and unicodedata.name(char, "").startswith("CJK ")


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()
