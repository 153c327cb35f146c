"""How much one version of an answer differs from another, as far as a program can tell. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

TYPO, MEDIUM, MAJOR = "typo", "medium", "major"
ORDER = ("", TYPO, MEDIUM, MAJOR)
# What changes what is said, however few signs it takes: numbers, facts, and words that turn a
# sentence round.
TELLING = re.compile(
    r"\{\{.*?\}\}|\d+(?:[.,]\d+)*%?|不|没|无|勿|免|禁|须|必|\b(?:not?|never|must|without|only)\b|n't"
)
# So much of the text is the same, or it is no typo; so little, or it is major.
MOSTLY, HARDLY = 0.95, 0.6
# Of longer texts signs are counted and not compared one by one.
LONG = 4000


def level_of(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """Texts by element; empty where nothing has changed. Elements that come or go are major."""
    if before == after:
        return ""
    if before.keys() != after.keys():
        return MAJOR
    return max((_of_text(before[name], after[name]) for name in before), key=ORDER.index)


def higher(one: str, other: str) -> str:
    return max(one, other, key=ORDER.index)


def _of_text(before: str, after: str) -> str:
    if before == after:
        return ""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    is_long = len(before) + len(after) > LONG
    same = matcher.quick_ratio() if is_long else matcher.ratio()
    if same < HARDLY:
        return MAJOR
    is_same_sense = sorted(TELLING.findall(before)) == sorted(TELLING.findall(after))
    return TYPO if same >= MOSTLY and is_same_sense else MEDIUM
