"""Answers as rows of a list, on the desk and on the help pages: found, new, or of one topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from channels.kinds import KIND_NAMES
from kb.publication.queries import Authorized
from kb.search.queries import SearchResult


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `is_match`: it is what was looked for."""

    text: str
    is_match: bool


@dataclass(frozen=True, slots=True)
class Row:
    """`kind`: the name of the element the pieces are of; `topic`: the topic's title, empty where
    the reader may not know it; `is_noticed`: an emergency notice names the answer."""

    key: str
    locale: str
    question: str
    topic: str
    kind: Any = ""
    pieces: tuple[Piece, ...] = ()
    is_noticed: bool = False


def found_rows(results: Iterable[SearchResult], *, titles: Mapping[str, str]) -> tuple[Row, ...]:
    return tuple(
        Row(
            key=result.key,
            locale=result.locale,
            question=result.question,
            topic=titles.get(result.topic, ""),
            kind=KIND_NAMES[result.snippet.kind],
            pieces=cut(result.snippet.text, result.snippet.matches),
        )
        for result in results
    )


def listed_rows(answers: Iterable[Authorized], *, titles: Mapping[str, str]) -> tuple[Row, ...]:
    return tuple(
        Row(answer.key, answer.locale, answer.document.question, titles.get(answer.topic, ""))
        for answer in answers
    )


def cut(text: str, matches: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    """The text at the edges of its matches, which stand in order and do not overlap."""
    pieces, end = [], 0
    for start, stop in matches:
        pieces += [Piece(text[end:start], False), Piece(text[start:stop], True)]
        end = stop
    pieces.append(Piece(text[end:], False))
    return tuple(piece for piece in pieces if piece.text)
