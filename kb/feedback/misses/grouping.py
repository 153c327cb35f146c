"""Questions that are alike come together. Pure.

Two questions are as alike as the pieces they share weigh of all their pieces: words and pairs of
characters, as search cuts them, the rare ones more. Each question goes to the group whose first
question it is most like, from `ALIKE` on; else it begins a group. So a group can always be
explained by two questions side by side, and no chain of likenesses joins strangers.

What stands in a group stays there: new questions are added, and the same ones in any order give
the same groups. Measured by bench/misses.py.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.search.snippets import pieces_of, weight_of

ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Grouping:
    """`heads`: the question each is grouped with, itself where it begins a group."""

    heads: Mapping[str, str]

    @property
    def groups(self) -> frozenset[frozenset[str]]:
        members: dict[str, set[str]] = defaultdict(set)
        for text, head in self.heads.items():
            members[head].add(text)
        return frozenset(frozenset(texts) for texts in members.values())


def group(texts: Iterable[str], *, heads: Iterable[str] = ()) -> Grouping:
    """`texts`: normalised; `heads`: the first questions of the groups that there are."""
    known = dict.fromkeys(heads)
    new = sorted(set(texts) - known.keys())
    pieces = {text: frozenset(pieces_of(text)) for text in (*known, *new)}
    scale = _Scale(pieces)
    places: dict[str, list[str]] = defaultdict(list)
    for head in known:
        _note(places, head, pieces[head])
    found = {head: head for head in known}
    for text in new:
        found[text] = scale.likest(text, places) or text
        if found[text] == text:
            _note(places, text, pieces[text])
    return Grouping(found)


def likeness(one: str, other: str) -> float:
    """Of two questions by themselves, every piece weighing the same."""
    return _Scale({text: frozenset(pieces_of(text)) for text in (one, other)}).likeness(one, other)


def _note(places: dict[str, list[str]], head: str, pieces: Iterable[str]) -> None:
    for piece in pieces:
        places[piece].append(head)


class _Scale:
    """What pieces weigh among these questions."""

    def __init__(self, pieces: Mapping[str, frozenset[str]]) -> None:
        self.pieces = pieces
        often = Counter(piece for some in pieces.values() for piece in some)
        self.weights = {
            piece: weight_of((piece,)) * math.log1p(len(pieces) / number)
            for piece, number in often.items()
        }
        self.whole = {text: self._weight(some) for text, some in pieces.items()}

    def likeness(self, one: str, other: str) -> float:
        whole = self.whole[one] + self.whole[other]
        return 2 * self._weight(self.pieces[one] & self.pieces[other]) / whole if whole else 0.0

    def likest(self, text: str, places: Mapping[str, list[str]]) -> str | None:
        """The head it is most like, the first by name of equals; None where none is alike."""
        shared: dict[str, float] = defaultdict(float)
        # In one order, since sums of fractions depend on it.
        for piece in sorted(self.pieces[text]):
            for head in places.get(piece, ()):
                shared[head] += self.weights[piece]
        mine = self.whole[text]
        rated = ((-2 * both / (mine + self.whole[head]), head) for head, both in shared.items())
        best = min(rated, default=(0.0, ""))
        return best[1] if -best[0] >= ALIKE else None

    def _weight(self, pieces: Iterable[str]) -> float:
        return math.fsum(self.weights[piece] for piece in pieces)
