"""Where sentences begin and end, and how long they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Stands for each character of what counts as one word, so that places stay what they are.
COVER = "\ufffc"
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
ENGLISH_WORD = re.compile(rf"{COVER}+|[A-Za-z0-9](?:[\w'’%-]|[.,](?=\d))*")
CLOSING = "\"'”’」』）)】》*_"
# A full stop ends a sentence where a blank, a Han character or nothing follows: 3.85% does not.
ENDING = re.compile(
    rf"[。！？!?；…]+[{re.escape(CLOSING)}]*|\.+[{re.escape(CLOSING)}]*(?=\s|$|[\u3400-\u9fff])|\n+"
)
# After these a full stop is none; after the others it is one where a capital follows.
TITLE = re.compile(
    r"(?:^|[\s(“\"])(?:e\.g|i\.e|vs|cf|nos?|mrs?|ms|dr|st|pp?|fig|approx)$", re.IGNORECASE
)
SHORTENED = re.compile(r"(?:^|[\s(“\"])(?:etc|co|ltd|inc|[ap]\.m|\d{1,3})$", re.IGNORECASE)
LIST_MARK = re.compile(r"[ \t]*(?:[-*+](?=[ \t])|\d{1,3}(?:[、)）]|\.(?=[ \t])))[ \t]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`words` is the sentence with what nobody reads covered."""

    start: int
    end: int
    words: str

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end

    def length(self, *, is_chinese: bool) -> int:
        """Han characters, or English words; a fact or an address counts as one word."""
        pattern = HAN if is_chinese else ENGLISH_WORD
        return sum(1 for _match in pattern.finditer(self.words))


def sentences(words: str) -> Iterator[Sentence]:
    """Of one text; each item of a list is one of its own, whatever it ends with."""
    start = 0
    for match in ENDING.finditer(words):
        if match[0][0] == "." and _is_no_end(words, start, match):
            continue
        yield from _sentence(words, start, match.end())
        start = match.end()
    yield from _sentence(words, start, len(words))


def _is_no_end(words: str, start: int, stop: re.Match[str]) -> bool:
    """`e.g. this`, `No. 5`, `9 a.m. on`, and the mark of a list; at the very end it is an end."""
    following = words[stop.end() :].lstrip(" ")[:1]
    if not following or len(stop[0]) > 1:
        return False
    before = words[start : stop.start()]
    if TITLE.search(before) or before.strip().isdigit():
        return True
    return bool(SHORTENED.search(before)) and not following.isupper()


def _sentence(words: str, start: int, end: int) -> Iterator[Sentence]:
    if mark := LIST_MARK.match(words, start, end):
        start = mark.end()
    while start < end and words[start].isspace():
        start += 1
    while end > start and words[end - 1].isspace():
        end -= 1
    if start < end:
        yield Sentence(start, end, words[start:end])
