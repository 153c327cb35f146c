"""Characters that are not what they look like, or that nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kb.authoring.plain_language.background import Background
from kb.authoring.plain_language.findings import Finding
from kb.authoring.plain_language.texts import Text
from kb.problem import msgid as _
from kb.text import clean, unseen_in

UNSEEN = _("A character here cannot be seen: %(name)s. It goes when you save.")
LOOK_ALIKE = _("“%(word)s” holds letters of another script that only look like these: %(names)s.")
LETTER = _("“%(word)s” is a letter among digits. Type the digit.")
FULL_WIDTH = _("“%(word)s” is in wide characters. Type “%(plain)s”.")
# Cyrillic, Greek and Armenian letters that nobody can tell from Latin ones.
LATIN_LOOKS = dict(
    zip(
        "АВЕЅІЈКМНОРСТХУаеѕіјорсхуԛԝһԁһѵΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαιυνρκօոսհ",
        "ABESIJKMHOPCTXYaesijopcxyqwhdhvABEZHIKMNOPTYXoaiuvpkonuh",
        strict=True,
    )
)
LETTERS = re.compile(r"[^\W\d_\u2e80-\ua48f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003134f]+")
AMONG_DIGITS = re.compile(r"(?<=\d)[OoIl](?=\d)|(?<=\d)[Oo](?=[元%])")
WIDE = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff]+")
# Han characters by another number: radicals and compatibility forms; search would not find them.
HAN_TWINS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]+")


def unseen_characters(text: Text, background: Background) -> Iterator[Finding]:
    for start, end, name in unseen_in(text.text):
        put = clean(text.text[start:end]).text
        yield text.finding("unseen", "warning", (start, end), UNSEEN, replacement=put, name=name)


def look_alikes(text: Text, background: Background) -> Iterator[Finding]:
    for match in LETTERS.finditer(text.text):
        foreign = [char for char in match[0] if char in LATIN_LOOKS]
        if foreign and _passes_for_latin(match[0]):
            put = "".join(LATIN_LOOKS.get(char, char) for char in match[0])
            yield _look_alike(text, match, foreign, put)
    for match in HAN_TWINS.finditer(text.text):
        put = unicodedata.normalize("NFKC", match[0])
        if put != match[0]:
            yield _look_alike(text, match, list(match[0]), put)


def _passes_for_latin(word: str) -> bool:
    """Latin letters among the others, or a word that could be read as Latin from end to end."""
    if any("LATIN" in unicodedata.name(char, "") for char in word):
        return True
    return len(word) > 1 and all(char in LATIN_LOOKS for char in word)


def _look_alike(text: Text, match: re.Match[str], foreign: list[str], put: str) -> Finding:
    names = ", ".join(
        dict.fromkeys(unicodedata.name(char, f"U+{ord(char):04X}") for char in foreign)
    )
    return text.finding(
        "look_alike", "error", match.span(), LOOK_ALIKE, replacement=put, word=match[0], names=names
    )


def letters_among_digits(text: Text, background: Background) -> Iterator[Finding]:
    for match in AMONG_DIGITS.finditer(text.words):
        put = "0" if match[0] in "Oo" else "1"
        yield text.finding(
            "look_alike", "warning", match.span(), LETTER, replacement=put, word=match[0]
        )


def full_width_characters(text: Text, background: Background) -> Iterator[Finding]:
    for match in WIDE.finditer(text.words):
        put = unicodedata.normalize("NFKC", match[0])
        yield text.finding(
            "full_width",
            "warning",
            match.span(),
            FULL_WIDTH,
            replacement=put,
            word=match[0],
            plain=put,
        )
