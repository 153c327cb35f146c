"""Reads the lists of words beside this file, and finds their words in a text.

A line is `word`, or `word = what to say`, or `word =` for what can go. `+ word` names a word that
is fine although a listed one stands in it. In English `v: utilise = use` brings its forms along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.authoring.plain_language.inflection import forms_of

FOLDER = Path(__file__).parent / "lists"
ENGLISH_TOKEN = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """`plain`: what may stand instead, empty where the word can simply go, None where no one word
    is right everywhere; `is_fine`: no finding, it only keeps others from being found in it."""

    word: str
    plain: str | None = None
    is_fine: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    start: int
    end: int
    entry: Entry


@lru_cache
def lines_of(name: str) -> tuple[str, ...]:
    """The lines of a list, without remarks and blanks."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def entries_of(name: str) -> Iterator[Entry]:
    for line in lines_of(name):
        yield from _entries(line)


def _entries(line: str) -> Iterator[Entry]:
    word, is_said, plain = (part.strip() for part in line.partition("="))
    if word.startswith("+"):
        yield Entry(word.removeprefix("+").strip(), is_fine=True)
    elif word.startswith("v:"):
        for form, instead in forms_of(word.removeprefix("v:").strip(), plain):
            yield Entry(form, instead if is_said else None)
    else:
        yield Entry(word, plain if is_said else None)


class ChineseWords:
    """The longest listed word at each place, from left to right."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.word: entry for entry in entries}
        self._lengths: dict[str, list[int]] = {}
        for word in sorted(self._entries, key=len, reverse=True):
            lengths = self._lengths.setdefault(word[0], [])
            if len(word) not in lengths:
                lengths.append(len(word))
        first = "".join(map(re.escape, self._lengths))
        self._first = re.compile(f"[{first}]" if first else r"(?!)")

    def find(self, text: str) -> Iterator[Hit]:
        place = 0
        while first := self._first.search(text, place):
            hit = self._at(text, first.start())
            if hit and not hit.entry.is_fine:
                yield hit
            place = hit.end if hit else first.end()

    def _at(self, text: str, place: int) -> Hit | None:
        for length in self._lengths.get(text[place], ()):
            word = text[place : place + length]
            if entry := self._entries.get(word):
                return Hit(place, place + len(word), entry)
        return None


class EnglishWords:
    """The same by whole words, whatever their capitals."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        for entry in entries:
            tokens = tuple(token for token, _s, _e in tokens_of(entry.word))
            if tokens:
                self._entries.setdefault(tokens[0], []).append((tokens, entry))
        for same_start in self._entries.values():
            same_start.sort(key=lambda row: len(row[0]), reverse=True)

    def find(self, text: str) -> Iterator[Hit]:
        tokens, place = tokens_of(text), 0
        while place < len(tokens):
            found = self._at(text, tokens, place)
            if found and not found[1].entry.is_fine:
                yield found[1]
            place += found[0] if found else 1

    def _at(self, text: str, tokens: tuple[Token, ...], place: int) -> tuple[int, Hit] | None:
        for words, entry in self._entries.get(tokens[place][0], ()):
            there = tokens[place : place + len(words)]
            if tuple(token for token, _s, _e in there) != words:
                continue
            start, end = there[0][1], there[-1][2]
            if _are_neighbours(text[start:end], words):
                return len(words), Hit(start, end, entry)
        return None


Token = tuple[str, int, int]
Words = ChineseWords | EnglishWords


@lru_cache(maxsize=512)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Small letters, with their places; several lists are looked up in each text."""
    return tuple((m[0].lower(), m.start(), m.end()) for m in ENGLISH_TOKEN.finditer(text))


def _are_neighbours(text: str, words: tuple[str, ...]) -> bool:
    """Nothing but blanks or a stroke between them: a comma would part them."""
    return len(text.split()) <= len(words) and not re.search(r"[.,;:!?()]", text)


def words_of(entries: Iterable[Entry], *, is_chinese: bool) -> Words:
    return ChineseWords(entries) if is_chinese else EnglishWords(entries)


@lru_cache
def officialese(*, is_chinese: bool) -> Words:
    name = "officialese_zh.txt" if is_chinese else "officialese_en.txt"
    return words_of(entries_of(name), is_chinese=is_chinese)


@lru_cache
def known_abbreviations() -> frozenset[str]:
    return frozenset(word for line in lines_of("abbreviations.txt") for word in line.split())


@lru_cache
def passives_that_are_fine() -> tuple[str, ...]:
    """What follows 被 where everybody says it so."""
    return tuple(word for line in lines_of("passive_zh.txt") for word in line.split())


@lru_cache
def irregular_participles() -> tuple[str, ...]:
    return tuple(word for line in lines_of("participles_en.txt") for word in line.split())


@lru_cache
def participles_as_adjectives() -> tuple[str, ...]:
    return tuple(word for line in lines_of("adjectives_en.txt") for word in line.split())
