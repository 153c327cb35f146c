"""What differs between two texts, word by word; Chinese, which has no spaces, sign by sign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# A number with its sign and unit stays whole: of ¥200 and ¥300 nobody wants the zeros in common.
TOKEN = re.compile(r"[¥$€]?\d+(?:[.,:]\d+)*%?|[^\W\d_一-鿿]+|\s+|.", re.DOTALL)
# A longer text is compared line by line first: what is quick for a sentence is not for a page.
LONG = 3000


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    changed: bool = False


Runs = tuple[Run, ...]


def mark(before: str, after: str) -> tuple[Runs, Runs]:
    """Both texts as runs, with what only one of them has marked as changed."""
    cut = _by_line if max(len(before), len(after)) > LONG else _by_word
    left, right = cut(before), cut(after)
    old: list[Run] = []
    new: list[Run] = []
    for kind, a, b, c, d in _operations(left, right):
        _add(old, "".join(left[a:b]), changed=kind)
        _add(new, "".join(right[c:d]), changed=kind)
    return tuple(old), tuple(new)


def _by_word(text: str) -> list[str]:
    return TOKEN.findall(text)


def _by_line(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _operations(
    left: Sequence[str], right: Sequence[str]
) -> Iterator[tuple[bool, int, int, int, int]]:
    for kind, *places in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        a, b, c, d = places
        lone = kind == "equal" and b - a == 1 and a > 0 and b < len(left)
        # One sign in common between two changes makes both harder to read.
        yield kind != "equal" or (lone and not left[a].isspace()), a, b, c, d


def _add(runs: list[Run], text: str, *, changed: bool) -> None:
    if not text:
        return
    if runs and runs[-1].changed == changed:
        runs[-1] = Run(runs[-1].text + text, changed)
    else:
        runs.append(Run(text, changed))
