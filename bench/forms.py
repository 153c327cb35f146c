"""Titles as customers type them: as they sound, in Traditional characters, with one mistake.

The same forms on every run: what is random is drawn by a hash of the title.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import pypinyin
from opencc import OpenCC

from bench.questions import Question, Set
from kb.search import segmentation

TITLES = 500
NEEDED = {"pinyin": 0.95, "traditional": 0.98, "typo": 0.90}


def forms_of(chosen: Set) -> Iterator[Set]:
    """A set for each form, of the same titles out of all answers; the answers are the same too."""
    titles = sorted(chosen.answers, key=_draw)[:TITLES]
    for name, form in FORMS.items():
        asked = tuple(Question(form(title), title) for title in titles)
        yield replace(chosen, name=name, questions=asked)


def as_it_sounds(title: str) -> str:
    """All letters in one, as the input method has them; no blanks, no marks."""
    said = "".join(pypinyin.lazy_pinyin(segmentation.normalise(title)))
    return "".join(character for character in said if character.isascii() and character.isalnum())


def traditional(title: str) -> str:
    return OpenCC("s2t").convert(title)


def mistyped(title: str) -> str:
    """One Han character is another of the same sound, missing, doubled, or after its neighbour."""
    places = [n for n, character in enumerate(title[:-1]) if segmentation.is_han(character)]
    if not places:
        return title
    draw = _draw(f"mistyped:{title}")
    place = places[draw % len(places)]
    before, here, after = title[:place], title[place], title[place + 1 :]
    mistakes = (
        lambda: before + _another(here, draw=draw) + after,
        lambda: before + after,
        lambda: before + here + here + after,
        lambda: before + after[:1] + here + after[1:],
    )
    return mistakes[draw // 1000 % len(mistakes)]()


def _another(character: str, *, draw: int) -> str:
    alike = [one for one in _by_sound()[_sound(character)] if one != character]
    return alike[draw // 7 % len(alike)] if alike else ""


@cache
def _by_sound() -> dict[str, list[str]]:
    """The characters people write, as GB 2312's first level has them."""
    found: dict[str, list[str]] = {}
    for row in range(0xB0, 0xD8):
        for column in range(0xA1, 0xFF):
            character = bytes((row, column)).decode("gb2312", errors="ignore")
            if character:
                found.setdefault(_sound(character), []).append(character)
    return found


def _sound(character: str) -> str:
    return "".join(pypinyin.lazy_pinyin(character))


def _draw(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


FORMS: dict[str, Callable[[str], str]] = {
    "pinyin": as_it_sounds,
    "traditional": traditional,
    "typo": mistyped,
}
