"""Where lines and bars stand, in the units of a drawing that a browser stretches. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 1000, 100
# Of each place, so that neighbours do not touch.
BAR = 0.7
ROUND_STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """`inner`: the height of the part that is filled; `words` say all."""

    x: float
    width: float
    inner_y: float
    inner: float
    words: str


@dataclass(frozen=True, slots=True)
class Columns:
    """`whole`: a line of steps over the bars."""

    bars: tuple[Bar, ...]
    whole: str
    top: int
    is_empty: bool

    @property
    def half(self) -> int | None:
        return half_of(self.top)


@dataclass(frozen=True, slots=True)
class Lines:
    """Two lines of steps, each with gaps where nothing is known."""

    first: str
    second: str
    top: int

    @property
    def half(self) -> int | None:
        return half_of(self.top)


def columns(values: Sequence[tuple[int, int, str]]) -> Columns:
    """Of each place: the whole, the part of it that is filled, and its words."""
    top = round_up(max((max(whole, part) for whole, part, _words in values), default=0))
    place = WIDTH / max(len(values), 1)
    bars = (
        _bar(n * place + place * (1 - BAR) / 2, place * BAR, part, top, words)
        for n, (_whole, part, words) in enumerate(values)
    )
    wholes = [whole for whole, _part, _words in values]
    return Columns(tuple(bars), _path(wholes, top), top, is_empty=not any(wholes))


def lines(first: Sequence[int | None], second: Sequence[int | None]) -> Lines:
    top = round_up(max((v for v in (*first, *second) if v is not None), default=0))
    return Lines(_path(first, top), _path(second, top), top)


def round_up(value: int) -> int:
    """The end of a scale: the next of 1, 2, 2.5, 5 and their tens."""
    unit = 1
    while True:
        for step in ROUND_STEPS:
            if value <= step * unit and step * unit == int(step * unit):
                return int(step * unit)
        unit *= 10


def half_of(top: int) -> int | None:
    """None where it would not be a whole number: then no line is drawn there."""
    return top // 2 if top % 2 == 0 else None


def _bar(x: float, width: float, part: int, top: int, words: str) -> Bar:
    inner = HEIGHT * part / top
    return Bar(round(x, 2), round(width, 2), round(HEIGHT - inner, 2), round(inner, 2), words)


def _path(values: Sequence[int | None], top: int) -> str:
    """A level for each place, joined to the next one where that is known too."""
    place = WIDTH / max(len(values), 1)
    pieces: list[str] = []
    was_known = False
    for n, value in enumerate(values):
        if value is not None:
            y = round(HEIGHT - HEIGHT * value / top, 2)
            pieces.append(f"{'L' if was_known else 'M'}{n * place:.2f} {y}H{(n + 1) * place:.2f}")
        was_known = value is not None
    return "".join(pieces)
