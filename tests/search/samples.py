"""Small index documents and readers for the search tests."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from kb.access import ALL_TOPICS, Audience, Filter, Labels, Scope, as_filter
from kb.search.engine import Change, IndexDocument, IndexName, Query, SearchEngine, Way

NOW = datetime(2127, 3, 1, 12, tzinfo=UTC)
CHINESE = "zh-Hans"
PUBLIC = IndexName(CHINESE, Audience.PUBLIC)


def reader(**changes: object) -> Scope:
    everybody = Scope(
        channels=frozenset({"web"}),
        audience=Audience.PUBLIC,
        topics=ALL_TOPICS,
        locales=frozenset({CHINESE, "en"}),
        now=NOW,
    )
    return replace(everybody, **changes)  # type: ignore[arg-type]


def head(key: str, question: str, **values: object) -> IndexDocument:
    fields: dict[str, object] = {"id": key, "tier": Audience.PUBLIC, "locale": CHINESE}
    fields |= {"topics": frozenset({"cards"})} | values
    return IndexDocument(key=key, question=question, **fields)  # type: ignore[arg-type]


def element(key: str, body: str, labels: Labels, **values: object) -> IndexDocument:
    document = head(key, "", body=body, labels=labels, **values)
    return replace(document, id=f"{key}:1", element=f"{key}:1")


def put(engine: SearchEngine, *documents: IndexDocument, gone: Iterable[str] = ()) -> None:
    """Each answer's documents in one change, in one batch."""
    answers: dict[tuple[str, str], list[IndexDocument]] = {}
    for document in documents:
        answers.setdefault((document.key, document.locale), []).append(document)
    changes = [Change(key, locale, tuple(d)) for (key, locale), d in answers.items()]
    changes += [Change(key, CHINESE) for key in gone]
    seen = engine.position()
    engine.write(changes, seen=seen, epoch="one", seq=seen.seq + 1)


def keys(
    engine: SearchEngine,
    text: str,
    *,
    scope: Scope | None = None,
    index: IndexName = PUBLIC,
    way: Way = Way.MATCH,
    topic: str = "",
    limit: int = 10,
    offset: int = 0,
) -> list[str]:
    allowed: Filter = as_filter(scope or reader())
    query = Query(text, way=way, topic=topic)
    hits = engine.search(index, query, allowed=allowed, limit=limit, offset=offset)
    return [hit.key for hit in hits]
