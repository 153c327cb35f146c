"""Answers put into an engine, and questions asked of it as search asks them, without a base."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from kb.access import ALL_TOPICS, Audience, Scope, as_filter
from kb.document import Document
from kb.search import segmentation
from kb.search.documents import index_documents
from kb.search.engine import Change, Hit, IndexName, Query, SearchEngine, open_engine
from kb.search.likest import factor, in_blocks

CONSIDERED = 10
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def fill(engine: SearchEngine, answers: Sequence[Document]) -> None:
    changes = (
        Change(a.key, a.locale, index_documents([a], lineage=["all"], as_of=NOW)) for a in answers
    )
    engine.write(changes, seen=engine.position(), epoch="bench", seq=1)


def likest_first(hits: Sequence[Hit], text: str, answers: Mapping[str, Document]) -> list[Hit]:
    """As search does with what the reader may see."""
    said = (segmentation.normalise(text),)
    return in_blocks(
        [replace(h, score=h.score * factor(said, answers[h.key].phrases)) for h in hits]
    )


def ask(engine: SearchEngine, text: str, *, locale: str) -> tuple[Hit, ...]:
    return found(engine, text, locale=locale, limit=CONSIDERED)


def found(engine: SearchEngine, text: str, *, locale: str, limit: int) -> tuple[Hit, ...]:
    everything = Scope(
        channels=frozenset(),
        audience=Audience.PUBLIC,
        topics=ALL_TOPICS,
        locales=frozenset({locale}),
        now=NOW,
    )
    index = IndexName(locale, Audience.PUBLIC)
    allowed = as_filter(everything)
    return engine.search(index, Query(text), allowed=allowed, limit=limit)


@contextmanager
def filled(answers: Sequence[Document]) -> Iterator[SearchEngine]:
    with tempfile.TemporaryDirectory(prefix="granule-bench-") as directory:
        engine = open_engine(f"tantivy://{directory}/index")
        fill(engine, answers)
        yield engine
