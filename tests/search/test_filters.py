"""What an engine lets pass is what `allows` lets pass, for random labels and readers."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kb.access import Audience, Labels, Scope, allows
from kb.document import Document, Kind, Passage, Wording
from kb.search.documents import index_documents
from kb.search.engine import ENGINES, Change, IndexName, SearchEngine, open_engine
from tests.access.worlds import LOCALES, NOON, as_labels, as_scope, random_labels, random_moment
from tests.access.worlds import random_reader as reader_data
from tests.search.engines import empty_index
from tests.search.samples import CHINESE, keys

ANSWERS = 40
# Each asks for every answer and element, and a server takes its time for each.
READERS = {"tantivy": 25, "opensearch": 5, "elasticsearch": 5}
BEFORE_ALL = NOON - timedelta(days=1)
CORE = (Kind.ANSWER, Kind.STEPS)


def random_documents(dice: random.Random) -> Iterator[Document]:
    for number in range(ANSWERS):
        kinds = [dice.choice(CORE), *dice.choices([*CORE, Kind.NOTE, Kind.FEE], k=2)]
        passages = [
            Passage(
                element=f"{number}:{place}",
                kind=kind,
                standard=Wording((f"element{number}x{place}",)),
                labels=Labels() if dice.random() < 0.3 else as_labels(random_labels(dice)),
            )
            for place, kind in enumerate(kinds)
        ]
        yield Document(str(number), CHINESE, f"question{number}", tuple(passages))


def lineage(number: int) -> list[str]:
    return [["cards"], ["cards", "cards.credit"], ["loans"]][number % 3]


@pytest.fixture
def documents() -> list[Document]:
    return list(random_documents(random.Random(99)))


@pytest.fixture(params=sorted(ENGINES))
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, documents: list[Document]
) -> Iterator[SearchEngine]:
    changes = [
        Change(d.key, d.locale, index_documents([d], lineage=lineage(n), as_of=BEFORE_ALL))
        for n, d in enumerate(documents)
    ]
    with empty_index(request.param, directory=tmp_path) as url:
        filled = open_engine(url)
        filled.write(changes, seen=filled.position(), epoch="one", seq=1)
        yield filled


@pytest.fixture
def scopes(request: pytest.FixtureRequest) -> list[Scope]:
    return list(random_scopes(READERS[request.node.callspec.params["engine"]]))


def random_scopes(count: int) -> Iterator[Scope]:
    dice = random.Random(7)
    for _ in range(count):
        yield as_scope(reader_data(dice) | {"locales": LOCALES}, random_moment(dice))


def is_visible(document: Document, number: int, scope: Scope) -> bool:
    """By the rule itself, element for element."""
    seen = [p for p in document.passages if allows(scope, p.labels)]
    return any(p.kind in CORE for p in seen) and scope.covers_topics(lineage(number))


def test_a_question_is_found_where_something_answers_it(
    engine: SearchEngine, documents: list[Document], scopes: list[Scope]
) -> None:
    compared = hits = 0
    for scope in scopes:
        index = IndexName(CHINESE, scope.audience)
        for number, document in enumerate(documents):
            found = keys(engine, f"question{number}", scope=scope, index=index)
            expected = [document.key] if is_visible(document, number, scope) else []
            assert found == expected, (document, scope)
            compared, hits = compared + 1, hits + len(found)
    assert compared == ANSWERS * len(scopes) and compared * 0.1 < hits < compared * 0.9


def test_an_element_is_found_by_those_who_may_see_it(
    engine: SearchEngine, documents: list[Document], scopes: list[Scope]
) -> None:
    """An element in a head that only others may see is left out for once: authorisation, which
    comes after, is exact, and this is recall."""
    seen = 0
    for scope in scopes:
        index = IndexName(CHINESE, scope.audience)
        for number, document in enumerate(documents):
            for place, passage in enumerate(document.passages):
                found = keys(engine, f"element{number}x{place}", scope=scope, index=index)
                may_see = allows(scope, passage.labels) and scope.covers_topics(lineage(number))
                if is_visible(document, number, scope):
                    assert found == ([document.key] if may_see else []), (document, scope)
                elif not may_see:
                    assert found == [], (document, scope)
                seen += len(found)
    assert seen > ANSWERS


def test_tiers_hold_only_their_own(engine: SearchEngine, documents: list[Document]) -> None:
    everything = as_scope(
        {
            "channels": ["agent_desk", "web", "sms", "wechat"],
            "regions": ["beijing", "shanghai", "north"],
            "segments": ["vip", "student"],
            "products": ["gold-card", "gold-card-plus"],
            "topics": ["*"],
            "locales": LOCALES,
            "audience": "agent",
            "verification": "full",
        },
        NOON,
    )
    for tier in Audience:
        for number, document in enumerate(documents):
            for place, passage in enumerate(document.passages):
                found = keys(
                    engine,
                    f"element{number}x{place}",
                    scope=everything,
                    index=IndexName(CHINESE, tier),
                )
                assert not found or passage.labels.audience <= tier
